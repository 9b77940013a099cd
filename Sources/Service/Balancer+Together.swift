import Configuration
import Health
import Network

// suspect_together: if unrelated real servers fail at once it may be this director that sees badly.
//
//   one fails                      its failure waits until up to eight others have answered that are
//                                  up, reached the same way (interface, next hop) and unrelated to it:
//                                  their virtual servers share no address with its, over however many
//                                  virtual servers; they are asked at once
//   too few of them fail           the failure counts, and so does every other one before that answer
//   as many fail as the rule says  the way is suspect: no failure on it counts
//   too few fail again             the way is trusted, and each of those that had failed is asked once
//                                  more before it is removed
//   HOLD after the first failure   whatever was kept counts, and so does any other failure on the way
//                                  until a real server on it passes
//
// No failure is kept for longer than HOLD, whatever happens meanwhile. If nobody can be asked, or
// the virtual server has a canary, nothing of this applies.
extension Balancer {
  /// Why the failure of a real server waits for others' answers; nil: it does not.
  mutating func askOthers(about index: Int, at now: Instant) -> Doubt? {
    guard let rule = configuration.global.suspicion, hasSeveralFamilies,
      !pools[members[index].pool].isCanary, let way = ways[members[index].address]
    else { return nil }
    let since = members[index].doubt?.since ?? now
    let end = since + rule.hold
    guard now < end else { return nil }
    for part in way.parts {
      guard let doubt = ask(part, about: index, since: since, rule, at: now) else { continue }
      reviews.insert(index, at: end)
      return doubt
    }
    return nil
  }

  private mutating func ask(
    _ part: Way, about index: Int, since: Instant, _ rule: SuspicionRule, at now: Instant
  ) -> Doubt? {
    let company = companies[part] ?? Company()
    guard !company.isSpent else { return nil }
    if let inquiry = company.inquiry {
      return inquiry.suspectSince == nil
        ? .askingOthers(part, since: since) : .together(part, since: since)
    }
    let failure = lastFailure(of: members[index]) ?? now
    if case .together(part, _) = members[index].doubt, let recovered = company.recovered,
      failure < recovered
    {
      return .together(part, since: since)
    }
    if let good = company.good, good >= failure { return nil }
    let asked = others(than: index, on: part)
    guard !asked.isEmpty else { return nil }
    var inquiry = Inquiry(
      rule, failed: members[index].address, asked: asked.map { members[$0].address },
      since: failure, at: now)
    for other in asked { recall(members[other], to: &inquiry) }
    companies[part, default: Company()].good = inquiry.passed ?? company.good
    guard inquiry.finding == .open else { return nil }
    companies[part, default: Company()].inquiry = inquiry
    inquires = true
    for other in asked where inquiry.awaits(members[other].address) {
      hasten(members[other].checks, at: now)
    }
    return .askingOthers(part, since: since)
  }

  /// What one that is asked has answered already.
  private func recall(_ member: Member, to inquiry: inout Inquiry) {
    for place in member.checks {
      guard let last = slots[place]?.check.last, last.result.isAnswer else { continue }
      _ = inquiry.hear(member.address, passes: true, startedAt: last.start)
    }
  }

  /// Whom to ask: of every other family one, then a second one, and so on.
  private func others(than index: Int, on part: Way) -> [Int] {
    var families: [Int: [Int]] = [:]
    let own = pools[members[index].pool].family
    var seen: Set<Address> = []
    var order: [Int] = []
    for (other, member) in members.enumerated() {
      let pool = pools[member.pool]
      guard pool.family != own, !pool.isCanary, member.isAlive, member.doubt.isHealthy,
        !member.checks.isEmpty,
        families[pool.family, default: []].count < Inquiry.most - 1,
        ways[member.address]?.parts.contains(part) == true, !situation.letsRest(pool.server),
        seen.insert(member.address).inserted
      else { continue }
      if families[pool.family] == nil { order.append(pool.family) }
      families[pool.family, default: []].append(other)
    }
    let rounds = (0..<Inquiry.most).flatMap { round in
      order.compactMap { families[$0]?.dropFirst(round).first }
    }
    return Array(rounds.prefix(Inquiry.most - 1))
  }

  // MARK: Answers

  /// A probe has ended: it may be an answer that is waited for.
  mutating func hearOthers(of place: Int, at now: Instant) -> [Effect] {
    guard let slot = slots[place], let last = slot.check.last else { return [] }
    let passes = last.result.isAnswer
    guard passes || last.result.isFailure else { return [] }
    return Set(slot.watchers.map { members[$0].address }).sorted().flatMap { address in
      (ways[address]?.parts ?? []).flatMap { part -> [Effect] in
        if passes, companies[part]?.isSpent == true {
          companies[part]?.isSpent = false
          settleInquires()
        }
        guard var inquiry = companies[part]?.inquiry else { return [] }
        guard inquiry.hear(address, passes: passes, startedAt: last.start) else {
          if inquiry.awaits(address) { hasten([place], at: now) }
          return []
        }
        companies[part]?.inquiry = inquiry
        return conclude(inquiry, on: part, at: now)
      }
    }
  }

  private mutating func conclude(
    _ inquiry: Inquiry, on part: Way, at now: Instant
  ) -> [Effect] {
    switch (inquiry.finding, inquiry.suspectSince) {
    case (.open, _), (.together, _?): return []
    case (.together, nil):
      companies[part]?.inquiry?.suspectSince = now
      let text =
        "\(inquiry.failing) of \(inquiry.answers.count) unrelated real servers that are reached "
        + "through \(part) fail together: this director's own view is suspect, and none that is "
        + "reached so is removed for \((inquiry.until - now).words) at most"
      return [.log(LogLine(.error, text)), .suspect(.way(part), true)] + review(on: part, at: now)
    case (.alone, let suspect):
      companies[part]?.inquiry = nil
      if let passed = inquiry.passed { companies[part]?.good = passed }
      settleInquires()
      guard suspect != nil else { return review(on: part, at: now) }
      companies[part]?.recovered = now
      let text = "real servers that are reached through \(part) answer again: failures count again"
      return [.log(LogLine(.notice, text)), .suspect(.way(part), false)]
        + review(on: part, at: now)
    }
  }

  /// What has been kept for as long as may be counts.
  mutating func endInquiries(at now: Instant) -> [Effect] {
    guard inquires else { return [] }
    return companies.keys.sorted { $0.description < $1.description }.flatMap { part -> [Effect] in
      guard let inquiry = companies[part]?.inquiry, inquiry.until <= now else { return [] }
      companies[part]?.inquiry = nil
      companies[part]?.isSpent = true
      guard inquiry.suspectSince != nil else { return review(on: part, at: now) }
      let text =
        "real servers that are reached through \(part) go on failing together: their failures count "
        + "from now on"
      return [.log(LogLine(.error, text)), .suspect(.way(part), false)]
        + review(on: part, at: now)
    }
  }

  /// Those whose failure waited.
  private mutating func review(on part: Way, at now: Instant) -> [Effect] {
    members.indices.filter { members[$0].doubt?.part == part }.flatMap { index in
      let effects = settle(index, because: lastCause(of: index), at: now)
      if case .together(part, _) = members[index].doubt, companies[part]?.inquiry == nil {
        hasten(members[index].checks, at: now)
      }
      return effects
    }
  }

  private mutating func settleInquires() {
    inquires = companies.values.contains { $0.inquiry != nil || $0.isSpent }
  }
}

extension Balancer {
  // MARK: Ways

  /// The kernel's routes lead so. How one was reached when it answered last counts until it answers
  /// again: a link that is down takes its routes away, and what was reached through it must not count
  /// among those that another link leads to.
  mutating func reach(_ found: [Address: Way]) -> [Effect] {
    for (address, way) in found {
      if ways[address] == nil { ways[address] = way }
      movedWays[address] = ways[address] == way ? nil : way
    }
    return []
  }

  mutating func believeWays(to place: Int) {
    guard let slot = slots[place], slot.check.last?.result.isAnswer == true else { return }
    for index in slot.watchers {
      guard let way = movedWays.removeValue(forKey: members[index].address) else { continue }
      ways[members[index].address] = way
    }
  }

  /// A configuration is followed: what it has no longer is forgotten.
  mutating func followSuspicion(at now: Instant) -> [Effect] {
    let isNothing = ways.isEmpty && movedWays.isEmpty && companies.isEmpty
    guard configuration.global.suspicion != nil || !isNothing else { return [] }
    let addresses = Set(members.map(\.address))
    ways = ways.filter { addresses.contains($0.key) }
    movedWays = movedWays.filter { addresses.contains($0.key) }
    gatherFamilies()
    let isAsked = configuration.global.suspicion != nil && hasSeveralFamilies
    let suspect = companies.filter { $0.value.inquiry?.suspectSince != nil }.keys
    if !isAsked { companies = [:] }
    for part in companies.keys { companies[part]?.inquiry?.keep(addresses) }
    settleInquires()
    if inquires, !members.isEmpty {
      for company in companies.values {
        if let end = company.inquiry?.until { reviews.insert(0, at: end) }
      }
    }
    return isAsked ? [] : suspect.map { .suspect(.way($0), false) }
  }

  /// Virtual servers are of one family if they share an address, or each shares one with a third.
  private mutating func gatherFamilies() {
    var parents = Array(pools.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parents[index] != index {
        parents[index] = parents[parents[index]]
        index = parents[index]
      }
      return index
    }
    var first: [Address: Int] = [:]
    for member in members where !pools[member.pool].isCanary {
      let other = first[member.address] ?? member.pool
      first[member.address] = other
      parents[root(member.pool)] = root(other)
    }
    for index in pools.indices { pools[index].family = root(index) }
    hasSeveralFamilies = Set(pools.filter { !$0.isCanary }.map(\.family)).count > 1
  }
}

extension Doubt? {
  /// It does not tell of one that has been failing for a while.
  fileprivate var isHealthy: Bool {
    switch self {
    case .tooMany, .canaryFails: false
    case .asking, .askingOthers, .together, nil: true
    }
  }
}

extension Member {
  var address: Address { server.endpoint.address }
}

extension Check.Ending {
  /// When the probe was started.
  var start: Instant { instant - result.duration }
}

extension ProbeResult {
  /// It tells of somebody who serves, be it only those that he has.
  fileprivate var isAnswer: Bool {
    switch verdict {
    case .passed, .drain: true
    case .failed, .notMade: false
    }
  }

  fileprivate var isFailure: Bool {
    switch verdict {
    case .failed: true
    case .passed, .drain, .notMade: false
    }
  }
}
