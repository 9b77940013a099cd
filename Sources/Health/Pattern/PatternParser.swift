/// Reads a pattern from left to right; see `Pattern` for what it knows.
struct PatternParser {
  let text: [UInt8]
  var index = 0
  var options: Pattern.Options
  private var depth = 0

  private static let depthLimit = 64
  private static let repeatLimit = 1000

  init(_ text: [UInt8], _ options: Pattern.Options) {
    self.text = text
    self.options = options
  }

  mutating func parse() throws(Pattern.Refusal) -> PatternNode {
    let node = try alternatives()
    guard index == text.count else { throw refusal("a ')' closes nothing") }
    return node
  }

  func refusal(_ reason: String, at offset: Int? = nil) -> Pattern.Refusal {
    Pattern.Refusal(reason: reason, offset: offset ?? index)
  }

  var next: UInt8? { index < text.count ? text[index] : nil }

  mutating func take(_ wanted: UInt8) -> Bool {
    guard next == wanted else { return false }
    index += 1
    return true
  }

  mutating func take(_ wanted: String) -> Bool {
    let bytes = Array(wanted.utf8)
    guard text[index...].starts(with: bytes) else { return false }
    index += bytes.count
    return true
  }

  /// Until a `)` or the end.
  private mutating func alternatives() throws(Pattern.Refusal) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw refusal("groups are nested too deep") }
    // Options that are set within a group end with it.
    let outer = options
    defer { options = outer }
    var choices: [PatternNode] = []
    repeat { choices.append(try sequence()) } while take(UInt8(ascii: "|"))
    return choices.count == 1 ? choices[0] : .alternatives(choices)
  }

  private mutating func sequence() throws(Pattern.Refusal) -> PatternNode {
    var parts: [PatternNode] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      if options.contains(.extended), skipsLayout() { continue }
      let start = index
      if take("\\Q") {
        parts += quotation()
        continue
      }
      guard let atom = try atom() else { continue }
      parts.append(try quantified(atom, from: start))
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func skipsLayout() -> Bool {
    guard let byte = next else { return false }
    if ByteSet.spaces.contains(byte) {
      index += 1
      return true
    }
    guard byte == UInt8(ascii: "#") else { return false }
    while let byte = next, byte != UInt8(ascii: "\n") {
      index += 1
      _ = byte
    }
    return true
  }

  /// All up to `\E` is literal.
  private mutating func quotation() -> [PatternNode] {
    var parts: [PatternNode] = []
    while index < text.count, !take("\\E") {
      parts.append(character())
    }
    return parts
  }

  private mutating func quantified(
    _ atom: PatternNode, from start: Int
  ) throws(Pattern.Refusal) -> PatternNode {
    var node = atom
    if options.contains(.extended) { while skipsLayout() {} }
    let at = index
    let least: Int
    let most: Int?
    switch next {
    case UInt8(ascii: "*"): (least, most) = (0, nil)
    case UInt8(ascii: "+"): (least, most) = (1, nil)
    case UInt8(ascii: "?"): (least, most) = (0, 1)
    case UInt8(ascii: "{"):
      guard let bounds = try bounds() else { return node }
      (least, most) = bounds
      index -= 1
    default: return node
    }
    index += 1
    if next == UInt8(ascii: "+") {
      throw refusal("a possessive quantifier is not supported", at: at)
    }
    _ = take(UInt8(ascii: "?"))
    node = .repeated(node, least: least, most: most)
    guard let byte = next, [UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?")].contains(byte)
    else { return node }
    throw refusal("a quantifier has nothing to repeat")
  }

  /// `{n}`, `{n,}`, `{n,m}`; nil where it is none, and the brace is literal. Leaves `index` after it.
  private mutating func bounds() throws(Pattern.Refusal) -> (Int, Int?)? {
    let start = index
    index += 1
    let low = digits()
    var high = low
    if take(UInt8(ascii: ",")) { high = digits() }
    guard take(UInt8(ascii: "}")), let low else {
      index = start
      return nil
    }
    guard low <= Self.repeatLimit, (high ?? 0) <= Self.repeatLimit else {
      throw refusal("more than \(Self.repeatLimit) repetitions are not supported", at: start)
    }
    if let high, high < low { throw refusal("the numbers are out of order", at: start) }
    return (low, high)
  }

  private mutating func digits() -> Int? {
    let digits = text[index...].prefix { ByteSet.digits.contains($0) }
    index += digits.count
    return digits.isEmpty ? nil : decimal(digits, digits: 5) ?? .max
  }

  /// nil where it is only a setting, such as `(?i)`, or a comment.
  private mutating func atom() throws(Pattern.Refusal) -> PatternNode? {
    switch next {
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "["): return try characterClass()
    case UInt8(ascii: "."):
      index += 1
      return options.contains(.dotAll) ? any(but: ByteSet()) : any(but: .newline)
    case UInt8(ascii: "^"):
      index += 1
      return .assertion(options.contains(.multiline) ? .lineStart : .textStart)
    case UInt8(ascii: "$"):
      index += 1
      return options.contains(.multiline) ? .assertion(.lineEnd) : endOfText
    case UInt8(ascii: "\\"): return try escape()
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
      throw refusal("a quantifier has nothing to repeat")
    default: return character()
    }
  }

  /// `$`, `\Z`: at the end, or before a newline that ends the text.
  var endOfText: PatternNode {
    let end = PatternNode.assertion(.textEnd)
    return options.contains(.dollarEndOnly)
      ? end : .sequence([.repeated(.set(.newline), least: 0, most: 1), end])
  }

  /// One character of the pattern as it stands.
  mutating func character() -> PatternNode {
    let length = options.contains(.utf) ? characterLength(at: index) : 1
    let bytes = text[index..<min(text.count, index + length)]
    index += bytes.count
    return literal(bytes)
  }

  func literal(_ bytes: some Collection<UInt8>) -> PatternNode {
    let nodes = bytes.map { byte -> PatternNode in
      let set = ByteSet(byte...byte)
      return .set(options.contains(.caseless) ? set.caseless : set)
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private func characterLength(at index: Int) -> Int {
    switch text[index] {
    case 0xc2...0xdf: 2
    case 0xe0...0xef: 3
    case 0xf0...0xf4: 4
    default: 1
    }
  }

  private mutating func group() throws(Pattern.Refusal) -> PatternNode? {
    let start = index
    index += 1
    if take("?#") {
      while let byte = next, byte != UInt8(ascii: ")") {
        index += 1
        _ = byte
      }
      guard take(UInt8(ascii: ")")) else { throw refusal("a comment has no end", at: start) }
      return nil
    }
    let outer = options
    if take(UInt8(ascii: "?")) {
      if try opening(from: start) { return nil }
    } else if next == UInt8(ascii: "*") {
      throw refusal("verbs are not supported", at: start)
    }
    let node = try alternatives()
    options = outer
    guard take(UInt8(ascii: ")")) else { throw refusal("a '(' has no ')'", at: start) }
    return node
  }

  /// What follows `(?`; true where it was a setting for the rest of the group round it.
  private mutating func opening(from start: Int) throws(Pattern.Refusal) -> Bool {
    if take(UInt8(ascii: ":")) || take(UInt8(ascii: "|")) { return false }
    for name in ["<=", "<!", "=", "!"] where text[index...].starts(with: Array(name.utf8)) {
      throw refusal("looking ahead or behind is not supported", at: start)
    }
    for end in [("P<", ">"), ("<", ">"), ("'", "'")] where take(end.0) {
      while let byte = next, ByteSet.words.contains(byte) { index += 1 }
      guard take(end.1) else { throw refusal("a group's name has no end", at: start) }
      return false
    }
    return try settings(from: start)
  }

  /// `i-s)`, `i-s:`
  private mutating func settings(from start: Int) throws(Pattern.Refusal) -> Bool {
    var sets = true
    while let byte = next {
      index += 1
      let option: Pattern.Options
      switch byte {
      case UInt8(ascii: "i"): option = .caseless
      case UInt8(ascii: "m"): option = .multiline
      case UInt8(ascii: "s"): option = .dotAll
      case UInt8(ascii: "x"): option = .extended
      case UInt8(ascii: "-"):
        sets = false
        continue
      case UInt8(ascii: ":"): return false
      case UInt8(ascii: ")"): return true
      default: throw refusal("this kind of group is not supported", at: start)
      }
      if sets { options.insert(option) } else { options.remove(option) }
    }
    throw refusal("a '(' has no ')'", at: start)
  }
}
