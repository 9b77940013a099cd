/// Where a byte of a logical line came from in the file that is read.
struct Origin {
  var line: UInt32
  var column: UInt32
  /// How many bytes of the file it stands for: the whole `${NAME}` for what a definition made.
  var length: UInt32
}

/// A line as it is worked on: comments gone, continuations joined, definitions replaced. Every byte
/// remembers its origin, so a word is found again in the file whatever was done to the line.
struct LogicalLine {
  var bytes: [UInt8] = []
  var origins: [Origin] = []
  /// It ended in `\`: the next physical line belongs to it.
  var continues = false
  /// Its definitions are replaced already.
  var expanded = false
  /// Where a quote begins that does not end.
  var openQuote: Origin?
  /// The `!` or `#` that cuts off a comment in the middle of a word.
  var cut: Origin?
  /// A blank that is not ASCII's, outside quotes; it is replaced by one that is.
  var foreignBlank: Origin?

  mutating func append(_ byte: UInt8, _ origin: Origin) {
    bytes.append(byte)
    origins.append(origin)
  }

  mutating func append(_ other: LogicalLine) {
    bytes += other.bytes
    origins += other.origins
    continues = other.continues
    cut = other.cut
    if openQuote == nil { openQuote = other.openQuote }
  }

  mutating func trimEnd() {
    while let last = bytes.last, isBlank(last) {
      bytes.removeLast()
      origins.removeLast()
    }
  }

  /// Text that all comes from one place.
  init(_ text: [UInt8], from origin: Origin) {
    bytes = text
    origins = Array(repeating: origin, count: text.count)
  }

  init() {}

  /// Parts of another line.
  init(_ line: LogicalLine, to end: Int) {
    bytes = Array(line.bytes[..<end])
    origins = Array(line.origins[..<end])
    cut = line.cut
  }

  init(_ line: LogicalLine, from start: Int) {
    bytes = Array(line.bytes[start...])
    origins = Array(line.origins[start...])
    cut = line.cut
  }
}

extension LogicalLine {
  /// A physical line without its comment and its leading and trailing blanks. `!` and `#` begin a
  /// comment anywhere outside double quotes, `\#` and `\!` are the characters themselves, and a `\`
  /// at the end continues the line.
  init(physical text: ArraySlice<UInt8>, line number: UInt32) {
    var index = text.startIndex
    while index < text.endIndex, isBlank(text[index]) { index += 1 }
    bytes.reserveCapacity(text.endIndex - index)
    origins.reserveCapacity(text.endIndex - index)
    var quote: Origin?
    scan: while index < text.endIndex {
      var byte = text[index]
      let column = UInt32(clamping: index - text.startIndex + 1)
      let origin = Origin(line: number, column: column, length: 1)
      switch byte {
      case .quote: quote = quote == nil ? origin : nil
      case .hash where quote == nil, .bang where quote == nil:
        if let last = bytes.last, !isBlank(last) { cut = origin }
        break scan
      case .backslash where quote == nil:
        let next = index + 1 < text.endIndex ? text[index + 1] : nil
        if next == .hash || next == .bang {
          index += 1
          byte = text[index]
        } else if text[(index + 1)...].allSatisfy(isBlank) {
          continues = true
          break scan
        }
      default:
        if byte >= 0x80, quote == nil, let length = foreignBlankLength(text[index...]) {
          let origin = Origin(line: number, column: column, length: UInt32(length))
          foreignBlank = foreignBlank ?? origin
          append(.space, origin)
          index += length
          continue scan
        }
      }
      append(byte, origin)
      index += 1
    }
    openQuote = quote
    trimEnd()
  }
}

extension UInt8 {
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let hash = UInt8(ascii: "#")
  static let bang = UInt8(ascii: "!")
  static let backslash = UInt8(ascii: "\\")
  static let dollar = UInt8(ascii: "$")
  static let open = UInt8(ascii: "{")
  static let close = UInt8(ascii: "}")
  static let space = UInt8(ascii: " ")
  static let lineFeed = UInt8(ascii: "\n")
}

/// How many bytes a no-break space (U+00A0) or an ideographic one (U+3000) takes; nil for anything else.
private func foreignBlankLength(_ text: ArraySlice<UInt8>) -> Int? {
  if text.starts(with: [0xc2, 0xa0]) { return 2 }
  return text.starts(with: [0xe3, 0x80, 0x80]) ? 3 : nil
}

/// What keepalived splits words at: ` \t\f\n\r\v`.
func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

/// Of a definition's name: `[A-Za-z0-9_]`, no digit first.
func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "_"):
    true
  case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
  default: false
  }
}
