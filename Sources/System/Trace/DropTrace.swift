package import Doctor
import Glibc

/// Listens to the event skb:kfree_skb, with which the kernel tells why it drops a packet. It writes to
/// the kernel: an instance of tracefs of its own stands as long as this object lives, so that nobody
/// else's tracing is disturbed.
package final class DropTrace {
  package private(set) var tally = DropTally()
  private let folder: String
  private var pipe: Descriptor?
  private var rest: [UInt8] = []
  private var buffer = [UInt8](repeating: 0, count: 65536)

  private static let prefix = "directord-doctor-"
  private static let roots = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]

  /// Makes the instance, after it has removed those that runs left behind which are no more. ENOENT: no
  /// tracefs is mounted, or this kernel has no such event.
  package init() throws(SystemError) {
    guard let root = Self.roots.first(where: { access("\($0)/instances", F_OK) == 0 }) else {
      throw SystemError("find tracefs at \(Self.roots[0])", ENOENT)
    }
    Self.removeAbandoned(in: "\(root)/instances")
    folder = "\(root)/instances/\(Self.prefix)\(getpid())"
    guard mkdir(folder, 0o700) == 0 else { throw SystemError("mkdir \(folder)") }
    do throws(SystemError) {
      try begin()
    } catch {
      end()
      throw error
    }
  }

  deinit { end() }

  private func begin() throws(SystemError) {
    let event = "\(folder)/events/skb/kfree_skb"
    // IPv4, IPv6 and ARP. Of older kernels, which know no filter for it, everything.
    try? write("protocol == 2048 || protocol == 34525 || protocol == 2054", to: "\(event)/filter")
    pipe = try Descriptor(
      "open trace_pipe", open("\(folder)/trace_pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC))
    try write("1", to: "\(event)/enable")
  }

  /// Removes the instance; a second time it does nothing.
  package func end() {
    pipe = nil
    Self.remove(folder)
  }

  /// Takes in what waits: at most a mebibyte. The pipe does not tell that something waits before its
  /// buffer is half full: ask now and then.
  package func advance() {
    guard pipe != nil else { return }
    for _ in 0..<16 {
      let count = receive()
      guard count > 0 else { return }
      take(buffer[..<count])
    }
  }

  private func take(_ bytes: ArraySlice<UInt8>) {
    var lines = (rest + bytes).split(separator: 10, omittingEmptySubsequences: false)
    // The last one may go on. No line is longer than 4,096 bytes.
    rest = Array((lines.popLast() ?? []).prefix(4_096))
    for line in lines {
      if let event = DropEvent(String(decoding: line, as: UTF8.self)) { tally.count(event) }
    }
  }

  private func receive() -> Int {
    guard let number = pipe?.number else { return 0 }
    return buffer.withUnsafeMutableBytes { read(number, $0.baseAddress, $0.count) }
  }

  private func write(_ text: String, to file: String) throws(SystemError) {
    let descriptor = try Descriptor("open \(file)", open(file, O_WRONLY | O_CLOEXEC))
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor.number, bytes, bytes.count) == bytes.count else {
      throw SystemError("write \(file)")
    }
  }

  /// Removes instances of runs that were killed.
  private static func removeAbandoned(in folder: String) {
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    var found: [String] = []
    while let entry = readdir(listing), found.count < 1_000 {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(prefix), let process = Int32(name.dropFirst(prefix.count)),
        !isAlive(process)
      {
        found.append(name)
      }
    }
    for name in found { remove("\(folder)/\(name)") }
  }

  private static func remove(_ folder: String) {
    // The kernel turns the instance's events off with it.
    _ = rmdir(folder)
  }
}
