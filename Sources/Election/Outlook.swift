package import Network
package import VRRP

/// What following other settings would do to the instances.
package struct Outlook: Sendable {
  package enum Change: Hashable, Sendable {
    case added
    case removed
    /// The same virtual router under other settings.
    case changed(from: InstanceSettings)
  }

  package struct Instance: Hashable, Sendable {
    package var settings: InstanceSettings
    package var change: Change
    /// It holds its addresses now.
    package var isMaster: Bool
  }

  package var instances: [Instance]
  /// What hooks would be told at once, and of those that go once they have let go.
  package var transitions: [Transition]
  /// How the election would stand, without those that have handed over.
  package var after: Election

  /// Those that would begin as backups.
  package var added: Set<InstanceSettings.Key> {
    Set(instances.filter { $0.change == .added }.map(\.settings.key))
  }
}

extension Election {
  /// No router takes more steps to its end.
  private static let steps = 16

  /// A copy follows the settings as this would, or begins with them; what it hands over counts as
  /// handed over.
  ///
  /// - Parameter interfaces: what would be told of those that count.
  package func outlook(
    of settings: ElectionSettings, interfaces: [String: Interface?] = [:], at now: Instant
  ) -> Outlook {
    var trial = self
    var effects: [Effect] = []
    for (name, interface) in interfaces.sorted(by: { $0.key < $1.key }) {
      effects += trial.handle(.interfaceChanged(name, interface), at: now)
    }
    effects += trial.handle(.configured(settings), at: now)
    if !isStarted { effects += trial.handle(.started(drained: false), at: now) }
    for index in trial.instances.indices where trial.instances[index].isRetired {
      effects += trial.finish(index, at: now)
    }
    trial.instances.removeAll(where: \.isRetired)
    trial.arrange()
    return Outlook(
      instances: changes(to: settings),
      transitions: effects.compactMap {
        if case .transition(let transition) = $0 { transition } else { nil }
      },
      after: trial)
  }

  /// Lets one that is no longer configured come to its end, as though a successor took its time.
  private mutating func finish(_ index: Int, at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    for _ in 0..<Self.steps {
      guard let deadline = instances[index].router.deadline else { break }
      var turn = Turn(now: max(now, deadline), wall: .zero)
      tell(index, .deadline, in: &turn)
      effects += turn.effects
    }
    return effects
  }

  private func changes(to settings: ElectionSettings) -> [Outlook.Instance] {
    let present = instances.filter { !$0.isRetired }
    let keys = Set(settings.instances.map(\.key))
    let removed = present.filter { !keys.contains($0.settings.key) }.map {
      Outlook.Instance(settings: $0.settings, change: .removed, isMaster: $0.holds)
    }
    return removed
      + settings.instances.compactMap { new in
        guard let old = present.first(where: { $0.settings.key == new.key }) else {
          return Outlook.Instance(settings: new, change: .added, isMaster: false)
        }
        guard old.settings != new else { return nil }
        return Outlook.Instance(
          settings: new, change: .changed(from: old.settings), isMaster: old.holds)
      }
  }
}

extension Instance {
  fileprivate var holds: Bool { !router.held.isEmpty }
}
