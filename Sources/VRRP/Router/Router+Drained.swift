internal import Network

// MARK: - An operator's wish

extension Router {
  mutating func drain(_ wish: Drain, at now: Instant) -> [Effect] {
    if case .initialize = state { return [] }
    let wasLastResort = isLastResort
    drain = wish
    switch state {
    case .initialize, .fault: return []
    case .drained(var drained):
      drained.watch.timer = .silence(since: now)
      drained.watch.isOverdue = false
      state = .drained(drained)
      return []
    case .leaving(var leaving):
      leaving.isOverdue = false
      state = .leaving(leaving)
      return []
    case .master:
      return wasLastResort && wish == .unlessAlone ? [] : leave(to: .drained, .drain, at: now)
    case .backup(let backup): return enterDrained(.drain, hearing: backup, at: now)
    }
  }

  mutating func undrain(at now: Instant) -> [Effect] {
    let wasLastResort = isLastResort
    drain = nil
    switch state {
    case .initialize, .backup, .fault: return []
    case .master: return wasLastResort ? [advertise(bid)] : []
    case .drained: return enterBackup(.undrain, at: now)
    case .leaving(let leaving):
      guard leaving.destination == .drained else { return [] }
      guard let successor = leaving.successor else { return becomeMaster(.undrain, at: now) }
      let farewell = [advertise(0)] + finish(leaving, .relieved(successor), at: now)
      return farewell + enterBackup(.undrain, at: now)
    }
  }

  /// Out of elections; what was heard as a backup is still known.
  mutating func enterDrained(
    _ reason: TransitionReason, hearing backup: Backup? = nil, at now: Instant
  ) -> [Effect] {
    let from = standing
    state = .drained(
      Drained(
        watch: Backup(
          timer: .silence(since: now), masterInterval: backup?.masterInterval ?? settings.interval,
          listeningUntil: backup?.listeningUntil ?? now + settings.election.listening,
          master: backup?.master)))
    return [.transition(from: from, to: .drained, reason)]
  }
}

// MARK: - The last resort

extension Router {
  /// Anybody's advertisement says that somebody serves.
  mutating func receive(
    _ advertisement: Advertisement, from sender: Address, as drained: Drained, at now: Instant
  ) {
    var watch = drained.watch
    watch.listeningUntil = min(watch.listeningUntil, now)
    if advertisement.priority > 0 {
      watch.timer = .silence(since: now)
      watch.masterInterval = learned(advertisement)
      watch.master = sender
      watch.isOverdue = false
    } else if case .silence = watch.timer, watch.master == nil || watch.master == sender {
      // It may be drained too: then it is master again within the bound, unless another takes over.
      watch.timer = .released(now + handoverBound)
      watch.isOverdue = false
    }
    state = .drained(Drained(watch: watch))
  }

  /// Nobody else is there: service by a drained director is better than none.
  mutating func expire(_ drained: Drained, at now: Instant) -> [Effect] {
    let watch = drained.watch
    guard drain != .forced, !watch.isOverdue, now >= end(of: watch) else { return [] }
    guard settings.isGrouped else { return becomeMaster(lastResort(drained, at: now), at: now) }
    var waiting = drained
    waiting.watch.isOverdue = true
    state = .drained(waiting)
    return []
  }

  func lastResort(_ drained: Drained, at now: Instant) -> TransitionReason {
    switch drained.watch.timer {
    case .silence(let since), .owner(let since): .lastResort(now - since)
    case .released(let moment): .lastResort(now - moment + handoverBound)
    }
  }
}
