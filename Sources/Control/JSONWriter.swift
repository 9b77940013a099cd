/// Writes JSON as Foundation's encoder does with sorted keys, many times as fast: the callers give
/// the keys in their order.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  /// Something stands before in the same object or array.
  private var needsComma = false

  /// Goes on after bytes that await a value.
  init(after bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    open("{")
    body(&self)
    close("}")
  }

  mutating func array<Element>(
    _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void
  ) {
    open("[")
    for element in elements { body(&self, element) }
    close("]")
  }

  /// The next value is this key's.
  mutating func key(_ name: StaticString) {
    separate()
    put("\"")
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    put("\"")
    put(":")
    needsComma = false
  }

  mutating func field(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  mutating func field(_ name: StaticString, _ value: Bool?) {
    guard let value else { return }
    key(name)
    raw(value ? "true" : "false")
  }

  mutating func field(_ name: StaticString, _ value: (some FixedWidthInteger)?) {
    guard let value else { return }
    key(name)
    number(value)
  }

  mutating func field(_ name: StaticString, _ value: Double?) {
    guard let value else { return }
    key(name)
    guard value.isFinite else { return string(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf") }
    var text = value.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    raw(text)
  }

  mutating func string(_ value: String) {
    separate()
    put("\"")
    var value = value
    value.withUTF8 { utf8 in
      if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        bytes.append(contentsOf: utf8)
      } else {
        for byte in utf8 { escape(byte) }
      }
    }
    put("\"")
    needsComma = true
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0x08: bytes += Array(#"\b"#.utf8)
    case 0x09: bytes += Array(#"\t"#.utf8)
    case 0x0a: bytes += Array(#"\n"#.utf8)
    case 0x0c: bytes += Array(#"\f"#.utf8)
    case 0x0d: bytes += Array(#"\r"#.utf8)
    case 0..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes += Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    case _: bytes.append(byte)
    }
  }

  private mutating func number(_ value: some FixedWidthInteger) {
    guard value >= 0, let value = UInt64(exactly: value) else { return raw("\(value)") }
    separate()
    // The digits, the last one first.
    var rest = value
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
    needsComma = true
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func open(_ mark: Unicode.Scalar) {
    separate()
    put(mark)
    needsComma = false
  }

  private mutating func close(_ mark: Unicode.Scalar) {
    put(mark)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { put(",") }
  }

  private mutating func put(_ mark: Unicode.Scalar) { bytes.append(UInt8(ascii: mark)) }
}
