/// A set of bytes: what one place of a pattern accepts.
struct ByteSet: Hashable, Sendable {
  private var bits: SIMD4<UInt64> = .zero

  init() {}

  init(_ ranges: ClosedRange<UInt8>...) {
    for range in ranges { insert(range) }
  }

  func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 }

  mutating func insert(_ byte: UInt8) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

  mutating func insert(_ range: ClosedRange<UInt8>) {
    for byte in range { insert(byte) }
  }

  mutating func formUnion(_ other: ByteSet) { bits |= other.bits }

  var inverted: ByteSet {
    var result = self
    result.bits = ~bits
    return result
  }

  /// Without what is no ASCII.
  var ascii: ByteSet {
    var result = self
    (result.bits[2], result.bits[3]) = (0, 0)
    return result
  }

  var isASCII: Bool { bits[2] == 0 && bits[3] == 0 }

  /// With the other case of every letter.
  var caseless: ByteSet {
    var result = self
    for byte in UInt8(ascii: "a")...UInt8(ascii: "z") {
      if contains(byte) || contains(byte - 32) {
        result.insert(byte)
        result.insert(byte - 32)
      }
    }
    return result
  }

  static let digits = ByteSet(48...57)
  static let words = ByteSet(48...57, 65...90, 95...95, 97...122)
  /// PCRE2's `\s`: HT, LF, VT, FF, CR, space.
  static let spaces = ByteSet(9...13, 32...32)
  static let blanks = ByteSet(9...9, 32...32)
  /// `\v` of PCRE2: what moves down a line.
  static let verticals = ByteSet(10...13)
  static let newline = ByteSet(10...10)
  static let all = ByteSet(0...255)

  /// POSIX's classes, `[:alpha:]`.
  static func posix(_ name: String) -> ByteSet? {
    switch name {
    case "alpha": ByteSet(65...90, 97...122)
    case "digit": digits
    case "alnum": ByteSet(48...57, 65...90, 97...122)
    case "upper": ByteSet(65...90)
    case "lower": ByteSet(97...122)
    case "space": spaces
    case "blank": blanks
    case "punct": ByteSet(33...47, 58...64, 91...96, 123...126)
    case "cntrl": ByteSet(0...31, 127...127)
    case "graph": ByteSet(33...126)
    case "print": ByteSet(32...126)
    case "xdigit": ByteSet(48...57, 65...70, 97...102)
    case "word": words
    case "ascii": ByteSet(0...127)
    default: nil
    }
  }
}
