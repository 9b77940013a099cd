/// Reads JSON values one after the other. It is bounded by its bytes and by a depth; the recursion
/// of its callers is that of their types.
struct JSONReader {
  private static let deepest = 32

  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Gives each key of the object that is next; `body` must read or skip its value.
  mutating func object(
    _ body: (inout JSONReader, String) throws(ProtocolError) -> Void
  ) throws(ProtocolError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try body(&self, key)
    } while take(",")
    try expect("}")
  }

  /// Gives each place of the array that is next; `body` must read or skip its value.
  mutating func array(
    _ body: (inout JSONReader) throws(ProtocolError) -> Void
  ) throws(ProtocolError) {
    try expect("[")
    if take("]") { return }
    repeat { try body(&self) } while take(",")
    try expect("]")
  }

  /// nil if null is next.
  mutating func optional<Value>(
    _ body: (inout JSONReader) throws(ProtocolError) -> Value
  ) throws(ProtocolError) -> Value? {
    skipSpace()
    guard peek == UInt8(ascii: "n") else { return try body(&self) }
    try skip()
    return nil
  }

  mutating func bool() throws(ProtocolError) -> Bool {
    switch try literal() {
    case "true": return true
    case "false": return false
    default: throw .malformed
    }
  }

  mutating func integer<Number: FixedWidthInteger>(
    _: Number.Type = Number.self
  ) throws(ProtocolError) -> Number {
    skipSpace()
    let isNegative = take("-")
    var value: Number = 0
    var digits = 0
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (product, tooBig) = value.multipliedReportingOverflow(by: 10)
      let digit = Number(truncatingIfNeeded: byte - UInt8(ascii: "0"))
      let (sum, tooBigAgain) =
        isNegative
        ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !tooBig, !tooBigAgain else { throw .malformed }
      value = sum
      digits += 1
      position += 1
    }
    guard digits > 0 else { throw .malformed }
    return value
  }

  /// Numbers that JSON has not are words.
  mutating func double() throws(ProtocolError) -> Double {
    skipSpace()
    let text = peek == UInt8(ascii: "\"") ? try string() : try literal()
    guard let value = Double(text) else { throw .malformed }
    return value
  }

  mutating func string() throws(ProtocolError) -> String {
    try expect("\"")
    let start = position
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    if peek == UInt8(ascii: "\"") {
      position += 1
      return text(start..<(position - 1))
    }
    return try escapedString(after: Array(bytes[start..<position]))
  }

  /// Goes past the value that is next, whatever it is.
  mutating func skip() throws(ProtocolError) {
    var depth = 0
    repeat {
      skipSpace()
      switch peek {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard depth <= Self.deepest else { throw .tooDeep }
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        guard depth >= 0 else { throw .malformed }
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw .malformed }
        position += 1
      case UInt8(ascii: "\""): _ = try string()
      case nil: throw .malformed
      default: _ = try literal()
      }
    } while depth > 0
  }

  // MARK: Bytes

  private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0d).contains(byte) { position += 1 }
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws(ProtocolError) {
    guard take(mark) else { throw .malformed }
  }

  /// `true`, `null`, `-1.5e3`
  private mutating func literal() throws(ProtocolError) -> String {
    skipSpace()
    let start = position
    while let byte = peek, Self.isOfLiteral(byte) { position += 1 }
    guard position > start else { throw .malformed }
    return text(start..<position)
  }

  private static func isOfLiteral(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    case _: false
    }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  // MARK: Escapes

  /// The rest of a string with escapes, of which `start` has been read.
  private mutating func escapedString(after start: [UInt8]) throws(ProtocolError) -> String {
    var units: [UInt8] = start
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"): units += Array(String(try escape()).utf8)
      case _: units.append(byte)
      }
    }
    throw .malformed
  }

  private mutating func escape() throws(ProtocolError) -> Character {
    guard let byte = peek else { throw .malformed }
    position += 1
    switch byte {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "u"): return Character(try scalar())
    case _: throw .malformed
    }
  }

  /// After `\u`; a surrogate must have its other half.
  private mutating func scalar() throws(ProtocolError) -> Unicode.Scalar {
    let high = try unit()
    if let scalar = Unicode.Scalar(UInt32(high)) { return scalar }
    guard (0xd800..<0xdc00).contains(high), take("\\"), take("u") else { throw .malformed }
    let low = try unit()
    guard (0xdc00..<0xe000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xd800) << 10 + UInt32(low) - 0xdc00)
    else { throw .malformed }
    return scalar
  }

  private mutating func unit() throws(ProtocolError) -> UInt16 {
    let end = position + 4
    guard end <= bytes.endIndex, let value = UInt16(text(position..<end), radix: 16) else {
      throw .malformed
    }
    position = end
    return value
  }
}
