import CLinux
import Glibc

/// Runs `body` on a thread of its own, with a name of at most 15 bytes for `ps -L` and debuggers.
/// Signals must have been blocked before: a thread inherits the mask.
package func startThread(
  named name: String, _ body: @escaping @Sendable () -> Void
) throws(SystemError) {
  let work = Unmanaged.passRetained(ThreadWork(name: name, body: body))
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  var thread = pthread_t()
  let result = pthread_create(&thread, &attributes, runThread, work.toOpaque())
  guard result == 0 else {
    work.release()
    throw SystemError("pthread_create \(name)", result)
  }
}

private final class ThreadWork: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

// A function of the file, not a closure: a closure formed in main.swift would belong to the main
// actor and trap on this thread.
private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let work = Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue()
  clinux_name_thread(String(work.name.prefix(15)))
  work.body()
  return nil
}
