/// Reads the text of `iptables-legacy-save -c` and `ip6tables-legacy-save -c`, line by line.
struct IptablesReader {
  private let tool: Ruleset.Tool
  private var table = ""
  private var chains: [Firewall.Chain] = []
  private var index: [Firewall.ChainName: Int] = [:]

  init(_ tool: Ruleset.Tool) { self.tool = tool }

  mutating func read(_ line: String) {
    let text = FilterText.trimmed(Substring(line))
    switch text.utf8.first {
    case UInt8(ascii: "*"): table = String(text.dropFirst())
    case UInt8(ascii: ":"): readChain(text.dropFirst())
    case UInt8(ascii: "["), UInt8(ascii: "-"): readRule(text)
    default: break
    }
  }

  func finish(into firewall: inout Firewall) {
    for chain in chains { firewall.add(chain) }
  }

  private func name(_ chain: Substring) -> Firewall.ChainName {
    Firewall.ChainName(
      tool: tool, family: tool == .ip6tables ? .ip6 : .ip, table: table, name: String(chain))
  }

  /// `FORWARD DROP [12:720]`; a chain of the user's has the policy `-`.
  private mutating func readChain(_ text: Substring) {
    let words = text.split(separator: " ")
    guard words.count >= 2, index[name(words[0])] == nil else { return }
    var chain = Firewall.Chain(name: name(words[0]))
    if words[1] != "-", let hook = Firewall.Hook(rawValue: words[0].lowercased()) {
      chain.base = Firewall.Base(
        type: table == "nat" ? "nat" : "filter", hook: hook,
        priority: IptablesReader.priority(table, hook), dropsByPolicy: words[1] == "DROP",
        packets: words.count > 2 ? IptablesReader.packets(words[2]) : nil)
    }
    index[chain.name] = chains.count
    chains.append(chain)
  }

  /// `[12:720] -A FORWARD …`
  private mutating func readRule(_ text: Substring) {
    var packets: UInt64?
    var body = text
    if text.utf8.first == UInt8(ascii: "["), let space = text.firstIndex(of: " ") {
      packets = IptablesReader.packets(text[..<space])
      body = FilterText.trimmed(text[space...])
    }
    let words = FilterText.tokens(of: body, separators: "")
    guard words.count > 1, words[0] == "-A", let place = index[name(words[1].text)] else { return }
    var parser = IptablesRuleParser(tokens: words[2...], text: String(body))
    parser.rule.packets = packets
    parser.rule.number = chains[place].rules.count + 1
    parser.read()
    chains[place].rules.append(parser.rule)
  }

  /// `[12:720]`: packets and bytes.
  private static func packets(_ text: Substring) -> UInt64? {
    UInt64(text.dropFirst().prefix { $0 != ":" })
  }

  /// linux/netfilter_ipv4.h: NF_IP_PRI_*.
  private static func priority(_ table: String, _ hook: Firewall.Hook) -> Int {
    switch table {
    case "raw": -300
    case "mangle": -150
    case "nat": hook == .prerouting || hook == .output ? -100 : 100
    case "security": 50
    default: 0
    }
  }
}
