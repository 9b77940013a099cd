import Configuration
package import Health
package import IPVS
package import Network

/// All that there is to see at one moment.
package struct Snapshot: Hashable, Sendable {
  /// In the configuration's order.
  package var virtualServers: [VirtualServer]
  package var canaries: [Canary]
  /// The interfaces and next hops through which unrelated real servers fail together.
  package var suspectWays: [SuspectWay]
  /// How many probes were started, and how many were not because another real server's check asks
  /// the same.
  package var probesStarted: UInt64
  package var probesSaved: UInt64

  package struct Canary: Hashable, Sendable {
    package var name: String
    /// How long it has been failing; nil: it is trusted.
    package var suspectFor: Duration?
    package var addresses: [RealServer]
  }

  package struct SuspectWay: Hashable, Sendable {
    package var way: Way
    /// How long they have been failing together.
    package var suspectFor: Duration
    /// For how long at most it will stay so.
    package var left: Duration
    package var failing: Int
    package var asked: Int
  }

  package struct VirtualServer: Hashable, Sendable {
    /// `tcp 192.0.2.1:80`, `group web (tcp)`.
    package var name: String
    package var services: [ServiceKey]
    package var settings: ServiceSettings
    /// How many real servers are up.
    package var serving: Int
    package var quorum: Quorum
    /// `panic_threshold`: all real servers serve, whatever their checks say.
    package var isPanicking: Bool
    /// `follow`: the instance of which this director is not master, so that it is not served here.
    package var awaits: String?
    package var realServers: [RealServer]
  }

  package struct Quorum: Hashable, Sendable {
    package var isMet: Bool
    /// How long it has been so.
    package var age: Duration
    package var quorum: UInt32
    package var hysteresis: UInt32
    /// What the real servers that serve come to.
    package var weight: Int
    package var sorryServer: Endpoint?
    /// What must stand of the sorry server; nil is that it must not be there.
    package var wanted: DestinationSettings?
  }

  package struct RealServer: Hashable, Sendable {
    package var endpoint: Endpoint
    package var condition: Condition
    /// How long it has been so.
    package var age: Duration
    /// What must stand in the table; nil is that it must not be there.
    package var wanted: DestinationSettings?
    /// The weight that the configuration gives it.
    package var configuredWeight: UInt32
    /// It stands as it was found in the kernel; no check of it has passed yet.
    package var isAdopted: Bool
    /// Why it is in maintenance, for how long, and by which name an operator put it there.
    package var maintenance: String?
    package var maintainedFor: Duration?
    package var maintenanceTarget: MaintenanceTarget?
    /// Why its failure is not acted on, in words.
    package var doubt: String?
    /// So many tenths of its weight, if it starts slowly.
    package var slowStart: Int?
    /// For how long it stays down though it passes.
    package var heldFor: Duration?
    package var checks: [Check]
  }

  package struct Check: Hashable, Sendable {
    /// `TCP_CHECK`, …
    package var kind: String
    /// What it probes, in words: `10.0.0.2:80`.
    package var target: String
    package var state: Health.Check.State
    /// How long it has been so.
    package var age: Duration
    /// How many failures in a row are forgiven.
    package var retries: Int
    package var last: Ending?
    /// From now to the next probe's start; negative if it is late.
    package var next: Duration
    package var isUnderWay: Bool
    /// The check is not being run: its probe should long have started or ended.
    package var isOverdue: Bool

    /// How a probe ended.
    package struct Ending: Hashable, Sendable {
      package var verdict: Verdict
      /// In words, in one line: `passed (HTTP 200, 1.2 ms)`, `failed: connection refused`.
      package var words: String
      /// How long the probe took.
      package var duration: Duration
      /// How long ago it ended.
      package var age: Duration
    }
  }
}

extension Condition {
  /// For an operator: `starting`, `up`, `down`.
  package var words: String {
    switch self {
    case .starting: "starting"
    case .up: "up"
    case .draining: "draining"
    case .down: "down"
    }
  }
}

extension Health.Check.State {
  /// For an operator: `pending`, `passing`, `passing, 2 failures forgiven`, `failed, 1 success`.
  package var words: String {
    switch self {
    case .pending: "pending"
    case .passing(failures: 0): "passing"
    case .passing(let failures): "passing, \(failures.of("failure")) forgiven"
    case .draining(failures: 0): "draining"
    case .draining(let failures): "draining, \(failures.of("failure")) forgiven"
    case .failed(successes: 0): "failed"
    case .failed(let successes):
      "failed, \(successes == 1 ? "1 success" : "\(successes) successes")"
    }
  }
}

extension Balancer {
  package func snapshot(at now: Instant) -> Snapshot {
    Snapshot(
      virtualServers: pools.filter { !$0.isCanary }.map { pool in
        virtualServer(pool, members[pool.members].map { realServer($0, at: now) }, at: now)
      },
      canaries: pools.filter(\.isCanary).map { pool in
        Snapshot.Canary(
          name: pool.server.name.words, suspectFor: pool.trust.suspectSince.map { now - $0 },
          addresses: members[pool.members].map { realServer($0, at: now) })
      }, suspectWays: suspectWays(at: now), probesStarted: probesStarted,
      probesSaved: probesSaved)
  }

  private func suspectWays(at now: Instant) -> [Snapshot.SuspectWay] {
    companies.compactMap { way, company in
      guard let inquiry = company.inquiry, let since = inquiry.suspectSince else { return nil }
      return Snapshot.SuspectWay(
        way: way, suspectFor: now - since, left: inquiry.until - now, failing: inquiry.failing,
        asked: inquiry.answers.count)
    }.sorted { $0.way.description < $1.way.description }
  }

  func virtualServer(
    _ pool: Pool, _ realServers: [Snapshot.RealServer], at now: Instant
  ) -> Snapshot.VirtualServer {
    Snapshot.VirtualServer(
      name: pool.server.name.words, services: pool.keys, settings: pool.server.settings,
      serving: pool.serving, quorum: quorum(of: pool, at: now), isPanicking: pool.isPanicking,
      awaits: situation.keepsOut(pool.server) ? pool.server.follows : nil,
      realServers: realServers)
  }

  private func quorum(of pool: Pool, at now: Instant) -> Snapshot.Quorum {
    Snapshot.Quorum(
      isMet: pool.hasQuorum, age: now - pool.since, quorum: pool.server.quorum.quorum,
      hysteresis: pool.server.quorum.hysteresis, weight: weight(of: pool),
      sorryServer: pool.server.sorryServer?.endpoint, wanted: sorryDestination(of: pool))
  }

  func realServer(_ member: Member, at now: Instant) -> Snapshot.RealServer {
    Snapshot.RealServer(
      endpoint: member.server.endpoint, condition: member.condition, age: now - member.since,
      wanted: situation.keepsOut(pools[member.pool].server) ? nil : destination(member),
      configuredWeight: member.server.settings.weight,
      isAdopted: member.adoptedWeight != nil, maintenance: member.maintenance?.reason,
      maintainedFor: member.maintenance.map { now - $0.since },
      maintenanceTarget: member.maintenance?.target,
      doubt: member.doubt?.words, slowStart: member.ramp?.step,
      heldFor: member.condition == .down
        ? member.flaps.heldUntil.flatMap { $0 > now ? $0 - now : nil } : nil,
      checks: member.checks.compactMap { slots[$0].map { check($0, at: now) } })
  }

  func check(_ slot: Slot, at now: Instant) -> Snapshot.Check {
    let check = slot.check
    return Snapshot.Check(
      kind: slot.definition.kind, target: slot.definition.probe.target.printable,
      state: check.state, age: now - check.since, retries: check.timing.retries,
      last: check.last.map {
        Snapshot.Check.Ending(
          verdict: $0.result.verdict, words: $0.result.words, duration: $0.result.duration,
          age: now - $0.instant)
      },
      next: check.due - now, isUnderWay: check.flight != nil,
      isOverdue: check.isOverdue(at: now))
  }
}
