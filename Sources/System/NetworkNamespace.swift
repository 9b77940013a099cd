import CLinux
import Glibc

/// A network namespace of this machine (network_namespaces(7)), held open.
package struct NetworkNamespace: ~Copyable {
  private let descriptor: Descriptor

  /// A namespace of `ip netns`.
  package init(named name: String) throws(SystemError) {
    try self.init(path: "/run/netns/" + name)
  }

  /// The one of the machine's first process.
  package static func initial() throws(SystemError) -> NetworkNamespace {
    try NetworkNamespace(path: "/proc/1/ns/net")
  }

  /// The one of the calling thread.
  package static func current() throws(SystemError) -> NetworkNamespace {
    try NetworkNamespace(path: "/proc/thread-self/ns/net")
  }

  private init(path: String) throws(SystemError) {
    descriptor = try Descriptor(path, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK))
  }

  /// Moves the calling thread, and every thread that it starts from now on, into the namespace. One
  /// that it is in already needs no privilege.
  package func enter() throws(SystemError) {
    if isCurrent { return }
    guard clinux_enter_network(descriptor.number) == 0 else { throw SystemError("setns") }
  }

  /// Enters it, and answers where the thread was.
  private func leaveCurrent() throws(SystemError) -> NetworkNamespace {
    let home = try NetworkNamespace.current()
    try enter()
    return home
  }

  private var isCurrent: Bool {
    var mine = stat()
    var its = stat()
    return stat("/proc/thread-self/ns/net", &mine) == 0 && fstat(descriptor.number, &its) == 0
      && mine.st_dev == its.st_dev && mine.st_ino == its.st_ino
  }

  /// Runs `body` in the namespace; afterwards the calling thread is where it was.
  package func visit<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value, otherwise: (SystemError) -> Failure
  ) throws(Failure) -> Value {
    let home: NetworkNamespace
    do throws(SystemError) { home = try leaveCurrent() } catch { throw otherwise(error) }
    let result: Result<Value, Failure>
    do throws(Failure) {
      result = .success(try body())
    } catch {
      result = .failure(error)
    }
    do throws(SystemError) { try home.enter() } catch { throw otherwise(error) }
    return try result.get()
  }
}
