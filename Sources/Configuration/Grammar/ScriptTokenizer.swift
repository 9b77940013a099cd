/// The words of a line whose keyword takes a script, or of the command itself, as keepalived cuts them
/// without a shell: `"` and `'` both group, a quote of the one kind is ordinary within the other,
/// pieces that touch are one word. A backslash escapes, within quotes too: `\a \b \E \f \n \r \t \v`,
/// `\NNN` (octal), `\xHH`, `\cC`; any other character is itself, and a quote then groups nothing.
/// nil if a quote does not end, or if nothing follows a backslash.
func commandWords(_ text: [UInt8]) -> [[UInt8]]? {
  var cutter = WordCutter(text, keepsEscapes: false)
  return cutter.words()
}

/// The same, but escapes stay as they are written: how keepalived 2.3.2 and later cut a script's line
/// before they cut the command that it names.
func wordsWithEscapes(_ text: [UInt8]) -> [[UInt8]]? {
  var cutter = WordCutter(text, keepsEscapes: true)
  return cutter.words()
}

private struct WordCutter {
  private let text: [UInt8]
  private let keepsEscapes: Bool
  private var index = 0

  init(_ text: [UInt8], keepsEscapes: Bool) {
    self.text = text
    self.keepsEscapes = keepsEscapes
  }

  mutating func words() -> [[UInt8]]? {
    var words: [[UInt8]] = []
    var word: [UInt8]?
    var quote: UInt8?
    while index < text.count {
      let byte = text[index]
      index += 1
      if byte == .backslash {
        guard index < text.count else { return nil }
        word = (word ?? []) + (keepsEscapes ? kept() : [escaped()])
      } else if let open = quote, byte == open {
        quote = nil
      } else if quote == nil, byte == .quote || byte == .apostrophe {
        quote = byte
        word = word ?? []
      } else if quote == nil, isBlank(byte) {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        if word == nil { word = [] }
        word?.append(byte)
      }
    }
    guard quote == nil else { return nil }
    if let word { words.append(word) }
    return words
  }

  /// The backslash and the byte after it.
  private mutating func kept() -> [UInt8] {
    index += 1
    return [.backslash, text[index - 1]]
  }

  /// The byte that stands after a backslash means.
  private mutating func escaped() -> UInt8 {
    let byte = text[index]
    index += 1
    switch byte {
    case UInt8(ascii: "a"): return 7
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "E"): return 27
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "v"): return 11
    case UInt8(ascii: "c"):
      guard index < text.count else { return byte }
      index += 1
      return text[index - 1] & 0x1f
    case UInt8(ascii: "x"): return digits(base: 16, atMost: 2) ?? byte
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      index -= 1
      return digits(base: 8, atMost: 3) ?? byte
    default: return byte
    }
  }

  private mutating func digits(base: UInt8, atMost most: Int) -> UInt8? {
    var value: UInt8?
    for _ in 0..<most {
      guard index < text.count, let digit = hexDigit(text[index]), digit < base else { break }
      value = (value ?? 0) &* base &+ digit
      index += 1
    }
    return value
  }
}

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
