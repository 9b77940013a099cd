import CLinux
import Glibc
import Synchronization

/// The log: lines to a descriptor, written by a thread of its own from a bounded queue, so that one
/// who does not read them never holds up a loop. What did not fit is counted, and said.
package final class Log: Sendable {
  /// How a line looks.
  package enum Style: Hashable, Sendable {
    /// `<4>text`: systemd's level prefix (sd-daemon(3)).
    case journal
    /// `17:04:05.123 warning: text`
    case terminal
    /// `2026-11-25 17:04:05.123 +0100 warning: text`
    case file
  }

  private struct Queue {
    var lines: [[UInt8]] = []
    var bytes = 0
    var dropped = 0
    var closed = false
  }

  private let queue = Mutex(Queue())
  private let capacity: Int
  private let style: Style
  private let output: CInt
  /// Lines wait.
  private let filled: Descriptor
  /// The thread has written all after `close`.
  private let emptied: Descriptor

  /// A log to `output`, which stays the caller's. `capacity` bounds the bytes that wait.
  package init(
    to output: CInt = STDERR_FILENO, style: Style, capacity: Int = 1 << 20
  ) throws(SystemError) {
    filled = try Descriptor("eventfd", eventfd(0, CInt(EFD_CLOEXEC)))
    emptied = try Descriptor("eventfd", eventfd(0, CInt(EFD_CLOEXEC)))
    self.output = output
    self.style = style
    self.capacity = capacity
    try startThread(named: "log") { [self] in writeLines() }
  }

  /// The style for `output`: systemd's if the journal reads it, which `JOURNAL_STREAM` names by device
  /// and inode, since a child of a service may write elsewhere.
  package static func style(
    for output: CInt = STDERR_FILENO, environment: [String: String]
  ) -> Style {
    var status = stat()
    if let stream = environment["JOURNAL_STREAM"], fstat(output, &status) == 0,
      stream == "\(status.st_dev):\(status.st_ino)"
    {
      return .journal
    }
    return isatty(output) == 0 ? .file : .terminal
  }

  /// Queues a line. `level` is syslog's, 3 (error) to 7 (debug). A text of many lines becomes many
  /// lines; control characters are shown as `\x1b`.
  package func write(_ text: String, level: UInt8) {
    let line = formatted(text, level: level, style: style)
    let first = queue.withLock { queue in
      guard queue.bytes + line.count <= capacity, !queue.closed else {
        queue.dropped += 1
        return false
      }
      queue.bytes += line.count
      queue.lines.append(line)
      return queue.lines.count == 1
    }
    if first { eventfd_write(filled.number, 1) }
  }

  /// Writes what waits, for at most `bound`; lines written to the log later are lost.
  package func close(within bound: Duration) {
    queue.withLock { $0.closed = true }
    eventfd_write(filled.number, 1)
    var waited = pollfd(fd: emptied.number, events: Int16(POLLIN), revents: 0)
    let (seconds, attoseconds) = bound.components
    let milliseconds = min(max(seconds, 0), 60) * 1000 + attoseconds / 1_000_000_000_000_000
    _ = poll(&waited, 1, CInt(milliseconds))
  }

  private func writeLines() {
    while true {
      var count: eventfd_t = 0
      eventfd_read(filled.number, &count)
      let (lines, dropped, closed) = queue.withLock { queue in
        defer { queue = Queue(closed: queue.closed) }
        return (queue.lines, queue.dropped, queue.closed)
      }
      writeAll(Array(lines.joined()))
      if dropped > 0 {
        let text = "\(dropped) lines of the log were dropped: they were not read fast enough"
        writeAll(formatted(text, level: 4, style: style))
      }
      if closed {
        eventfd_write(emptied.number, 1)
        return
      }
    }
  }

  private func writeAll(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        // The descriptor may be shared with one who made it non-blocking.
        var ready = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if errno != EINTR {
        return
      }
    }
  }
}

private func formatted(_ text: String, level: UInt8, style: Log.Style) -> [UInt8] {
  let prefix =
    switch style {
    case .journal: "<\(level)>"
    case .terminal: time("%H:%M:%S") + " " + levelWord(level)
    case .file: time("%Y-%m-%d %H:%M:%S", zone: " %z") + " " + levelWord(level)
    }
  var bytes: [UInt8] = []
  for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
    bytes += prefix.utf8
    for byte in line {
      if byte < 0x20 || byte == 0x7f {
        bytes += "\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      } else {
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }
  return bytes
}

private func levelWord(_ level: UInt8) -> String {
  switch level {
  case 0...3: "error: "
  case 4: "warning: "
  case 7...: "debug: "
  case _: ""
  }
}

/// The local time, with milliseconds after the seconds.
private func time(_ format: String, zone: String = "") -> String {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  var parts = tm()
  localtime_r(&now.tv_sec, &parts)
  let written = { (format: String) in
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
  let milliseconds = padded(now.tv_nsec / 1_000_000, to: 3)
  return written(format) + "." + milliseconds + (zone.isEmpty ? "" : written(zone))
}

private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
