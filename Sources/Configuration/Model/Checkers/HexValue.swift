import Health

extension Interpretation {
  /// Bytes in hexadecimal, with blanks if one likes: in each word two digits are a byte, and one
  /// that is left over is a byte by itself, as with keepalived.
  mutating func bytes(_ node: Node, expecting what: String) -> [UInt8]? {
    pattern(node, expecting: what, hasWildcards: false)?.map(\.value)
  }

  /// The same, if an `x` stands for any digit.
  mutating func pattern(
    _ node: Node, expecting what: String, hasWildcards: Bool = true
  ) -> [UDPProbe.Pattern]? {
    guard argument(node, expecting: what, atMost: node.words.count) != nil else { return nil }
    var bytes: [UDPProbe.Pattern] = []
    for word in node.words.dropFirst() {
      var digits = Array(word.text.utf8)[...]
      while !digits.isEmpty {
        let pair = digits.prefix(2)
        digits = digits.dropFirst(2)
        var byte = UDPProbe.Pattern(value: 0, mask: pair.count == 1 ? 0xf0 : 0)
        for digit in pair {
          let isWildcard = hasWildcards && digit | 0x20 == UInt8(ascii: "x")
          guard let value = isWildcard ? 0 : hexDigit(digit) else {
            report.error(
              "'\(word.text)' is not hexadecimal", at: word, hint: "expected \(what)")
            return nil
          }
          byte = UDPProbe.Pattern(
            value: byte.value << 4 | value, mask: byte.mask << 4 | (isWildcard ? 0 : 0x0f))
        }
        // A digit by itself is the low half of its byte.
        if pair.count == 1 { byte.mask |= 0xf0 }
        bytes.append(byte)
      }
    }
    return bytes
  }
}
