/// Reads the text of `nft -a list ruleset`, line by line.
///
/// What is not understood is passed over; a rule of which a part is not understood may hold for any
/// packet.
struct NftReader {
  private var family = Firewall.Family.inet
  private var table = ""
  private var block = Block.none
  /// Blocks within one that is passed over.
  private var depth = 0
  private var chain: Firewall.Chain?
  private var set: NftSetReader?
  private var chains: [Firewall.Chain] = []
  private var sets: [(Firewall.ChainName, Firewall.NamedSet)] = []

  private enum Block { case none, table, chain, set, other }

  mutating func read(_ line: String) {
    let (text, handle) = NftReader.withoutHandle(FilterText.trimmed(Substring(line)))
    guard !text.isEmpty, text.utf8.first != UInt8(ascii: "#") else { return }
    switch block {
    case .none: begin(text)
    case .table: readInTable(text)
    case .chain: readInChain(text, handle)
    case .set: readInSet(text)
    case .other:
      if text.utf8.last == UInt8(ascii: "{") { depth += 1 }
      if text == "}" { depth -= 1 }
      if depth <= 0 { block = chain == nil ? .table : .chain }
    }
  }

  /// A text that was cut ends in the middle of a block.
  mutating func finish(into firewall: inout Firewall) {
    endChain()
    endSet()
    for chain in chains { firewall.add(chain) }
    for (name, set) in sets { firewall.sets[name] = set }
  }

  /// `ip saddr 10.0.0.2 drop # handle 12`
  static func withoutHandle(_ text: Substring) -> (Substring, Int?) {
    var bytes = text.utf8
    var digits = 0
    while let byte = bytes.last, (48...57).contains(byte) {
      bytes.removeLast()
      digits += 1
    }
    let mark = "# handle "
    guard digits > 0, Substring(bytes).hasSuffix(mark) else { return (text, nil) }
    let handle = Int(text.suffix(digits))
    return (FilterText.trimmed(Substring(bytes).dropLast(mark.utf8.count)), handle)
  }

  private mutating func begin(_ text: Substring) {
    let words = FilterText.tokens(of: text, separators: "{};,")
    guard words.count >= 4, words[0] == "table", words.last.map({ $0 == "{" }) == true,
      let family = Firewall.Family(rawValue: String(words[1].text))
    else { return }
    self.family = family
    table = String(words[2].text)
    block = .table
  }

  private mutating func readInTable(_ text: Substring) {
    if text == "}" {
      block = .none
      return
    }
    guard text.utf8.last == UInt8(ascii: "{") else { return }
    let words = FilterText.tokens(of: text, separators: "{};,")
    let kind = words.first?.text ?? ""
    let name = Firewall.ChainName(
      tool: .nft, family: family, table: table, name: words.count > 1 ? String(words[1].text) : "")
    switch kind {
    case "chain":
      chain = Firewall.Chain(name: name)
      block = .chain
    case "set", "map":
      set = NftSetReader(name)
      block = .set
    default:
      (block, depth) = (.other, 1)
    }
  }

  private mutating func readInChain(_ text: Substring, _ handle: Int?) {
    if text == "}" {
      endChain()
      block = .table
      return
    }
    if chain?.base == nil, chain?.rules.isEmpty == true, let base = NftReader.base(text) {
      chain?.base = base
      return
    }
    if text.hasPrefix("comment ") || text.hasPrefix("policy ") { return }
    var rule = NftRuleParser.rule(text)
    rule.handle = handle
    rule.number = (chain?.rules.count ?? 0) + 1
    chain?.rules.append(rule)
    // A chain without a name stands between the braces.
    if text.utf8.last == UInt8(ascii: "{") { (block, depth) = (.other, 1) }
  }

  private mutating func readInSet(_ text: Substring) {
    guard set?.read(text) == false else { return }
    endSet()
    block = .table
  }

  private mutating func endChain() {
    if let chain { chains.append(chain) }
    chain = nil
  }

  private mutating func endSet() {
    if let set { sets.append((set.name, set.finished)) }
    set = nil
  }

  /// `type filter hook input priority filter; policy drop;`
  static func base(_ text: Substring) -> Firewall.Base? {
    guard text.hasPrefix("type ") else { return nil }
    let words = FilterText.tokens(of: text, separators: "{};,").map(\.text)
    guard words.count > 5, words[2] == "hook",
      let hook = Firewall.Hook(rawValue: String(words[3])),
      let place = words.firstIndex(of: "priority")
    else { return nil }
    let drops = words.firstIndex(of: "policy").map { words.dropFirst($0 + 1).first == "drop" }
    return Firewall.Base(
      type: String(words[1]), hook: hook, priority: priority(words[(place + 1)...]),
      dropsByPolicy: drops == true, packets: nil)
  }

  /// `filter`, `raw - 10`, `-500` (linux/netfilter_ipv4.h: NF_IP_PRI_*).
  private static func priority(_ words: ArraySlice<Substring>) -> Int {
    guard let first = words.first else { return 0 }
    let known = [
      "raw": -300, "mangle": -150, "dstnat": -100, "filter": 0, "security": 50, "srcnat": 100,
      "out": 100,
    ]
    guard let start = known[String(first)] else { return Int(first) ?? 0 }
    let rest = Array(words.dropFirst().prefix(2))
    guard rest.count == 2, let offset = Int(rest[1]), abs(offset) < 1_000_000 else { return start }
    return rest[0] == "-" ? start - offset : start + offset
  }
}
