package import Network

/// The end of a packet in a hook's chains.
package struct FilterFate: Hashable, Sendable {
  /// The rule or policy that certainly drops it, or else those that may; at most 20.
  package internal(set) var drops: [FilterHit] = []
  /// Rules that rewrite its addresses (masquerade, snat, dnat, redirect), certainly or possibly.
  package internal(set) var translations: [FilterHit] = []
  /// Rules that keep it out of conntrack.
  package internal(set) var notracks: [FilterHit] = []
  /// The packet after the last chain: marks are set, conntrack may have been told to leave it.
  package internal(set) var packet: FilterPacket
  /// Rules and pairs of maps that were asked.
  package internal(set) var steps = 0
  /// False: the bound of steps was reached, and the rest was not judged.
  package internal(set) var isWhole = true

  /// What certainly drops it.
  package var certain: FilterHit? { drops.first { $0.likelihood == .certain } }
}

/// A rule or a policy that decides about a packet.
package struct FilterHit: Hashable, Sendable {
  package var likelihood: Likelihood
  package var place: FilterPlace
  /// The sender is told (`reject`).
  package var rejects = false
}

extension FilterRule.Verdict {
  var translates: Bool {
    switch self {
    case .masquerade, .snat, .dnat, .redirect: true
    case .accept, .drop, .reject, .queue, .return, .jump, .goto, .tproxy: false
    }
  }
}

extension Firewall {
  /// Follows `packet` through the base chains of `hook` in order of priority, and their jumps.
  ///
  /// A rule that may accept makes what comes after it possible, not certain. Costs one step for
  /// each rule and each pair of a verdict map, at most `limit`; jumps are followed 16 deep, as the
  /// kernel does (NFT_JUMP_STACK_SIZE).
  ///
  /// - Parameter priority: Only chains of a lower priority are asked, for packets that IPVS takes out
  ///   of the hook at that place (`ipvsPriority(in:)`); nil: all chains.
  package func fate(
    of packet: FilterPacket, at hook: Hook, before priority: Int? = nil, limit: Int = 1_000_000
  ) -> FilterFate {
    var walk = FilterWalk(firewall: self, packet: packet, steps: limit)
    for chain in baseChains(of: hook, for: packet.family) {
      if let priority, (chains[chain].base?.priority ?? 0) >= priority { continue }
      walk.enterBase(chain)
      if walk.isEnded { break }
    }
    return walk.fate
  }

  /// Where IPVS takes its packets in a hook; chains of this priority or a higher one do not see them
  /// as they came (net/netfilter/ipvs/ip_vs_core.c, ip_vs_ops4). nil: it takes none there.
  package static func ipvsPriority(in hook: Hook) -> Int? {
    switch hook {
    case .input: 99
    case .forward: 100
    case .ingress, .prerouting, .output, .postrouting, .egress: nil
    }
  }

  /// Places in `chains` of the base chains that packets of `family` pass in `hook`, the first first.
  package func baseChains(of hook: Hook, for family: Network.Family) -> [Int] {
    chains.indices.filter { place in
      guard let base = chains[place].base, base.hook == hook else { return false }
      return chains[place].name.family.has(family)
    }.sorted { one, other in
      let (first, second) = (chains[one].base?.priority ?? 0, chains[other].base?.priority ?? 0)
      return (first, one) < (second, other)
    }
  }

  /// Rules for which `isMeant` holds, with each base chain from which packets come to them.
  package func places(where isMeant: (FilterRule) -> Bool) -> [FilterPlace] {
    chains.indices.flatMap { start -> [FilterPlace] in
      guard let base = chains[start].base else { return [] }
      return reached(from: start).flatMap { place in
        chains[place].rules.filter(isMeant).map {
          FilterPlace(chain: chains[place].name, base: base, rule: $0)
        }
      }
    }
  }

  /// The base chain and those that jumps lead to from it, each once.
  private func reached(from start: Int) -> [Int] {
    var found = [start]
    var known: Set = [start]
    var next = 0
    while next < found.count {
      let chain = chains[found[next]]
      next += 1
      for rule in chain.rules {
        for name in targets(of: rule, in: chain) {
          guard let place = index[chain.name.named(name)], known.insert(place).inserted else {
            continue
          }
          found.append(place)
        }
      }
    }
    return found
  }

  private func targets(of rule: FilterRule, in chain: Chain) -> [String] {
    guard !rule.branches.isEmpty else { return rule.verdict?.target.map { [$0] } ?? [] }
    let pairs = rule.branches.flatMap { branch in
      branch.map.map { sets[chain.name.named($0)]?.pairs ?? [] } ?? branch.pairs
    }
    return ([rule.verdict] + pairs.map(\.verdict)).compactMap { $0?.target }
  }

  /// Rules that set the firewall mark `mark`, certainly or possibly.
  package func markers(of mark: UInt32) -> [FilterPlace] {
    places { rule in
      rule.effects.contains { effect in
        switch effect {
        case .mark(let value, let mask): mark & mask == value & mask
        case .markChoice(let pairs, map: nil): pairs.contains { $0.number == mark }
        case .markChoice, .markUnknown: true
        case .notrack: false
        }
      }
    }
  }

  /// By how much the counter of a rule or policy has grown until `later`; nil if it is not counted
  /// or not there any more.
  package func growth(of place: FilterPlace, until later: Firewall) -> UInt64? {
    guard let before = place.packets, let number = later.index[place.chain] else { return nil }
    let chain = later.chains[number]
    guard let rule = place.rule else {
      return chain.base?.packets.flatMap { $0 >= before ? $0 - before : nil }
    }
    let same =
      rule.handle.map { handle in chain.rules.first { $0.handle == handle } }
      ?? chain.rules.first { $0.number == rule.number && $0.text == rule.text }
    return same?.packets.flatMap { $0 >= before ? $0 - before : nil }
  }
}

extension FilterRule.Verdict {
  /// The chain that it leads to.
  var target: String? {
    switch self {
    case .jump(let name), .goto(let name): name
    case .accept, .drop, .reject, .queue, .return, .masquerade, .snat, .dnat, .redirect, .tproxy:
      nil
    }
  }
}

extension Firewall.Family {
  /// Whether its chains see IP packets of a family that this machine routes.
  func has(_ family: Network.Family) -> Bool {
    switch self {
    case .ip: family == .ipv4
    case .ip6: family == .ipv6
    case .inet: true
    case .arp, .bridge, .netdev: false
    }
  }
}
