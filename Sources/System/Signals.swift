import CLinux
import Glibc

/// A signal, and who has sent it.
package struct ReceivedSignal: Hashable, Sendable {
  package var number: CInt
  /// 0: the kernel, or a process of another namespace.
  package var process: UInt32
  package var user: UInt32
}

/// Signals as something to read. They are blocked in the thread that makes this and in every thread
/// that it starts later, so make it before the first; children must be given a clean mask.
///
/// SIGPIPE is ignored from here on: a peer that goes away is an error of the call that wrote to it.
package struct Signals: ~Copyable {
  private let queue: Descriptor

  package init(_ numbers: [CInt]) throws(SystemError) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    let error = pthread_sigmask(SIG_BLOCK, &set, nil)
    guard error == 0 else { throw SystemError("pthread_sigmask", error) }
    signal(SIGPIPE, SIG_IGN)
    queue = try Descriptor("signalfd", signalfd(-1, &set, CInt(SFD_CLOEXEC | SFD_NONBLOCK)))
  }

  /// Readable while a signal waits.
  package var descriptor: CInt { queue.number }

  /// The next signal that waits; nil when none does.
  package func next() -> ReceivedSignal? {
    var record = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard read(queue.number, &record, size) == size else { return nil }
    return ReceivedSignal(
      number: CInt(bitPattern: record.ssi_signo), process: record.ssi_pid, user: record.ssi_uid)
  }
}
