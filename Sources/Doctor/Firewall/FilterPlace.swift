/// Where a packet filter decides: a rule, or a base chain's policy.
package struct FilterPlace: Hashable, Sendable {
  package var chain: Firewall.ChainName
  /// The base chain from which the packet came here.
  package var base: Firewall.Base
  /// nil: the policy.
  package var rule: FilterRule?

  /// Packets that it has decided; nil: not counted.
  package var packets: UInt64? { rule?.packets ?? (rule == nil ? base.packets : nil) }

  /// `chain raw PREROUTING`, `chain inet fw forward`, as a sentence names it.
  package var chainWords: String {
    chain.tool == .nft
      ? "chain \(chain.family.rawValue) \(chain.table) \(chain.name)"
      : "chain \(chain.table) \(chain.name)"
  }

  /// `rule 3 of chain filter FORWARD`, `the policy of chain inet fw forward`.
  package var words: String {
    guard let rule else { return "the policy of \(chainWords)" }
    return rule.handle.map { "the rule with handle \($0) of \(chainWords)" }
      ?? "rule \(rule.number) of \(chainWords)"
  }

  /// The rule or the policy as the tool prints it, its counter included.
  package var evidence: String {
    let count = packets.map { " (\($0) packets)" } ?? ""
    let policy = base.dropsByPolicy ? "DROP" : "ACCEPT"
    switch chain.tool {
    case .nft:
      let table = "table \(chain.family.rawValue) \(chain.table), chain \(chain.name): "
      guard let rule else {
        return table + "type \(base.type) hook \(base.hook.rawValue) priority \(base.priority); "
          + "policy \(policy.lowercased());" + count
      }
      return table + rule.text + (rule.handle.map { " # handle \($0)" } ?? "")
    case .iptables, .ip6tables:
      let table = "\(chain.tool.rawValue) -t \(chain.table): "
      return table + (rule?.text ?? "-P \(chain.name) \(policy)") + count
    }
  }

  /// The command that takes the rule away; for a policy: that accepts.
  package var removal: String {
    switch chain.tool {
    case .nft:
      let path = "\(chain.family.rawValue) \(chain.table) \(chain.name)"
      if let rule {
        return "nft delete rule \(path)" + (rule.handle.map { " handle \($0)" } ?? "")
      }
      return "nft chain \(path) '{ policy accept; }'"
    case .iptables, .ip6tables:
      let tool = "\(chain.tool.rawValue)-legacy -t \(chain.table)"
      if let rule { return "\(tool) -D \(chain.name) \(rule.number)" }
      return "\(tool) -P \(chain.name) ACCEPT"
    }
  }

  /// The command that puts an accepting rule before it.
  ///
  /// - Parameters:
  ///   - nft: The match in nft's words: `ip saddr 10.0.0.2 tcp sport 80`.
  ///   - iptables: The same in iptables' words: `-s 10.0.0.2 -p tcp --sport 80`.
  package func acceptance(nft: String, iptables: String) -> String {
    switch chain.tool {
    case .nft:
      let path = "\(chain.family.rawValue) \(chain.table) \(chain.name)"
      let before = rule?.handle.map { " handle \($0)" } ?? ""
      return "nft insert rule \(path)\(before) \(nft) accept"
    case .iptables, .ip6tables:
      let number = rule.map { "\($0.number)" } ?? "1"
      return
        "\(chain.tool.rawValue)-legacy -t \(chain.table) -I \(chain.name) \(number) \(iptables) "
        + "-j ACCEPT"
    }
  }
}
