internal import Network

// MARK: - Initialize

extension Router {
  /// RFC 9568 §6.4.1, Startup.
  mutating func start(_ faults: Set<FaultReason>, drained: Bool, at now: Instant) -> [Effect] {
    guard case .initialize = state else { return [] }
    quietUntil = now + settings.election.startupDelay
    if drained { drain = .unlessAlone }
    if !faults.isEmpty {
      state = .fault(Fault(reasons: faults))
      return [.transition(from: .initialize, to: .fault, .faults(faults))]
    }
    return drained ? enterDrained(.drain, at: now) : enterBackup(.started, at: now)
  }

  /// To backup after a time in which nothing was heard; an owner goes on to master at once.
  mutating func enterBackup(_ reason: TransitionReason, at now: Instant) -> [Effect] {
    let from = standing
    let isOwner = priority == 255
    let backup = Backup(
      timer: isOwner ? .owner(now) : .silence(since: now), masterInterval: settings.interval,
      listeningUntil: now + settings.election.listening)
    if isOwner, !settings.isGrouped, quietUntil <= now {
      return becomeMaster(.ownerStarted, at: now)
    }
    state = .backup(backup)
    return [.transition(from: from, to: .backup, reason)]
  }
}

// MARK: - Backup

extension Router {
  /// RFC 9568 §6.4.2.
  mutating func receive(
    _ advertisement: Advertisement, from source: Address, as backup: Backup, at now: Instant
  ) -> [Effect] {
    var backup = backup
    // Something was heard: the switch forwards.
    backup.listeningUntil = min(backup.listeningUntil, now)
    if advertisement.priority == 0 {
      // "Set the Active_Down_Timer to Skew_Time." From another than the master it means nothing to
      // this segment's VIP: a copy that comes late would else depose the successor.
      if backup.master == nil || backup.master == source {
        backup.timer = .released(now)
        backup.isOverdue = false
      }
    } else if counts(advertisement, in: &backup, at: now) {
      backup.timer = .silence(since: now)
      backup.masterInterval = learned(advertisement)
      backup.master = source
      backup.isOverdue = false
    }
    // "If Preempt_Mode is True and the priority is less than the local priority, discard": the
    // timer keeps running.
    state = .backup(backup)
    return []
  }

  /// "If Preempt_Mode is False, or if the Priority in the ADVERTISEMENT is greater than or equal to
  /// the local Priority." A running `preempt_delay` is as Preempt_Mode False.
  private func counts(
    _ advertisement: Advertisement, in backup: inout Backup, at now: Instant
  ) -> Bool {
    if advertisement.priority >= priority {
      backup.preemptsAt = nil
      return true
    }
    guard settings.election.preempts else { return true }
    guard settings.election.preemptDelay > .zero else { return false }
    let end = backup.preemptsAt ?? now + settings.election.preemptDelay
    backup.preemptsAt = end
    return now < end
  }

  /// Active_Adver_Interval: version 3 learns it, version 2 demands the same.
  func learned(_ advertisement: Advertisement) -> Duration {
    switch settings.version {
    case .two: settings.interval
    case .three: min(max(advertisement.interval, .milliseconds(10)), .seconds(41))
    }
  }

  /// Active_Down_Timer fires.
  mutating func expire(_ backup: Backup, at now: Instant) -> [Effect] {
    let end = end(of: backup)
    guard !backup.isOverdue, now >= end else { return [] }
    var effects: [Effect] = []
    if now - end > max(backup.masterInterval, .milliseconds(50)) {
      effects += notice(.late(now - end), at: now)
    }
    if settings.isGrouped {
      var waiting = backup
      waiting.isOverdue = true
      state = .backup(waiting)
      return effects
    }
    return effects + becomeMaster(reason(for: backup, at: now), at: now)
  }

  mutating func becomeMasterIfOverdue(at now: Instant) -> [Effect] {
    switch state {
    case .backup(let backup) where backup.isOverdue:
      becomeMaster(reason(for: backup, at: now), at: now)
    case .drained(let drained) where drained.watch.isOverdue:
      becomeMaster(lastResort(drained, at: now), at: now)
    case .leaving(let leaving) where leaving.isOverdue: takeBack(at: now)
    case .initialize, .backup, .master, .leaving, .drained, .fault: []
    }
  }

  private func reason(for backup: Backup, at now: Instant) -> TransitionReason {
    switch backup.timer {
    case .owner: return .ownerStarted
    case .released: return .masterReleased(backup.master)
    case .silence(let since):
      let weaker = neighbors.values.contains {
        $0.priority > 0 && $0.priority < priority && $0.heard > since
          && now - $0.heard < $0.interval * 2
      }
      return weaker ? .preemption : .silence(now - since)
    }
  }
}
