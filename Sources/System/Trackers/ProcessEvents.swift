import CLinux
import Glibc

/// What the kernel tells of processes (its process connector, linux/cn_proc.h), to root in the
/// machine's first network namespace.
package final class ProcessEvents {
  package enum Event: Hashable, Sendable {
    /// A new one, or one that is another program from now on.
    case changed(Int32)
    case ended(Int32)
  }

  private let socket: Descriptor
  private var buffer = [UInt8](repeating: 0, count: 4096)
  /// Something was not told: everything is to be looked at.
  private var isLossy = false

  package init() throws(SystemError) {
    socket = try Descriptor("the kernel's process connector", clinux_open_process_events())
  }

  /// Readable while there is something to tell.
  package var descriptor: CInt { socket.number }

  /// What happened; nil if something was lost. Bounded: the rest waits.
  package func take() -> [Event]? {
    var events: [Event] = []
    for _ in 0..<1024 {
      let count = clinux_receive_from_kernel(socket.number, &buffer, buffer.count)
      if count < 0, errno == ENOBUFS { return nil }
      guard count > 0 else { break }
      if let event = Event(buffer.prefix(count)) { events.append(event) }
    }
    return events
  }
}

extension ProcessEvents.Event {
  /// Where things stand in a message: after netlink's header of 16 bytes and the connector's of 20.
  private enum Place {
    static let what = 36
    static let data = 52
  }

  /// nil for events of no interest: threads, changes of a user.
  package init?(_ message: some Collection<UInt8>) {
    let bytes = Array(message)
    func number(_ offset: Int) -> UInt32? {
      guard bytes.count >= offset + 4 else { return nil }
      return bytes[offset..<offset + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
    }
    func process(_ offset: Int) -> Int32? {
      guard let thread = number(offset), let process = number(offset + 4), thread == process
      else { return nil }
      return Int32(bitPattern: process)
    }
    switch number(Place.what) {
    // PROC_EVENT_FORK tells of the parent first.
    case 1?: self.init(changed: process(Place.data + 8))
    // PROC_EVENT_EXEC, PROC_EVENT_COMM
    case 2?, 0x200?: self.init(changed: process(Place.data))
    case 0x8000_0000?:
      guard let process = process(Place.data) else { return nil }
      self = .ended(process)
    case _: return nil
    }
  }

  private init?(changed process: Int32?) {
    guard let process else { return nil }
    self = .changed(process)
  }
}
