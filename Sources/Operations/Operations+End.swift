import Network

// The end: the virtual routers hand over first, then what is ours is cleared away. A second request ends
// at once.

extension Operations {
  /// How long the virtual routers have to hand over, and their hooks to be told: longer than any of
  /// them takes.
  private static var handover: Duration { .seconds(20) }
  /// How long the election has to give up its addresses at a second request.
  private static var releasing: Duration { .milliseconds(500) }
  /// How long the kernel has to remove what is ours.
  private static var clearing: Duration { .seconds(10) }

  mutating func began() -> [Order] {
    isElecting = true
    return []
  }

  /// Whoever is told of the end is: a hook that hangs is ended, and the next of its object begins.
  mutating func electionEnded(_ hasFailed: Bool, at now: Instant) -> [Order] {
    isElecting = false
    if let until = leavesUntil { leavesUntil = max(until, now + hookPatience) }
    if hasFailed { phase = .ended(status: 1) }
    return refuseDrain(.drainCutByElection) + [.hurryHooks]
  }

  mutating func end(at now: Instant) -> [Order] {
    switch phase {
    case .serving:
      let orders =
        [.beginEnding] + (trial.map { [.discardCandidate($0.file.path)] } ?? [])
        + refuseDrain(.drainCutByEnd)
      trial = nil
      guard isElecting else { return orders + clearAway(at: now) }
      phase = .leaving
      leavesUntil = now + Self.handover
      return orders + [.note(.handsOver), .handOver]
    case .leaving:
      // An address that stays behind would be held twice.
      leavesUntil = now + Self.releasing
      return [.release, .killHooks(false)]
    case .ending, .ended:
      phase = .ended(status: 0)
      return [.killHooks(true)]
    }
  }

  mutating func handedOver(at now: Instant) -> [Order] {
    phase == .leaving ? clearAway(at: now) : []
  }

  private mutating func clearAway(at now: Instant) -> [Order] {
    phase = .ending
    leavesUntil = nil
    clearsUntil = now + Self.clearing
    return [.clearAway]
  }

  mutating func edgesAreQuiet(_ tableIsSettled: Bool) -> [Order] {
    guard phase == .ending, tableIsSettled || clearsUntil == nil else { return [] }
    phase = .ended(status: 0)
    return [.finish]
  }

  mutating func fail() -> [Order] {
    phase = .ended(status: 1)
    return []
  }
}

/// How long hooks have to end once what they tell of has happened.
package let hookPatience = Duration.seconds(5)
