/// Reads one rule as `nft list ruleset` prints it: statements from left to right.
struct NftRuleParser {
  var tokens: ArraySlice<FilterToken>
  var rule: FilterRule

  static func rule(_ text: Substring) -> FilterRule {
    var parser = NftRuleParser(
      tokens: FilterText.tokens(of: text, separators: "{},()|")[...],
      rule: FilterRule(text: String(text), number: 0))
    while let token = parser.tokens.popFirst() { parser.readStatement(token) }
    return parser.rule
  }

  /// `accept`, `jump other`: a verdict alone, as maps have it.
  static func verdict(_ words: ArraySlice<FilterToken>) -> FilterRule.Verdict? {
    guard let first = words.first, statements.contains(first.word) else { return nil }
    switch first.word {
    case "accept": return .accept
    case "drop": return .drop
    case "reject": return .reject
    case "queue": return .queue
    case "return": return .return
    case "masquerade": return .masquerade
    case "snat": return .snat
    case "dnat": return .dnat
    case "redirect": return .redirect
    case "tproxy": return .tproxy
    case "jump": return words.dropFirst().first.map { .jump(String($0.text)) }
    case "goto": return words.dropFirst().first.map { .goto(String($0.text)) }
    default: return nil
    }
  }

  private mutating func readStatement(_ token: FilterToken) {
    if let verdict = NftRuleParser.verdict([token] + tokens.prefix(1)) {
      rule.verdict = verdict
      return skip(to: NftRuleParser.statements)
    }
    switch token.word {
    case "counter": readCounter()
    case "log", "dup", "synproxy", "flow": skip(to: NftRuleParser.statements)
    case "limit", "quota":
      rule.matches.append(.sometimes)
      skip(to: NftRuleParser.statements)
    case "comment": _ = tokens.popFirst()
    case "continue": break
    case "notrack": rule.effects.append(.notrack)
    case "add", "update", "delete": readSetStatement()
    default: readExpression(token)
    }
  }

  private mutating func readCounter() {
    guard let next = tokens.first else { return }
    if next == "packets" {
      rule.packets = tokens.dropFirst().first.flatMap { UInt64($0.text) }
      tokens = tokens.dropFirst(4)
    } else if next == "name" {
      tokens = tokens.dropFirst(2)
    }
  }

  /// `add @seen { ip saddr limit rate over 10/second }`: holds for some packets if it limits.
  private mutating func readSetStatement() {
    guard tokens.first?.text.utf8.first == UInt8(ascii: "@") else {
      return readUnknown(to: NftRuleParser.statements)
    }
    _ = tokens.popFirst()
    guard tokens.first.map({ $0 == "{" }) == true else { return }
    let inside = skipBraces()
    if inside.contains(where: { $0 == "limit" || $0 == "quota" || $0 == "count" }) {
      rule.matches.append(.sometimes)
    }
  }

  /// Words with which a statement begins that is no condition.
  static let statements: Set<String> = [
    "accept", "drop", "reject", "queue", "return", "masquerade", "snat", "dnat", "redirect",
    "tproxy", "jump", "goto", "counter", "log", "limit", "quota", "comment", "notrack", "continue",
    "dup", "synproxy", "flow", "add", "update", "delete",
  ]
  /// Words with which a condition begins that is understood.
  static let selectors: Set<String> = [
    "ip", "ip6", "tcp", "udp", "udplite", "sctp", "dccp", "th", "icmp", "icmpv6", "meta", "ct",
    "iif", "oif", "iifname", "oifname", "fib", "mark",
  ]
  static let startsOfAny = statements.union(selectors)

  /// Passes over words up to one of `words`, with all that stands in braces.
  private mutating func skip(to words: Set<String>) {
    while let token = tokens.first, token.isQuoted || !words.contains(token.word) {
      if token == "{" { _ = skipBraces() } else { _ = tokens.popFirst() }
    }
  }

  /// Passes over `{ … }`, which comes next, and answers what is between.
  private mutating func skipBraces() -> ArraySlice<FilterToken> {
    var depth = 0
    var place = tokens.startIndex
    while place < tokens.endIndex {
      if tokens[place] == "{" { depth += 1 }
      if tokens[place] == "}" { depth -= 1 }
      place += 1
      if depth == 0 { break }
    }
    let inside = tokens[..<place]
    tokens = tokens[place...]
    return inside
  }

  /// A condition or an assignment that is not understood, up to one of `words`.
  mutating func readUnknown(to words: Set<String>) {
    var isCondition = true
    while let token = tokens.first, token.isQuoted || !words.contains(token.word) {
      if token == "vmap" {
        readMap(FilterMatch.sometimes)
        return
      }
      if token == "set" { isCondition = false }
      if token == "{" { _ = skipBraces() } else { _ = tokens.popFirst() }
    }
    if isCondition { rule.matches.append(.sometimes) }
  }

  /// `vmap { 22 : accept }` or `vmap @name`, which comes next.
  mutating func readMap(_ match: FilterMatch) {
    _ = tokens.popFirst()
    guard let first = tokens.popFirst() else { return }
    if first.text.utf8.first == UInt8(ascii: "@") {
      let name = String(first.text.dropFirst())
      rule.branches.append(FilterRule.Branch(match: match, pairs: [], map: name))
    } else if first == "{" {
      var elements = NftElements(tokens: tokens, field: match.field)
      let pairs = elements.pairs()
      tokens = elements.rest
      rule.branches.append(FilterRule.Branch(match: match, pairs: pairs, map: nil))
    }
  }
}
