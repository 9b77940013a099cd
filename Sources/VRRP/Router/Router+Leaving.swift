internal import Network

// MARK: - Leaving

extension Router {
  /// "Send an ADVERTISEMENT with Priority = 0" (RFC 9568 §6.4.3, Shutdown). The addresses stay until
  /// the next master has spoken: a client then sees no gap but the change itself.
  mutating func leave(
    to destination: Leaving.Destination, _ reason: TransitionReason, at now: Instant
  ) -> [Effect] {
    let from = standing
    state = .leaving(
      Leaving(
        until: now + handoverBound, destination: destination, masterInterval: settings.interval))
    return [advertise(0), .transition(from: from, to: .leaving, reason)]
  }

  mutating func receive(
    _ advertisement: Advertisement, from sender: Address, as leaving: Leaving, at now: Instant
  ) -> [Effect] {
    guard advertisement.priority > 0, leaving.successor == nil else { return [] }
    var leaving = leaving
    leaving.successor = sender
    leaving.masterInterval = learned(advertisement)
    leaving.isOverdue = false
    // It speaks before its addresses stand and are announced, which takes a busy one a moment.
    leaving.until = now + .milliseconds(5)
    state = .leaving(leaving)
    return []
  }

  /// The farewell is said again now that the addresses go: it may have been lost, and one that was
  /// master already never heard the first.
  mutating func expire(_ leaving: Leaving, at now: Instant) -> [Effect] {
    guard !leaving.isOverdue, leaving.until <= now else { return [] }
    if let successor = leaving.successor {
      return [advertise(0)] + finish(leaving, .relieved(successor), at: now)
    }
    guard leaving.destination == .drained, drain != .forced else {
      return [advertise(0)] + finish(leaving, .unrelieved, at: now)
    }
    guard settings.isGrouped else { return takeBack(at: now) }
    var waiting = leaving
    waiting.isOverdue = true
    state = .leaving(waiting)
    return []
  }

  /// Nobody has taken over: a drain that leaves the service to nobody is none.
  mutating func takeBack(at now: Instant) -> [Effect] {
    drain = nil
    return becomeMaster(.unrelieved, at: now)
  }

  mutating func finish(
    _ leaving: Leaving, _ reason: TransitionReason, at now: Instant
  ) -> [Effect] {
    switch leaving.destination {
    case .stopped:
      state = .initialize
      return [.transition(from: .leaving, to: .initialize, reason)]
    case .drained:
      let watch = Backup(
        timer: .silence(since: now), masterInterval: leaving.masterInterval, listeningUntil: now,
        master: leaving.successor)
      state = .drained(Drained(watch: watch))
      return [.transition(from: .leaving, to: .drained, reason)]
    }
  }

  mutating func stop(at now: Instant) -> [Effect] {
    switch state {
    case .initialize: return []
    case .master: return leave(to: .stopped, .stop, at: now)
    case .leaving(var leaving):
      leaving.destination = .stopped
      leaving.isOverdue = false
      state = .leaving(leaving)
      return []
    case .backup, .drained, .fault:
      let from = standing
      state = .initialize
      return [.transition(from: from, to: .initialize, .stop)]
    }
  }
}
