internal import Network

// MARK: - Initialize

extension Router {
  /// RFC 9568 §6.4.1, Startup.
  mutating func start(
    _ faults: Set<FaultReason>, drained: Bool, standing: Set<Address>, at now: Instant
  ) -> [Effect] {
    guard case .initialize = state else { return [] }
    quietUntil = now + settings.election.startupDelay
    if drained { drain = .unlessAlone }
    let left = standing.intersection(settings.held.map(\.address))
    guard left.isEmpty || priority == 255 else {
      return inherit(left, faults, drained: drained, at: now)
    }
    return begin(faults, drained: drained, at: now)
  }

  mutating func begin(_ faults: Set<FaultReason>, drained: Bool, at now: Instant) -> [Effect] {
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
    _ advertisement: Advertisement, from source: Address, isAuthenticated: Bool,
    as backup: Backup, at now: Instant
  ) {
    var backup = backup
    // Something was heard: the switch forwards.
    backup.listeningUntil = min(backup.listeningUntil, now)
    if advertisement.priority == 0 {
      // "Set the Active_Down_Timer to Skew_Time." From another than the master it means nothing to
      // this segment's VIP: a copy that comes late would else depose the successor.
      if backup.master == nil || backup.master == source {
        backup.timer = .released(now)
        backup.clearOverdue()
      }
    } else if counts(advertisement, in: &backup, at: now) {
      backup.timer = .silence(since: now)
      backup.masterInterval = learned(advertisement, isAuthenticated: isAuthenticated)
      backup.master = source
      backup.clearOverdue()
    }
    // "If Preempt_Mode is True and the priority is less than the local priority, discard": the
    // timer keeps running.
    state = .backup(backup)
  }

  /// "If Preempt_Mode is False, or if the Priority in the ADVERTISEMENT is greater than or equal to
  /// the local Priority." A running `preempt_delay` is as Preempt_Mode False, and so is the time
  /// after the addresses were handed over because somebody removes them.
  private func counts(
    _ advertisement: Advertisement, in backup: inout Backup, at now: Instant
  ) -> Bool {
    if advertisement.priority >= priority {
      backup.preemptsAt = nil
      return true
    }
    guard settings.election.preempts else { return true }
    let delay = settings.election.preemptDelay
    guard let end = backup.preemptsAt ?? (delay > .zero ? now + delay : nil) else { return false }
    backup.preemptsAt = end
    return now < end
  }

  /// Active_Adver_Interval: version 3 learns it, version 2 demands the same. A sender that proves
  /// nothing is believed up to `longestLearned` alone: one forged packet would else keep every backup
  /// waiting for two minutes.
  func learned(_ advertisement: Advertisement, isAuthenticated: Bool) -> Duration {
    switch settings.version {
    case .two: settings.interval
    // What is configured is always within the bounds.
    case .three where advertisement.interval == settings.interval: settings.interval
    case .three:
      min(
        max(advertisement.interval, .milliseconds(10)),
        isAuthenticated ? .seconds(41) : longestLearned)
    }
  }

  /// The longest interval that is learnt from a sender without authentication.
  var longestLearned: Duration { min(max(settings.interval * 10, .seconds(3)), .seconds(41)) }

  /// Active_Down_Timer fires.
  mutating func expire(_ backup: Backup, at now: Instant) -> [Effect] {
    if backup.isOverdue { return warn(backup, at: now) }
    let end = end(of: backup)
    guard now >= end else { return [] }
    var effects: [Effect] = []
    if now - end > max(backup.masterInterval, .milliseconds(50)) {
      effects += notice(.late(now - end), at: now)
    }
    if settings.isGrouped {
      var waiting = backup
      waiting.overdueSince = now
      waiting.warnsAt = now + max(backup.masterInterval * 3, .seconds(1))
      state = .backup(waiting)
      return effects
    }
    return effects + becomeMaster(reason(for: backup, at: now), at: now)
  }

  /// Half a partition: this member hears nobody, and another one still hears its master.
  private mutating func warn(_ backup: Backup, at now: Instant) -> [Effect] {
    guard let moment = backup.warnsAt, moment <= now, let since = backup.overdueSince else {
      return []
    }
    var backup = backup
    backup.warnsAt = now + .seconds(60)
    state = .backup(backup)
    let silence: Duration =
      if case .silence(let start) = backup.timer { now - start } else { now - since }
    return [.notice(.waitsForGroup(silence))]
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
