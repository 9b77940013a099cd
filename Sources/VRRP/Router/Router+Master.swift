internal import Network

// MARK: - Master

extension Router.Master {
  /// Whether an advertisement may be sent out of turn now. The first is answered immediately, as RFC
  /// 9568 §6.4.3 wants; who forges thousands gets no thousands of multicasts back.
  /// Those who wait for an answer meanwhile get it when the next one may be sent.
  mutating func answers(every interval: Duration, at now: Instant) -> Bool {
    let pause = max(interval / 4, .milliseconds(5))
    if let last = answeredAt, now - last < pause {
      advertisesAt = min(advertisesAt, last + pause)
      return false
    }
    answeredAt = now
    return true
  }
}

extension Router {
  /// To Active (RFC 9568 §6.4.1 (135), §6.4.2 (330)): an advertisement first, so that the others
  /// stand back before the addresses move.
  mutating func becomeMaster(_ reason: TransitionReason, at now: Instant) -> [Effect] {
    let from = standing
    counters.becameMaster += 1
    retained = nil
    state = .master(
      Master(
        since: now, advertisesAt: now + settings.interval,
        announcements: Announcements(
          settings.announcements, interval: settings.interval, at: now)))
    var effects = [advertise(bid)]
    effects.append(.transition(from: from, to: .master, reason))
    effects.append(.announce(settings.held, rounds: settings.announcements.rounds))
    if neighbors.isEmpty, reason != .ownerStarted {
      effects += notice(.neverHeardAnybody, at: now)
    }
    return effects
  }

  mutating func advertise(_ priority: UInt8) -> Effect {
    counters.advertisementsSent += 1
    if priority == 0 { counters.priorityZeroSent += 1 }
    return .advertise(advertisement(priority: priority))
  }

  /// Adver_Timer, and the schedule of announcements.
  mutating func expire(_ master: Master, at now: Instant) -> [Effect] {
    var master = master
    var effects: [Effect] = []
    if master.advertisesAt <= now {
      effects.append(advertise(bid))
      // As long asleep as makes others take over: one may have been master, and clients know it.
      let lateness = now - master.advertisesAt
      if lateness >= settings.interval * 2 {
        effects += notice(.late(lateness), at: now)
        effects.append(.announce(settings.held, rounds: settings.announcements.rivalRounds))
      }
      let next = master.advertisesAt + settings.interval
      master.advertisesAt = next > now ? next : now + settings.interval
    }
    let rounds = master.announcements.due(settings.announcements, at: now)
    if rounds > 0 { effects.append(.announce(settings.held, rounds: rounds)) }
    state = .master(master)
    return effects
  }

  /// RFC 9568 §6.4.3.
  mutating func receive(
    _ advertisement: Advertisement, from sender: Address, isAuthenticated: Bool,
    as master: Master, at now: Instant
  ) -> [Effect] {
    if advertisement.priority == 0 {
      // "Send an ADVERTISEMENT, reset the Adver_Timer." The sender held the addresses until now,
      // and may have answered for them after they were announced.
      var master = master
      let isNews = master.rivalHeardAt.map { now - $0 > .seconds(1) } ?? true
      master.rivalHeardAt = now
      master.announcements.rivalHeard(
        settings.announcements, interval: settings.interval, at: now)
      let mayAnswer = master.answers(every: settings.interval, at: now)
      if mayAnswer { master.advertisesAt = now + settings.interval }
      state = .master(master)
      let rounds = settings.announcements.rivalRounds
      return (mayAnswer ? [advertise(bid)] : [])
        + (isNews ? [.announce(settings.held, rounds: rounds)] : [])
    }
    let interval = learned(advertisement, isAuthenticated: isAuthenticated)
    if advertisement.priority > bid {
      return yield(
        to: sender, every: interval, .higherPriority(advertisement.priority, sender), at: now)
    }
    // "… equal … and the primary IPvX address of the sender is greater than the local primary":
    // in network order, which is the order of the numbers.
    if advertisement.priority == bid, let source, sender > source {
      return yield(to: sender, every: interval, .tie(sender), at: now)
    }
    return answer(advertisement, from: sender, as: master, at: now)
  }

  private mutating func yield(
    to sender: Address, every interval: Duration, _ reason: TransitionReason, at now: Instant
  ) -> [Effect] {
    counters.yielded += 1
    var effects: [Effect] = []
    if settings.election.answersHigherPriority { effects.append(advertise(bid)) }
    if bid == 255 { effects += notice(.secondOwner(sender), at: now) }
    let backup = Backup(
      timer: .silence(since: now), masterInterval: interval, listeningUntil: now, master: sender)
    return effects + [stepBack(backup, reason)]
  }

  /// "Discard … and send an ADVERTISEMENT immediately to assert the state" (RFC 9568 §6.4.3 (745);
  /// RFC 3768 only discards, keepalived sends in both). Whoever listened to the other must learn
  /// anew where the addresses are.
  private mutating func answer(
    _ advertisement: Advertisement, from sender: Address, as master: Master, at now: Instant
  ) -> [Effect] {
    counters.rivalsHeard += 1
    var master = master
    let isNews = master.rivalHeardAt.map { now - $0 > .seconds(1) } ?? true
    // The one that was just taken over from says its last word: no split brain.
    let isFarewell = now - master.since < settings.interval
    master.rivalHeardAt = now
    master.announcements.rivalHeard(
      settings.announcements, interval: settings.interval, at: now)
    let mayAnswer =
      settings.election.answersLowerPriority && master.answers(every: settings.interval, at: now)
    state = .master(master)
    var effects = mayAnswer ? [advertise(bid)] : []
    if bid == 255, advertisement.priority == 255 {
      effects += notice(.secondOwner(sender), at: now)
    }
    if !isFarewell {
      effects += notice(.rival(sender, priority: advertisement.priority), at: now)
    }
    if isNews {
      effects.append(.rivalHeard(sender, isFarewell: isFarewell))
      effects.append(.announce(settings.held, rounds: settings.announcements.rivalRounds))
    }
    return effects
  }

  /// Another member of the group heard a rival: this one's addresses were doubled too.
  mutating func announceAgain(at now: Instant) -> [Effect] {
    guard case .master(var master) = state else { return [] }
    master.announcements.rivalHeard(
      settings.announcements, interval: settings.interval, at: now)
    state = .master(master)
    return [.announce(settings.held, rounds: settings.announcements.rivalRounds)]
  }

  mutating func yieldToGroup(at now: Instant) -> [Effect] {
    if case .leaving(let leaving) = state { return finish(leaving, .group, at: now) }
    guard case .master = state else { return [] }
    counters.yielded += 1
    let farewell = settings.election.answersHigherPriority ? [advertise(bid)] : []
    let backup = Backup(
      timer: .silence(since: now), masterInterval: settings.interval, listeningUntil: now)
    return farewell + [stepBack(backup, .group)]
  }

  /// A master gives way: a drained one stays out of the election again.
  private mutating func stepBack(_ backup: Backup, _ reason: TransitionReason) -> Effect {
    state = drain == nil ? .backup(backup) : .drained(Drained(watch: backup))
    return .transition(from: .master, to: standing, reason)
  }

  mutating func announce(_ address: Address) -> [Effect] {
    let restored = held.filter { $0.address == address }
    guard !restored.isEmpty else { return [] }
    return [.announce(restored, rounds: settings.announcements.rounds)]
  }
}
