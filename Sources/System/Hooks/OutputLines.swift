import Network

/// Cuts what a program writes into lines for the log, so many in a while: a program that writes
/// without end does not fill the log.
struct OutputLines {
  /// In bytes; the rest of a longer line is left out.
  static let longest = 512
  /// How many lines are let through in one window.
  static let most = 50
  static let window = Duration.seconds(10)

  private var partial: [UInt8] = []
  private var windowEnds: Instant?
  private var room = Self.most
  private var left = 0

  /// The lines that are complete now.
  mutating func take(_ bytes: some Sequence<UInt8>, at now: Instant) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        lines += complete(at: now)
      } else if partial.count <= Self.longest {
        partial.append(byte)
      }
    }
    return lines
  }

  /// The program has ended: what it wrote after its last newline, and how much was left out.
  mutating func end(at now: Instant) -> [String] {
    let last = partial.isEmpty ? [] : complete(at: now)
    return last + summary()
  }

  private mutating func complete(at now: Instant) -> [String] {
    defer { partial = [] }
    var lines: [String] = []
    if windowEnds.map({ $0 <= now }) ?? true {
      lines = summary()
      windowEnds = now + Self.window
      room = Self.most
    }
    guard room > 0 else {
      left += 1
      return lines
    }
    room -= 1
    let text = String(decoding: partial.prefix(Self.longest), as: UTF8.self)
    return lines + [partial.count > Self.longest ? text + "…" : text]
  }

  private mutating func summary() -> [String] {
    defer { left = 0 }
    return left == 0 ? [] : ["(it wrote too much: \(left) more lines are left out)"]
  }
}
