extension NftRuleParser {
  /// What a condition asks of, and what it takes for granted: `tcp dport` holds for TCP alone.
  private struct Selector {
    var field: FilterMatch.Field
    var implied: [FilterMatch] = []
  }

  mutating func readExpression(_ first: FilterToken) {
    guard let selector = selector(first) else { return }
    guard let next = tokens.first else {
      rule.matches.append(.sometimes)
      return
    }
    switch next.word {
    // Several fields at once: the values of each are not looked at.
    case ".": readUnknown(to: NftRuleParser.statements)
    case "set": readAssignment(selector.field)
    case "vmap":
      rule.matches += selector.implied
      readMap(FilterMatch(field: selector.field, values: .unknown))
    default:
      rule.matches += selector.implied
      readComparison(selector.field)
    }
  }

  /// nil: not understood, and passed over.
  private mutating func selector(_ first: FilterToken) -> Selector? {
    let key = tokens.first?.word ?? ""
    switch first.word {
    case "iif", "iifname": return Selector(field: .input)
    case "oif", "oifname": return Selector(field: .output)
    case "mark": return Selector(field: .mark(mask: .max))
    case "meta": return takeKey(NftRuleParser.metaFields[key])
    case "ct":
      if key == "state" { return takeKey(.state) }
      // `ct original ip daddr`: what follows is not of this packet.
      if key == "mark", tokens.dropFirst().first.map({ $0 == "set" }) == true {
        readUnknown(to: NftRuleParser.statements)
        return nil
      }
    case "fib":
      if Array(tokens.prefix(2).map(\.text)) == ["daddr", "type"] {
        tokens = tokens.dropFirst(2)
        return Selector(field: .localDestination)
      }
    case "ip": return takeKey(NftRuleParser.ipFields[key], .family, 4)
    case "ip6": return takeKey(NftRuleParser.ipFields[key], .family, 6)
    case "th": return takeKey(NftRuleParser.portFields[key])
    case "icmp": return takeKey(key == "type" ? .icmpType : nil, .transport, 1)
    case "icmpv6": return takeKey(key == "type" ? .icmpType : nil, .transport, 58)
    case "tcp", "udp", "udplite", "sctp", "dccp":
      let number = FilterText.transport(first.text) ?? 0
      let field = first.text == "tcp" && key == "flags" ? .anyFlag : NftRuleParser.portFields[key]
      return takeKey(field, .transport, number)
    default: break
    }
    readUnknown(to: NftRuleParser.statements)
    return nil
  }

  private mutating func takeKey(
    _ field: FilterMatch.Field?, _ implied: FilterMatch.Field? = nil, _ number: UInt32 = 0
  ) -> Selector? {
    let matches = implied.map { [FilterMatch(field: $0, values: .numbers([number...number]))] }
    _ = tokens.popFirst()
    guard let field else {
      rule.matches += matches ?? []
      readUnknown(to: NftRuleParser.startsOfAny)
      return nil
    }
    return Selector(field: field, implied: matches ?? [])
  }

  private static let metaFields: [String: FilterMatch.Field] = [
    "mark": .mark(mask: .max), "l4proto": .transport, "nfproto": .family, "protocol": .family,
    "iifname": .input, "oifname": .output, "iif": .input, "oif": .output,
  ]
  private static let ipFields: [String: FilterMatch.Field] = [
    "saddr": .source, "daddr": .destination, "protocol": .transport, "nexthdr": .transport,
  ]
  private static let portFields: [String: FilterMatch.Field] = [
    "sport": .sourcePort, "dport": .destinationPort,
  ]

  /// `set 0x1`, `set tcp dport map @marks`, `set mark and 0xffffff00 xor 0x2`, `set mark | 0x10`.
  private mutating func readAssignment(_ field: FilterMatch.Field) {
    _ = tokens.popFirst()
    guard case .mark = field else { return readUnknownAssignment() }
    guard let first = tokens.popFirst() else { return }
    if let value = FilterText.number(first.text) {
      rule.effects.append(.mark(value: value, mask: .max))
      return
    }
    var words: [FilterToken] = [first]
    while let token = tokens.first,
      token.isQuoted || !NftRuleParser.statements.contains(token.word),
      !(token == "ct" || (token == "meta" && words.count > 1))
    {
      words.append(token)
      _ = tokens.popFirst()
      if token == "{" || token.text.utf8.first == UInt8(ascii: "@") { break }
    }
    rule.effects.append(markEffect(words))
  }

  private mutating func readUnknownAssignment() {
    while let token = tokens.first, !NftRuleParser.statements.contains(token.word) {
      _ = tokens.popFirst()
    }
  }

  private mutating func markEffect(_ words: [FilterToken]) -> FilterRule.Effect {
    if let last = words.last, words.contains(where: { $0 == "map" }) {
      if last == "{" {
        var elements = NftElements(tokens: tokens, field: .sometimes)
        let pairs = elements.pairs()
        tokens = elements.rest
        return .markChoice(pairs, map: nil)
      }
      return .markChoice([], map: String(last.text.dropFirst()))
    }
    let operators = words.drop { $0 == "meta" || $0 == "mark" }
    guard operators.count < words.count else { return .markUnknown }
    var (value, mask): (UInt32, UInt32) = (0, 0)
    var rest = operators
    while let sign = rest.popFirst() {
      guard let number = rest.popFirst().flatMap({ FilterText.number($0.text) }) else {
        return .markUnknown
      }
      switch sign.word {
      case "&", "and": (value, mask) = (value & number, mask | ~number)
      case "^", "xor": value ^= number
      case "|", "or": (value, mask) = (value | number, mask | number)
      default: return .markUnknown
      }
    }
    return .mark(value: value, mask: mask)
  }

  /// What comes after a selector: an operator or none, and values.
  private mutating func readComparison(_ field: FilterMatch.Field) {
    var match = FilterMatch(field: field, values: .unknown)
    if let first = tokens.first, first == "&" || first == "and" {
      guard readMask(&match) else { return readUnknown(to: NftRuleParser.startsOfAny) }
    }
    let sign = tokens.first?.word ?? ""
    if ["!=", "!", "==", "<", ">", "<=", ">="].contains(sign) { _ = tokens.popFirst() }
    match.isNegated = sign.utf8.first == UInt8(ascii: "!")
    // Without `/ mask` these compare all flags.
    if sign == "==" || sign == "!=", field == .anyFlag { match.field = .flags(mask: .max) }
    match.values = values(&match)
    if sign == "<" || sign == ">" || sign == "<=" || sign == ">=" {
      match.values = NftRuleParser.bounded(match.values, sign)
    }
    if case .unknown = match.values { match = .sometimes }
    rule.matches.append(match)
  }

  /// `& 0xff ==`, `& (fin | syn) ==`; false: not a mask of this field.
  private mutating func readMask(_ match: inout FilterMatch) -> Bool {
    let rest = tokens.dropFirst()
    guard let end = rest.firstIndex(where: { $0 == "==" || $0 == "!=" }), end - rest.startIndex < 20
    else { return false }
    let words = rest[..<end].filter { !($0 == "(" || $0 == ")" || $0 == "|") }
    switch match.field {
    case .mark:
      guard words.count == 1, let mask = FilterText.number(words[0].text) else { return false }
      match.field = .mark(mask: mask)
    case .anyFlag:
      guard let mask = NftRuleParser.flags(words) else { return false }
      match.field = .flags(mask: mask)
    default: return false
    }
    tokens = tokens[end...]
    return true
  }

  private static func flags(_ words: [FilterToken]) -> UInt8? {
    var sum: UInt32 = 0
    for word in words {
      guard let bits = FilterText.flags(word.text) else { return nil }
      sum |= bits
    }
    return UInt8(truncatingIfNeeded: sum)
  }

  /// Values in braces, a set's name, or words with commas between them.
  private mutating func values(_ match: inout FilterMatch) -> FilterValues {
    guard let first = tokens.popFirst() else { return .unknown }
    if first == "{" {
      if match.field == .anyFlag { match.field = .flags(mask: .max) }
      var elements = NftElements(tokens: tokens, field: match.field)
      _ = elements.pairs()
      tokens = elements.rest
      return elements.values
    }
    if !first.isQuoted, first.text.utf8.first == UInt8(ascii: "@") {
      return .set(String(first.text.dropFirst()))
    }
    var words = [first].filter { !($0 == "(") }
    while let sign = tokens.first, sign == "," || sign == "|" || sign == ")" || words.isEmpty {
      _ = tokens.popFirst()
      if sign == ")" { break }
      if let word = words.isEmpty ? sign : tokens.popFirst() { words.append(word) }
    }
    if case .flags = match.field { return flagValues(words) }
    if tokens.first.map({ $0 == "/" }) == true, match.field == .anyFlag {
      return maskedFlags(words, &match)
    }
    var list = FilterValueList()
    for word in words { list.add(word.text, to: match.field) }
    return list.values
  }

  private func flagValues(_ words: [FilterToken]) -> FilterValues {
    NftRuleParser.flags(words).map { .numbers([UInt32($0)...UInt32($0)]) } ?? .unknown
  }

  /// `syn / fin,syn,rst,ack`
  private mutating func maskedFlags(
    _ words: [FilterToken], _ match: inout FilterMatch
  ) -> FilterValues {
    _ = tokens.popFirst()
    var mask: [FilterToken] = []
    while let word = tokens.popFirst() {
      mask.append(word)
      guard tokens.first.map({ $0 == "," }) == true else { break }
      _ = tokens.popFirst()
    }
    guard let bits = NftRuleParser.flags(mask) else { return .unknown }
    match.field = .flags(mask: bits)
    return flagValues(words)
  }

  private static func bounded(_ values: FilterValues, _ sign: String) -> FilterValues {
    guard case .numbers(let ranges) = values, let number = ranges.first?.lowerBound else {
      return .unknown
    }
    switch sign {
    case "<": return number == 0 ? .unknown : .numbers([0...(number - 1)])
    case "<=": return .numbers([0...number])
    case ">": return number == .max ? .unknown : .numbers([(number + 1)...UInt32.max])
    default: return .numbers([number...UInt32.max])
    }
  }
}
