import CLinux
import Glibc

/// What the service manager is told (sd_notify(3)): one datagram to `$NOTIFY_SOCKET`. Without that
/// variable nothing is sent.
package struct ServiceManager: Sendable {
  package enum State: Hashable, Sendable {
    case ready
    /// The monotonic clock's time that `Type=notify-reload` asks for, in microseconds.
    case reloading(microseconds: UInt64)
    case stopping
    /// A line for `systemctl status`.
    case status(String)
    case watchdog
    /// A start or an end takes so much longer from now on, whatever the unit's limits say.
    case extendTimeout(microseconds: UInt64)
  }

  private let address: [UInt8]?
  /// How often the watchdog must be told: half of what the manager waits; nil if it does not.
  package let watchdogInterval: Duration?

  /// `environment` has `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`; `process` is our own
  /// number, since the watchdog may be another process's.
  package init(environment: [String: String], process: Int32 = getpid()) {
    address = environment["NOTIFY_SOCKET"].flatMap(socketName)
    let ours = environment["WATCHDOG_PID"].map { Int32($0) == process } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }
    watchdogInterval = microseconds.flatMap { ours && $0 > 1 ? .microseconds($0 / 2) : nil }
  }

  /// Sends the states in one datagram. A manager that does not listen is no reason to stop
  /// serving, so a failure is only told: errno, or nil.
  @discardableResult
  package func tell(_ states: [State]) -> SystemError? {
    guard let address else { return nil }
    let kind = CInt(CLINUX_DATAGRAM)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { return SystemError("socket") }
    defer { close(descriptor) }
    let message = Array(states.map(\.assignment).joined(separator: "\n").utf8)
    let flags = CInt(CLINUX_MSG_NOSIGNAL | CLINUX_MSG_DONTWAIT)
    let sent = withUnixAddress(address) { pointer, length in
      sendto(descriptor, message, message.count, flags, pointer, length)
    }
    return sent == message.count ? nil : SystemError("sendto $NOTIFY_SOCKET")
  }
}

extension ServiceManager.State {
  /// `NAME=value` lines.
  var assignment: String {
    switch self {
    case .ready: "READY=1"
    case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
    case .stopping: "STOPPING=1"
    case .status(let text):
      "STATUS=" + String(text.map { $0.isNewline ? " " : $0 })
    case .watchdog: "WATCHDOG=1"
    case .extendTimeout(let microseconds): "EXTEND_TIMEOUT_USEC=\(microseconds)"
    }
  }
}

/// The name as the kernel has it: a path, or an abstract name with its leading zero byte for `@`.
private func socketName(_ text: String) -> [UInt8]? {
  var name = Array(text.utf8)
  guard name.count > 1, name.count < unixNameCapacity else { return nil }
  switch name[0] {
  case UInt8(ascii: "/"): return name
  case UInt8(ascii: "@"):
    name[0] = 0
    return name
  case _: return nil
  }
}
