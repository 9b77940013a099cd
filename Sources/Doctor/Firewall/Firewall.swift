/// The packet filters of one machine, as nft and iptables-legacy print them.
///
/// Ask `fate(of:at:)` which rule drops a packet, `markers(of:)` which rules set a mark and
/// `translations(of:at:)` which rules rewrite a packet's source or destination.
package struct Firewall: Hashable, Sendable {
  /// In the order of the documents.
  package internal(set) var chains: [Chain] = []
  /// A tool printed more lines than the document keeps: what is missing may drop packets too.
  package internal(set) var isCut = false
  var index: [ChainName: Int] = [:]
  var sets: [ChainName: NamedSet] = [:]

  package init(_ rulesets: [Ruleset]) {
    for ruleset in rulesets {
      isCut = isCut || ruleset.isCut == true
      switch ruleset.tool {
      case .nft:
        var reader = NftReader()
        for line in ruleset.lines { reader.read(line) }
        reader.finish(into: &self)
      case .iptables, .ip6tables:
        var reader = IptablesReader(ruleset.tool)
        for line in ruleset.lines { reader.read(line) }
        reader.finish(into: &self)
      }
    }
  }

  /// What identifies a chain or a set.
  package struct ChainName: Hashable, Sendable {
    package var tool: Ruleset.Tool
    package var family: Family
    package var table: String
    package var name: String
  }

  /// A table's family by nft's words. iptables' tables are `ip`, ip6tables' `ip6`.
  package enum Family: String, Hashable, Sendable {
    case ip, ip6, inet, arp, bridge, netdev
  }

  /// Where in the kernel a base chain is called.
  package enum Hook: String, Hashable, Sendable {
    case ingress, prerouting, input, forward, output, postrouting, egress
  }

  package struct Chain: Hashable, Sendable {
    package var name: ChainName
    /// nil: only jumps lead here.
    package var base: Base?
    package var rules: [FilterRule] = []
  }

  /// What makes a chain a base chain.
  package struct Base: Hashable, Sendable {
    /// `filter`, `nat`, `route`.
    package var type: String
    package var hook: Hook
    /// Lower ones are called first: raw −300, mangle −150, dstnat −100, filter 0, srcnat 100.
    package var priority: Int
    package var dropsByPolicy: Bool
    /// Packets that came to the policy; nil: not counted.
    package var packets: UInt64?
  }

  struct NamedSet: Hashable, Sendable {
    /// Packets add to it, or its elements end: what it has now may be different a second later.
    var isDynamic = false
    var values: FilterValues = .unknown
    /// A map's pairs; empty for a set.
    var pairs: [FilterPair] = []
  }

  mutating func add(_ chain: Chain) {
    index[chain.name] = chains.count
    chains.append(chain)
  }
}

/// One rule of a packet filter.
package struct FilterRule: Hashable, Sendable {
  /// The tool's own text, without handle and without iptables' counters.
  package var text: String
  /// nft's handle.
  package var handle: Int?
  /// The place in its chain, from 1, as `iptables -L --line-numbers` counts.
  package var number: Int
  /// Packets that it has matched; nil: not counted.
  package var packets: UInt64?
  /// Conditions, all of which must hold.
  package var matches: [FilterMatch] = []
  package var effects: [Effect] = []
  /// nil: the next rule is asked.
  package var verdict: Verdict?
  /// nft's `vmap`: verdicts by the packet's value.
  package var branches: [Branch] = []

  package enum Verdict: Hashable, Sendable {
    case accept, drop, reject, queue, `return`
    case jump(String)
    case goto(String)
    /// Rewrites addresses or takes the packet for a local socket; the chain ends.
    case masquerade, snat, dnat, redirect, tproxy
  }

  /// What a rule does beside its verdict.
  package enum Effect: Hashable, Sendable {
    /// new mark = (old mark & ~mask) ^ value
    case mark(value: UInt32, mask: UInt32)
    /// The mark is taken from a map.
    case markChoice([FilterPair], map: String?)
    /// A mark that is not known from the text (`ct mark`, a hash).
    case markUnknown
    case notrack
  }

  package struct Branch: Hashable, Sendable {
    var match: FilterMatch
    var pairs: [FilterPair]
    /// A map of the same table; nil: `pairs` are meant.
    var map: String?
  }
}

/// A key of a map and what it stands for.
package struct FilterPair: Hashable, Sendable {
  var key: FilterValues
  var verdict: FilterRule.Verdict?
  var number: UInt32?
}
