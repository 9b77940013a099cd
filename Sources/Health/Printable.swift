/// At most 100 characters of what a stranger said, none of which moves a terminal's cursor; what
/// follows a line's end is left out.
func printable(_ bytes: some Sequence<UInt8>) -> String {
  let text = bytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }.prefix(100)
  return String(
    decoding: text.map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
}

/// A whole decimal number of at most `digits` digits; nil if it is none.
func decimal(_ text: some Collection<UInt8>, digits: Int = 15) -> Int? {
  guard (1...min(15, digits)).contains(text.count) else { return nil }
  var value = 0
  for digit in text {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
    value = value * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return value
}

/// `0a1b`
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

extension [UInt8] {
  /// Big-endian, as the network has it.
  mutating func appendBig(_ value: some FixedWidthInteger) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}

extension ArraySlice<UInt8> {
  /// A big-endian number of `count` bytes at `offset`; nil if it is not all there.
  func big(_ offset: Int, _ count: Int) -> Int? {
    guard offset >= 0, offset + count <= self.count else { return nil }
    return self[(startIndex + offset)..<(startIndex + offset + count)]
      .reduce(0) { $0 << 8 | Int($1) }
  }

  /// The part from `offset`, `count` bytes long; nil if it is not all there.
  func part(_ offset: Int, _ count: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, count >= 0, offset + count <= self.count else { return nil }
    return self[(startIndex + offset)..<(startIndex + offset + count)]
  }
}

/// `count` random bytes.
func randomBytes(_ count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8] {
  (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}
