/// Backslashes and classes.
extension PatternParser {
  /// Any character but those of `set`, which is ASCII.
  func any(but set: ByteSet) -> PatternNode {
    guard options.contains(.utf) else { return .set(set.inverted) }
    return .alternatives([.set(set.inverted.ascii)] + Self.multibyte)
  }

  /// The characters beyond ASCII in UTF-8 (RFC 3629 §4).
  private static let multibyte: [PatternNode] = {
    let tail = PatternNode.set(ByteSet(0x80...0xbf))
    return [
      .sequence([.set(ByteSet(0xc2...0xdf)), tail]),
      .sequence([.set(ByteSet(0xe0...0xef)), tail, tail]),
      .sequence([.set(ByteSet(0xf0...0xf4)), tail, tail, tail]),
    ]
  }()

  /// A set of ASCII characters, or all others.
  private func node(_ set: ByteSet, isNegated: Bool) -> PatternNode {
    isNegated ? any(but: set) : .set(set)
  }

  mutating func escape() throws(Pattern.Refusal) -> PatternNode? {
    let start = index
    index += 1
    guard let byte = next else { throw refusal("a backslash ends the pattern", at: start) }
    index += 1
    if let (set, isNegated) = Self.shorthand(byte) { return node(set, isNegated: isNegated) }
    switch byte {
    case UInt8(ascii: "N"): return any(but: .newline)
    case UInt8(ascii: "A"): return .assertion(.textStart)
    case UInt8(ascii: "z"): return .assertion(.textEnd)
    case UInt8(ascii: "Z"):
      return .sequence([
        .repeated(.set(.newline), least: 0, most: 1), .assertion(.textEnd),
      ])
    case UInt8(ascii: "b"): return .assertion(.wordBoundary)
    case UInt8(ascii: "B"): return .assertion(.noWordBoundary)
    case UInt8(ascii: "E"): return nil
    case UInt8(ascii: "1")...UInt8(ascii: "9"), UInt8(ascii: "g"), UInt8(ascii: "k"):
      throw refusal("a reference to a group is not supported", at: start)
    default:
      index = start
      return literal(try escapedCharacter())
    }
  }

  /// `\d`, `\W`, …; nil where the letter is none.
  private static func shorthand(_ letter: UInt8) -> (ByteSet, isNegated: Bool)? {
    switch letter {
    case UInt8(ascii: "d"): (.digits, false)
    case UInt8(ascii: "D"): (.digits, true)
    case UInt8(ascii: "w"): (.words, false)
    case UInt8(ascii: "W"): (.words, true)
    case UInt8(ascii: "s"): (.spaces, false)
    case UInt8(ascii: "S"): (.spaces, true)
    case UInt8(ascii: "h"): (.blanks, false)
    case UInt8(ascii: "H"): (.blanks, true)
    case UInt8(ascii: "v"): (.verticals, false)
    case UInt8(ascii: "V"): (.verticals, true)
    default: nil
    }
  }

  /// A backslash and what stands for one character after it: its bytes.
  private mutating func escapedCharacter() throws(Pattern.Refusal) -> [UInt8] {
    let start = index
    index += 1
    guard let byte = next else { throw refusal("a backslash ends the pattern", at: start) }
    index += 1
    switch byte {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "e"): return [27]
    case UInt8(ascii: "a"): return [7]
    case UInt8(ascii: "0"): return [octal()]
    case UInt8(ascii: "x"): return try hexadecimalCharacter(from: start)
    default:
      if ByteSet.words.contains(byte) {
        throw refusal("'\\\(printable([byte]))' is not supported", at: start)
      }
      return [byte]
    }
  }

  private mutating func octal() -> UInt8 {
    var value = 0
    for _ in 0..<2 {
      guard let byte = next, (48...55).contains(byte) else { break }
      value = value << 3 | Int(byte - 48)
      index += 1
    }
    return UInt8(truncatingIfNeeded: value)
  }

  private mutating func hexadecimalCharacter(
    from start: Int
  ) throws(Pattern.Refusal) -> [UInt8] {
    let isBraced = take(UInt8(ascii: "{"))
    var value: UInt32 = 0
    var count = 0
    while let byte = next, let digit = hexDigit(byte), count < (isBraced ? 6 : 2) {
      value = value << 4 | UInt32(digit)
      count += 1
      index += 1
    }
    if isBraced, !take(UInt8(ascii: "}")) || count == 0 {
      throw refusal("'\\x{' has no number and '}'", at: start)
    }
    guard options.contains(.utf) else {
      if let byte = UInt8(exactly: value) { return [byte] }
      throw refusal("a character above 255 needs regex_options utf", at: start)
    }
    guard let scalar = UnicodeScalar(value) else {
      throw refusal("it is not a character of Unicode", at: start)
    }
    return Array(String(Character(scalar)).utf8)
  }

  /// `[…]`
  mutating func characterClass() throws(Pattern.Refusal) -> PatternNode {
    let start = index
    index += 1
    let isNegated = take(UInt8(ascii: "^"))
    var set = ByteSet()
    var isFirst = true
    while let byte = next {
      if byte == UInt8(ascii: "]"), !isFirst {
        index += 1
        if options.contains(.caseless) { set = set.caseless }
        return node(set, isNegated: isNegated)
      }
      isFirst = false
      try member(of: &set)
    }
    throw refusal("a '[' has no ']'", at: start)
  }

  /// One entry of a class: a character, a range, a shorthand or a POSIX name.
  private mutating func member(of set: inout ByteSet) throws(Pattern.Refusal) {
    if take("[:") { return try posix(&set) }
    let start = index
    if next == UInt8(ascii: "\\"), index + 1 < text.count,
      let (shorthand, isNegated) = Self.shorthand(text[index + 1])
    {
      index += 2
      set.formUnion(isNegated ? shorthand.inverted : shorthand)
      return
    }
    let low = try classCharacter()
    guard next == UInt8(ascii: "-"), index + 1 < text.count, text[index + 1] != UInt8(ascii: "]")
    else { return set.insert(low) }
    index += 1
    let high = try classCharacter()
    guard low <= high else { throw refusal("the range is out of order", at: start) }
    set.insert(low...high)
  }

  private mutating func posix(_ set: inout ByteSet) throws(Pattern.Refusal) {
    let start = index - 2
    let isNegated = take(UInt8(ascii: "^"))
    let name = text[index...].prefix { ByteSet.words.contains($0) }
    index += name.count
    guard take(":]"), let named = ByteSet.posix(String(decoding: name, as: UTF8.self)) else {
      throw refusal("it is not the name of a class", at: start)
    }
    set.formUnion(isNegated ? named.inverted : named)
  }

  private mutating func classCharacter() throws(Pattern.Refusal) -> UInt8 {
    let start = index
    var bytes: [UInt8]
    if take("\\b") {
      bytes = [8]
    } else if next == UInt8(ascii: "\\") {
      bytes = try escapedCharacter()
    } else {
      bytes = next.map { [$0] } ?? []
      index += 1
    }
    guard bytes.count == 1, !options.contains(.utf) || bytes[0] < 0x80 else {
      throw refusal("a character beyond ASCII in a class is not supported with utf", at: start)
    }
    return bytes[0]
  }
}

func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
