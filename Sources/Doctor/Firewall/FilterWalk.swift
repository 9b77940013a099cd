/// One packet's way through the chains of one hook.
struct FilterWalk {
  let firewall: Firewall
  var fate: FilterFate
  /// True: the packet is certainly dropped, or the bound of steps was reached.
  private(set) var isEnded = false
  private var steps: Int
  /// Whether the packet gets to the present rule, unless a rule before has dropped it.
  private var reach = Likelihood.certain
  /// How many rules may have accepted it so far.
  private var possibleAccepts = 0

  /// The kernel's bound of nested jumps (NFT_JUMP_STACK_SIZE).
  private static let deepest = 16
  private static let mostHits = 20

  /// What a verdict does to the way through the present chain.
  private enum Turn { case goesOn, mayLeave, leaves, ends }
  private enum End { case fellThrough, ended }

  init(firewall: Firewall, packet: FilterPacket, steps: Int) {
    self.firewall = firewall
    self.steps = steps
    fate = FilterFate(packet: packet)
  }

  mutating func enterBase(_ place: Int) {
    let chain = firewall.chains[place]
    reach = .certain
    guard let base = chain.base, enter(chain, base, depth: 0) == .fellThrough else { return }
    if base.dropsByPolicy { drop(chain, nil, base, rejects: false, .certain) }
  }

  private mutating func enter(_ chain: Firewall.Chain, _ base: Firewall.Base, depth: Int) -> End {
    let (outside, acceptsBefore) = (reach, possibleAccepts)
    var mayHaveLeft = false
    var end = End.fellThrough
    rules: for rule in chain.rules {
      guard spend() else { return .ended }
      let match = likelihood(of: rule, in: chain)
      guard match != .never else { continue }
      if !rule.effects.isEmpty { apply(rule, match, chain, base) }
      for (verdict, chance) in verdicts(of: rule, match, in: chain) {
        let turn = obey(verdict, chance, rule, chain, base, depth)
        if isEnded { return .ended }
        switch turn {
        case .goesOn: continue
        case .mayLeave: (mayHaveLeft, reach) = (true, .possible)
        case .leaves: break rules
        case .ends:
          end = .ended
          break rules
        }
      }
    }
    if end == .ended, !mayHaveLeft { return .ended }
    let isSure = end == .fellThrough && possibleAccepts == acceptsBefore
    reach = isSure ? outside : .possible
    return .fellThrough
  }

  private mutating func spend() -> Bool {
    steps -= 1
    fate.steps += 1
    if steps < 0 { (fate.isWhole, isEnded) = (false, true) }
    return steps >= 0
  }

  private func likelihood(of rule: FilterRule, in chain: Firewall.Chain) -> Likelihood {
    var least = Likelihood.certain
    for match in rule.matches {
      least = min(least, match.likelihood(for: fate.packet) { set($0, of: chain) })
      if least == .never { break }
    }
    return least
  }

  private func set(_ name: String, of chain: Firewall.Chain) -> Firewall.NamedSet? {
    firewall.sets[chain.name.named(name)]
  }

  /// The rule's verdicts and how likely each is.
  private mutating func verdicts(
    of rule: FilterRule, _ match: Likelihood, in chain: Firewall.Chain
  ) -> [(FilterRule.Verdict, Likelihood)] {
    var found: [(FilterRule.Verdict, Likelihood)] = []
    for branch in rule.branches {
      let pairs = branch.map.map { set($0, of: chain)?.pairs ?? [] } ?? branch.pairs
      for pair in pairs {
        guard spend() else { return found }
        let chance = min(match, branch.match.plainLikelihood(for: fate.packet, pair.key))
        guard chance != .never, let verdict = pair.verdict else { continue }
        found.append((verdict, chance))
        if chance == .certain { break }
      }
    }
    if let verdict = rule.verdict { found.append((verdict, match)) }
    return found
  }

  private mutating func apply(
    _ rule: FilterRule, _ match: Likelihood, _ chain: Firewall.Chain, _ base: Firewall.Base
  ) {
    let isSure = match == .certain && reach == .certain
    for effect in rule.effects {
      switch effect {
      case .mark(let value, let mask):
        if isSure, mask == .max {
          fate.packet.mark = value
        } else {
          fate.packet.mark = isSure ? fate.packet.mark.map { $0 & ~mask ^ value } : nil
        }
      case .markChoice, .markUnknown: fate.packet.mark = nil
      case .notrack:
        note(\.notracks, match, rule, chain, base)
        if isSure {
          fate.packet.states = FilterPacket.States.untracked
        } else {
          fate.packet.states?.formUnion(.untracked)
        }
      }
    }
  }

  private mutating func obey(
    _ verdict: FilterRule.Verdict, _ chance: Likelihood, _ rule: FilterRule,
    _ chain: Firewall.Chain, _ base: Firewall.Base, _ depth: Int
  ) -> Turn {
    switch verdict {
    case .drop, .reject:
      drop(chain, rule, base, rejects: verdict == .reject, chance)
      return chance == .certain ? .ends : .goesOn
    case .accept, .queue, .masquerade, .snat, .dnat, .redirect, .tproxy:
      if verdict.translates { note(\.translations, chance, rule, chain, base) }
      if chance == .certain { return .ends }
      possibleAccepts += 1
      reach = .possible
      return .goesOn
    case .return: return chance == .certain ? .leaves : .mayLeave
    case .jump(let name):
      let end = call(name, chance, chain, base, depth)
      return end == .ended && chance == .certain ? .ends : .goesOn
    case .goto(let name):
      let end = call(name, chance, chain, base, depth)
      if chance == .possible { return .mayLeave }
      return end == .ended ? .ends : .leaves
    }
  }

  private mutating func call(
    _ name: String, _ chance: Likelihood, _ chain: Firewall.Chain, _ base: Firewall.Base,
    _ depth: Int
  ) -> End {
    guard let place = firewall.index[chain.name.named(name)], depth < Self.deepest else {
      possibleAccepts += 1
      reach = .possible
      return .fellThrough
    }
    let (before, dropsBefore) = (reach, fate.drops.count)
    reach = min(reach, chance)
    let acceptsBefore = possibleAccepts
    let end = enter(firewall.chains[place], base, depth: depth + 1)
    guard chance == .possible else { return end }
    // A chain that ended it without a drop has accepted it.
    if end == .ended, fate.drops.count == dropsBefore { possibleAccepts += 1 }
    reach = possibleAccepts == acceptsBefore ? before : .possible
    return end
  }

  private mutating func note(
    _ list: WritableKeyPath<FilterFate, [FilterHit]>, _ chance: Likelihood, _ rule: FilterRule,
    _ chain: Firewall.Chain, _ base: Firewall.Base
  ) {
    guard fate[keyPath: list].count < Self.mostHits else { return }
    let place = FilterPlace(chain: chain.name, base: base, rule: rule)
    fate[keyPath: list].append(FilterHit(likelihood: min(chance, reach), place: place))
  }

  private mutating func drop(
    _ chain: Firewall.Chain, _ rule: FilterRule?, _ base: Firewall.Base, rejects: Bool,
    _ chance: Likelihood
  ) {
    let likelihood = min(chance, reach)
    let place = FilterPlace(chain: chain.name, base: base, rule: rule)
    let drop = FilterHit(likelihood: likelihood, place: place, rejects: rejects)
    if likelihood == .certain {
      fate.drops.removeAll()
      isEnded = true
    }
    if fate.drops.count < Self.mostHits { fate.drops.append(drop) }
  }
}

extension Firewall.ChainName {
  /// A chain or a set of the same table.
  func named(_ name: String) -> Firewall.ChainName {
    var other = self
    other.name = name
    return other
  }
}
