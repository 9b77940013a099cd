import Configuration
package import Health
package import IPVS
package import Network

/// All that there is to see at one moment.
package struct Snapshot: Hashable, Sendable {
  /// In the configuration's order.
  package var virtualServers: [VirtualServer]

  package struct VirtualServer: Hashable, Sendable {
    /// `tcp 192.0.2.1:80`, `group web (tcp)`.
    package var name: String
    package var services: [ServiceKey]
    package var settings: ServiceSettings
    /// How many real servers are up.
    package var serving: Int
    package var realServers: [RealServer]
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
    package var checks: [Check]
  }

  package struct Check: Hashable, Sendable {
    /// `TCP_CHECK`, …
    package var kind: String
    package var destination: Endpoint
    package var state: Health.Check.State
    /// How long it has been so.
    package var age: Duration
    /// How many failures in a row are forgiven.
    package var retries: Int
    package var last: Ending?
    /// From now to the next probe's start; negative where it is late.
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
      virtualServers: pools.map { pool in
        Snapshot.VirtualServer(
          name: pool.server.name.words, services: pool.keys, settings: pool.server.settings,
          serving: pool.serving,
          realServers: members[pool.members].map { realServer($0, at: now) })
      })
  }

  private func realServer(_ member: Member, at now: Instant) -> Snapshot.RealServer {
    Snapshot.RealServer(
      endpoint: member.server.endpoint, condition: member.condition, age: now - member.since,
      wanted: destination(member), configuredWeight: member.server.settings.weight,
      isAdopted: member.adoptedWeight != nil,
      checks: member.checks.compactMap { slots[$0].map { check($0, at: now) } })
  }

  private func check(_ slot: Slot, at now: Instant) -> Snapshot.Check {
    let check = slot.check
    return Snapshot.Check(
      kind: slot.definition.kind, destination: slot.definition.probe.path.destination,
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
