import Control
import Election
import Network
import System
import VRRP

/// What the instances have been through.
struct ElectionRecord {
  private struct Entry {
    var since: Instant
    var transitions: Int
  }

  private var entries: [String: Entry] = [:]
  private var calendar = Calendar()

  mutating func note(_ transition: Transition, at now: Instant) {
    guard case .instance(let name) = transition.object else { return }
    let count = entries[name]?.transitions ?? 0
    entries[name] = Entry(since: now, transitions: count + 1)
  }

  /// After a reload: what is the same virtual router keeps its past under another name.
  mutating func follow(_ new: [InstanceSettings], from old: [InstanceSettings]) {
    let names = Dictionary(old.map { ($0.key, $0.name) }) { first, _ in first }
    var kept: [String: Entry] = [:]
    for instance in new { kept[instance.name] = names[instance.key].flatMap { entries[$0] } }
    entries = kept
  }

  mutating func status(of instance: Instance, at now: Instant) -> InstanceStatus {
    let router = instance.router
    let entry = entries[instance.settings.name]
    return InstanceStatus(
      name: instance.settings.name, interface: instance.settings.interface,
      family: "\(router.settings.family)", virtualRouter: Int(router.settings.virtualRouter),
      version: Int(router.settings.version.rawValue), state: router.standing.status,
      since: entry.map { calendar.seconds(of: $0.since) },
      reason: reason(of: instance, at: now), configuredPriority: Int(router.settings.priority),
      effectivePriority: Int(router.priority), master: master(of: router, at: now),
      held: router.held.map(\.address.description), transitions: entry?.transitions ?? 0,
      advertisementsSent: router.counters.advertisementsSent,
      advertisementsReceived: router.counters.advertisementsReceived,
      dropped: router.counters.rejected.named, differing: router.counters.differing,
      neighbors: neighbors(of: instance, at: now))
  }

  private func neighbors(of instance: Instance, at now: Instant) -> [InstanceStatus.Neighbor] {
    instance.router.neighbors.sorted { $0.key < $1.key }.map { address, neighbor in
      let forms = instance.carrier.checksumForms[address] ?? [:]
      return InstanceStatus.Neighbor(
        address: address.description, priority: Int(neighbor.priority),
        interval: neighbor.interval.inSeconds, age: (now - neighbor.heard).inSeconds,
        checksums: [String: Int](uniqueKeysWithValues: forms.map { ("\($0.key)", $0.value) }))
    }
  }

  /// What it is and why, with what its trackers add or take.
  private func reason(of instance: Instance, at now: Instant) -> String {
    let reason = instance.router.explanation(at: now)
    let verdict = instance.verdict
    guard !verdict.contributions.isEmpty, verdict.faults.isEmpty else { return reason }
    return reason + "; " + verdict.explanation
  }

  private func master(of router: Router, at now: Instant) -> InstanceStatus.Master? {
    let address: Address?
    switch router.state {
    case .backup(let backup): address = backup.master
    case .drained(let drained): address = drained.master
    case .initialize, .master, .leaving, .fault: address = nil
    }
    return address.flatMap { address in
      router.neighbors[address].map {
        InstanceStatus.Master(
          address: address.description, priority: Int($0.priority),
          age: (now - $0.heard).inSeconds)
      }
    }
  }
}

extension ElectionLoop {
  func report(at now: Instant) -> ElectionStatus {
    ElectionStatus(
      drained: election.isDrained, loop: loop.status,
      instances: election.instances.map { record.status(of: $0, at: now) },
      groups: plan.settings.groups.map { GroupStatus(name: $0.name, members: $0.members) },
      restorations: keeping.restorations + silencing.restorations,
      refusals: refusals, strays: election.strays.named)
  }

  /// What the kernel refuses, in words.
  var refusals: [String] { keeping.refusals + links.refusals + silencing.refusals }
}

extension Router.Standing {
  fileprivate var status: InstanceStatus.State {
    switch self {
    case .initialize: .initialize
    case .backup: .backup
    case .master: .master
    case .leaving: .leaving
    case .drained: .drained
    case .fault: .fault
    }
  }
}

extension Router.Counters {
  fileprivate var differing: [String: Int] {
    ["addresses": addressListDiffered, "interval": intervalDiffered].filter { $0.value > 0 }
  }
}

extension [Rejection.Cause: Int] {
  fileprivate var named: [String: Int] {
    [String: Int](uniqueKeysWithValues: map { ($0.key.rawValue, $0.value) })
  }
}
