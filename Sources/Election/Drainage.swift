package import Network
internal import VRRP

/// What has come of a drain.
package struct DrainOutcome: Hashable, Sendable {
  /// What became of the addresses of an instance that was master.
  package enum Fate: Hashable, Sendable {
    case takenOver(by: Address, after: Duration)
    /// Another member of its sync group was taken over.
    case withGroup
    /// Nobody has taken over, and they stay here.
    case kept
    /// They stay here, as the last resort of a director that was drained before.
    case lastResort
    /// Nobody has taken over, and they are gone: the drain was forced.
    case released
    /// A fault took them away meanwhile.
    case lost
  }

  package struct HandOver: Hashable, Sendable {
    package var instance: String
    package var fate: Fate

    package init(_ instance: String, _ fate: Fate) {
      self.instance = instance
      self.fate = fate
    }
  }

  /// Whether this director stays out of elections from now on.
  package var isDrained: Bool
  /// Those that held nothing are missing.
  package var handOvers: [HandOver]

  package init(isDrained: Bool, handOvers: [HandOver]) {
    self.isDrained = isDrained
    self.handOvers = handOvers
  }
}

/// A drain that waits for the next masters.
struct Drainage: Hashable, Sendable {
  let begun: Instant
  private(set) var handOvers: [DrainOutcome.HandOver] = []

  init(begun: Instant) { self.begun = begun }

  /// An instance is no longer leaving.
  mutating func note(
    _ instance: String, _ reason: Router.TransitionReason, _ router: Router, at now: Instant
  ) {
    let fate: DrainOutcome.Fate? =
      switch reason {
      case .relieved(let successor):
        .takenOver(
          by: successor, after: (router.neighbors[successor]?.heard ?? now) - begun)
      case .unrelieved: router.standing == .master ? .kept : .released
      case .group: .withGroup
      case .faults: .lost
      case .started, .ownerStarted, .silence, .masterReleased, .preemption, .higherPriority, .tie,
        .recovered, .drain, .undrain, .stop, .lastResort:
        nil
      }
    if let fate { handOvers.append(DrainOutcome.HandOver(instance, fate)) }
  }
}

extension Election {
  mutating func drain(isForced: Bool, in turn: inout Turn) {
    drain = isForced ? .forced : .unlessAlone
    drainage = drainage ?? Drainage(begun: turn.now)
    tell(.drainRequested(isForced: isForced), in: &turn)
  }

  mutating func undrain(in turn: inout Turn) {
    drain = nil
    drainage = nil
    finishHalfLeft(in: &turn)
    tell(.undrainRequested, in: &turn)
  }

  /// Says what has come of a drain once nobody is waited for. One that leaves an instance master is
  /// undone as a whole, so that the operator finds everything as it was.
  mutating func endDrain(in turn: inout Turn) {
    guard let drainage, !instances.contains(where: \.router.isHandingOver) else { return }
    self.drainage = nil
    var handOvers = drainage.handOvers
    if handOvers.contains(where: { $0.fate == .kept }) {
      drain = nil
      tell(.undrainRequested, in: &turn)
    }
    for instance in instances where instance.router.isLastResort {
      handOvers.append(DrainOutcome.HandOver(instance.settings.name, .lastResort))
    }
    turn.effects.append(.drainEnded(DrainOutcome(isDrained: isDrained, handOvers: handOvers)))
  }
}
