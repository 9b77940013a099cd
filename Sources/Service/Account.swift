import Configuration
package import Health
package import Network

/// Why a real server of a virtual server is in or out, with all that tells of it.
package struct Account: Sendable {
  /// The virtual server, with this real server alone.
  package var virtualServer: Snapshot.VirtualServer
  package var realServer: Snapshot.RealServer
  /// Where it stands or would stand: `tcp 192.0.2.1:80`, `the 4 services of group web`.
  package var place: String
  package var answer: Answer
  /// In the order of its checks.
  package var checks: [Check]
  /// Its own entries and those of its virtual server and its canary, oldest first.
  package var timeline: [Timeline.Entry]
  package var forgotten: Int
  /// The probe that made its state what it is.
  package var evidence: Evidence?

  /// Whether it gets connections, and why.
  package struct Answer: Hashable, Sendable {
    package enum Standing: Hashable, Sendable {
      case serving(weight: UInt32)
      /// Weight 0: it keeps the connections that it has.
      case keeping
      case out
    }

    package var standing: Standing
    /// nil: since a time that is not known any more.
    package var since: Instant?
    /// After "because".
    package var reason: String
    /// What is to be added: how it comes back, what else is to be known.
    package var outlook: [String] = []
  }

  package struct Check: Sendable {
    package var check: Snapshot.Check
    /// What its definition and its counts say: `1 of 3 passes in a row`.
    package var standing: String
    /// What it says of the weight: `50 % of the weight`.
    package var weight: String?
    package var probe: Probe
    package var last: ProbeResult?
  }
}

extension Balancer {
  /// What is to be told of every real server that the target names.
  package func accounts(of target: MaintenanceTarget, at now: Instant) -> [Account] {
    members.indices.filter {
      !pools[members[$0].pool].isCanary && target.includes(members[$0].server.endpoint)
    }.map { account(of: $0, at: now) }
  }

  /// Real servers whose endpoints are like the one that nobody has, the likest first.
  package func endpoints(near target: MaintenanceTarget) -> [Endpoint] {
    let all = Set(members.lazy.filter { !pools[$0.pool].isCanary }.map(\.server.endpoint))
    let sameAddress = all.filter { $0.address == target.address }.sorted()
    let samePort = all.filter { $0.address != target.address && $0.port == target.port ?? $0.port }
    let text = Array(target.address.description.utf8)
    let near = samePort.map { endpoint in
      (zip(text, endpoint.address.description.utf8).prefix { $0 == $1 }.count, endpoint)
    }.filter { $0.0 * 2 > text.count }.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.1)
    return Array((sameAddress + near).prefix(5))
  }

  private func account(of index: Int, at now: Instant) -> Account {
    let member = members[index]
    let pool = pools[member.pool]
    let server = realServer(member, at: now)
    let canary = pool.canary.map { pools[$0].timeline.entries } ?? []
    let entries = (member.timeline.entries + pool.timeline.entries + canary).enumerated()
      .sorted { ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset) }
      .map(\.element)
    return Account(
      virtualServer: virtualServer(pool, [server], at: now), realServer: server,
      place: pool.place, answer: answer(of: member, at: now),
      checks: member.checks.compactMap { slots[$0].map { account(of: $0, at: now) } },
      timeline: entries.suffix(Timeline.longest),
      forgotten: member.timeline.forgotten + max(0, entries.count - Timeline.longest),
      evidence: member.timeline.evidence)
  }

  private func account(of slot: Slot, at now: Instant) -> Account.Check {
    Account.Check(
      check: check(slot, at: now), standing: slot.standing, weight: slot.check.weight?.words,
      probe: slot.definition.probe, last: slot.check.last?.result)
  }
}

extension Slot {
  /// Where its counts stand, and what they must come to.
  fileprivate var standing: String {
    let timing = definition.timing
    let limit = timing.retries + 1
    let failures = limit == 1 ? "1 failure fails it" : "\(limit) failures in a row fail it"
    let passes =
      timing.successes == 1
      ? "1 pass brings it back" : "\(timing.successes) passes in a row bring it back"
    switch check.state {
    case .pending: return "waits for its first answer"
    case .passing(let count), .draining(let count):
      let verb = check.isPassing ? "passes" : "asks to be drained"
      return "\(verb); \(failures)" + (count > 0 ? ", \(count) so far" : "")
    case .failed(let count): return "fails; \(passes)" + (count > 0 ? ", \(count) so far" : "")
    }
  }
}

extension WeightContribution {
  /// `weight 5`, `50 % of the weight`, `3 less than the weight`
  var words: String {
    switch self {
    case .absolute(let weight): "weight \(weight)"
    case .percentage(let percent): "\(percent) % of the weight"
    case .delta(let change) where change < 0: "\(change.magnitude) less than the weight"
    case .delta(let change): "\(change) more than the weight"
    }
  }
}
