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
  /// A line that is as the file has it shares the file's bytes, and their indices.
  private(set) var bytes: ArraySlice<UInt8> = []
  private var origins = Origins.each([])
  /// It ended in `\`: the next physical line belongs to it.
  var continues = false
  /// A `\` stands before its comment: in a definition, the next line belongs to it too.
  var continuesAfterComment = false
  /// It has no text, but blanks or a comment.
  var isComment = false
  /// Its definitions are replaced already.
  var expanded = false
  /// The definitions that its bytes came from.
  var references: Set<String> = []
  /// Where a quote begins that does not end.
  var openQuote: Origin?
  /// The `!` or `#` that cuts off a comment in the middle of a word.
  var cut: Origin?
  /// A blank that is not ASCII's, outside quotes; it is replaced by one that is.
  var foreignBlank: Origin?

  private enum Origins {
    /// The bytes of this line of the file, which begins at that index.
    case line(UInt32, start: Int)
    case each([Origin])
  }

  /// Where the byte at an index came from.
  func origin(at index: Int) -> Origin {
    switch origins {
    case .line(let line, let start):
      Origin(line: line, column: UInt32(clamping: index - start + 1), length: 1)
    case .each(let origins): origins[index - bytes.startIndex]
    }
  }

  var firstOrigin: Origin? { bytes.isEmpty ? nil : origin(at: bytes.startIndex) }
  var lastOrigin: Origin? { bytes.isEmpty ? nil : origin(at: bytes.endIndex - 1) }

  mutating func append(_ byte: UInt8, _ origin: Origin) {
    change { origins in origins.append(origin) }
    bytes.append(byte)
  }

  mutating func append(_ other: LogicalLine) {
    change { origins in origins += other.bytes.indices.map(other.origin) }
    bytes += other.bytes
    continues = other.continues
    cut = other.cut
    if openQuote == nil { openQuote = other.openQuote }
  }

  private mutating func change(_ body: (inout [Origin]) -> Void) {
    var each: [Origin] =
      if case .each(let origins) = origins { origins } else { bytes.indices.map(origin) }
    origins = .each([])
    body(&each)
    origins = .each(each)
  }

  mutating func trimEnd() {
    let end = (bytes.lastIndex { !isBlank($0) }).map { $0 + 1 } ?? bytes.startIndex
    let surplus = bytes.endIndex - end
    bytes = bytes[..<end]
    if case .each = origins, surplus > 0 { change { $0.removeLast(surplus) } }
  }

  /// Text that all comes from one place.
  init(_ text: [UInt8], from origin: Origin) {
    bytes = text[...]
    origins = .each(Array(repeating: origin, count: text.count))
  }

  init() {}

  /// Parts of another line.
  init(_ line: LogicalLine, to end: Int) {
    self.init(line, in: line.bytes.startIndex..<end)
  }

  init(_ line: LogicalLine, from start: Int) {
    self.init(line, in: start..<line.bytes.endIndex)
  }

  private init(_ line: LogicalLine, in range: Range<Int>) {
    bytes = line.bytes[range]
    origins = .each(range.map(line.origin))
    references = line.references
    cut = line.cut
  }
}

extension LogicalLine {
  /// A physical line without its comment and its leading and trailing blanks. `!` and `#` begin a
  /// comment anywhere outside double quotes, `\#` and `\!` are the characters themselves, `\"` begins
  /// and ends no quote, and a `\` at the end continues the line.
  init(physical text: ArraySlice<UInt8>, line number: UInt32) {
    let start = text.firstIndex { !isBlank($0) } ?? text.endIndex
    if text[start...].allSatisfy(isPlain) {
      bytes = text[start...]
      origins = .line(number, start: text.startIndex)
      expanded = true
    } else {
      read(text, from: start, line: number, honoursEscapes: true)
      if openQuote != nil, text.contains(.backslash) {
        self = LogicalLine()
        read(text, from: start, line: number, honoursEscapes: false)
      }
    }
    trimEnd()
    isComment = bytes.isEmpty && !continues && text.contains { $0 != 13 }
  }

  /// `honoursEscapes`: `\"` is no quote. It is one in a word such as `"a\"`, which ends there.
  private mutating func read(
    _ text: ArraySlice<UInt8>, from start: Int, line number: UInt32, honoursEscapes: Bool
  ) {
    var index = start
    var read: [UInt8] = []
    var places: [Origin] = []
    read.reserveCapacity(text.endIndex - index)
    scan: while index < text.endIndex {
      var byte = text[index]
      let column = UInt32(clamping: index - text.startIndex + 1)
      var origin = Origin(line: number, column: column, length: 1)
      switch byte {
      case .quote: openQuote = openQuote == nil ? origin : nil
      case .hash where openQuote == nil, .bang where openQuote == nil:
        if let last = read.last, !isBlank(last) { cut = origin }
        continuesAfterComment = read.last { !isBlank($0) } == .backslash
        break scan
      case .backslash:
        if openQuote == nil, text[(index + 1)...].allSatisfy(isBlank) {
          continues = true
          break scan
        }
        guard honoursEscapes || openQuote == nil else { break }
        index += 1
        guard index < text.endIndex else { break }
        // What follows a backslash begins and ends nothing.
        if openQuote != nil || (text[index] != .hash && text[index] != .bang) {
          read.append(byte)
          places.append(origin)
          origin.column += 1
        }
        byte = text[index]
      default:
        if byte >= 0x80, openQuote == nil, takeForeignBlank(text[index...], &origin) {
          byte = .space
          index += Int(origin.length) - 1
        }
      }
      read.append(byte)
      places.append(origin)
      index += 1
    }
    bytes = read[...]
    origins = .each(places)
  }

  private mutating func takeForeignBlank(
    _ text: ArraySlice<UInt8>, _ origin: inout Origin
  ) -> Bool {
    guard let length = foreignBlankLength(text) else { return false }
    origin.length = UInt32(length)
    foreignBlank = foreignBlank ?? origin
    return true
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

/// A byte that means itself wherever it stands in a line, or blank or brace: no quote, comment, `\`
/// or definition begins with it.
private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case 0, .quote, .hash, .bang, .backslash, .dollar, 0x80...: false
  default: true
  }
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
