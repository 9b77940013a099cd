package import Configuration
package import IPVS
package import Network

/// What following another configuration would do; nothing of it is done.
package struct Prospect: Hashable, Sendable {
  /// The commands that would be sent at once.
  package var atOnce: [Command]
  /// Those that would follow if the first checks of every new real server passed.
  package var afterChecks: [Command]
  /// Checks as `TCP_CHECK of 10.0.0.2:80`.
  package var started: [String]
  package var stopped: [String]
  /// How many checks go on, with their state.
  package var kept: Int
  /// Those that would run at once.
  package var hooks: [HookRequest]
}

extension Balancer {
  /// A copy follows the configuration as this would: there is no second way to decide.
  ///
  /// - Parameter kernel: the table that stands.
  package func prospect(
    of configuration: DirectorConfiguration, kernel: Table, at now: Instant
  ) -> Prospect {
    var trial = self
    let effects = trial.handle(.configured(configuration, kernel: kernel), at: now)
    let ours = Table(kernel.services.filter { trial.owned.contains($0.key) })
    let next = trial.wanted
    let places = Set(slots.indices).union(trial.slots.indices).sorted()
    let pairs = places.map { (slot(at: $0), trial.slot(at: $0)) }
    return Prospect(
      atOnce: ours.changes(to: next), afterChecks: next.changes(to: trial.proven.wanted),
      started: pairs.compactMap { $0 == nil ? $1?.words : nil },
      stopped: pairs.compactMap { $1 == nil ? $0?.words : nil },
      kept: pairs.count { $0 != nil && $1 != nil },
      hooks: effects.compactMap { if case .runHook(let hook) = $0 { hook } else { nil } })
  }

  private func slot(at place: Int) -> Slot? { slots.indices.contains(place) ? slots[place] : nil }

  /// What must stand of all that is ours.
  private var wanted: Table {
    Table(
      Dictionary(
        uniqueKeysWithValues: owned.compactMap { key in desired(key).map { (key, $0) } }))
  }

  /// The same once everybody's first checks have passed.
  private var proven: Balancer {
    var proven = self
    for index in members.indices where members[index].condition == .starting {
      proven.members[index].condition = .up
      guard members[index].maintenance == nil else { continue }
      proven.pools[members[index].pool].serving += 1
    }
    return proven
  }
}
