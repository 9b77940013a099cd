package import VRRP

/// How an instance or a group stands.
package struct ObjectStanding: Hashable, Sendable {
  package var object: Transition.Object
  package var standing: Router.Standing
  /// Of an instance; a group's is 0, as keepalived has it.
  package var priority: UInt8

  package init(object: Transition.Object, standing: Router.Standing, priority: UInt8) {
    self.object = object
    self.standing = standing
    self.priority = priority
  }

  /// Whether it holds its addresses.
  package var isHolding: Bool {
    switch standing {
    case .master, .leaving: true
    case .initialize, .backup, .drained, .fault: false
    }
  }
}

extension Election {
  /// All that are configured, instances first, in the file's order.
  package var objectStandings: [ObjectStanding] {
    instances.filter { !$0.isRetired }.map {
      ObjectStanding(
        object: .instance($0.settings.name), standing: $0.router.standing,
        priority: $0.router.priority)
    }
      + zip(settings.groups, groupStandings).map {
        ObjectStanding(object: .group($0.name), standing: $1.standing, priority: 0)
      }
  }
}
