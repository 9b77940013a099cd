package import Network
package import VRRP

/// What following other settings would do to the instances and their addresses.
package struct Outlook: Hashable, Sendable {
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
  /// Addresses that this director would hold at once, and no longer.
  package var gained: [HeldAddress]
  package var lost: [HeldAddress]
}

extension Election {
  /// A copy follows the settings as this would; what it hands over counts as handed over.
  package func outlook(of settings: ElectionSettings, at now: Instant) -> Outlook {
    var trial = self
    _ = trial.handle(.configured(settings), at: now)
    trial.instances.removeAll(where: \.isRetired)
    let (before, after) = (held, trial.held)
    return Outlook(
      instances: changes(to: settings),
      gained: after.filter { !before.contains($0) },
      lost: before.filter { !after.contains($0) })
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
