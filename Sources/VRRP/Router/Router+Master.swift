internal import Network

// MARK: - Master

extension Router.Master {
  /// Whether an advertisement may be sent out of turn now. The first is answered immediately, as RFC
  /// 9568 §6.4.3 wants; who forges thousands gets no thousands of multicasts back.
  mutating func answers(every interval: Duration, at now: Instant) -> Bool {
    if let last = answeredAt, now - last < max(interval / 4, .milliseconds(5)) { return false }
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
    var effects = [advertise(priority)]
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
      effects.append(advertise(priority))
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
      return (mayAnswer ? [advertise(priority)] : [])
        + (isNews ? [.announce(settings.held, rounds: rounds)] : [])
    }
    let interval = learned(advertisement, isAuthenticated: isAuthenticated)
    if advertisement.priority > priority {
      return yield(
        to: sender, every: interval, .higherPriority(advertisement.priority, sender), at: now)
    }
    // "… equal … and the primary IPvX address of the sender is greater than the local primary":
    // in network order, which is the order of the numbers.
    if advertisement.priority == priority, let source, sender > source {
      return yield(to: sender, every: interval, .tie(sender), at: now)
    }
    return answer(advertisement, from: sender, as: master, at: now)
  }

  private mutating func yield(
    to sender: Address, every interval: Duration, _ reason: TransitionReason, at now: Instant
  ) -> [Effect] {
    counters.yielded += 1
    var effects: [Effect] = []
    if settings.election.answersHigherPriority { effects.append(advertise(priority)) }
    if priority == 255 { effects += notice(.secondOwner(sender), at: now) }
    state = .backup(
      Backup(
        timer: .silence(since: now), masterInterval: interval, listeningUntil: now,
        master: sender))
    return effects + [.transition(from: .master, to: .backup, reason)]
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
    var effects = mayAnswer ? [advertise(priority)] : []
    if priority == 255, advertisement.priority == 255 {
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
    if case .leaving(let leaving) = state { return finish(leaving, .group) }
    guard case .master = state else { return [] }
    counters.yielded += 1
    let farewell = settings.election.answersHigherPriority ? [advertise(priority)] : []
    state = .backup(
      Backup(
        timer: .silence(since: now), masterInterval: settings.interval, listeningUntil: now))
    return farewell + [.transition(from: .master, to: .backup, .group)]
  }

  mutating func announce(_ address: Address) -> [Effect] {
    let restored = held.filter { $0.address == address }
    guard !restored.isEmpty else { return [] }
    return [.announce(restored, rounds: settings.announcements.rounds)]
  }
}

// MARK: - Leaving

extension Router {
  /// "Send an ADVERTISEMENT with Priority = 0" (RFC 9568 §6.4.3, Shutdown). The addresses stay until
  /// the next master has spoken: a client then sees no gap but the change itself.
  mutating func leave(
    to destination: Leaving.Destination, _ reason: TransitionReason, at now: Instant
  ) -> [Effect] {
    let from = standing
    retained = nil
    state = .leaving(Leaving(until: now + handoverBound, destination: destination))
    return [advertise(0), .transition(from: from, to: .leaving, reason)]
  }

  mutating func receive(
    _ advertisement: Advertisement, from sender: Address, as leaving: Leaving, at now: Instant
  ) -> [Effect] {
    guard advertisement.priority > 0, leaving.successor == nil else { return [] }
    var leaving = leaving
    leaving.successor = sender
    // It speaks before its addresses stand and are announced, which takes a busy one a moment.
    leaving.until = min(leaving.until, now + .milliseconds(5))
    state = .leaving(leaving)
    return []
  }

  /// The farewell is said again now that the addresses go: it may have been lost, and one that was
  /// master already never heard the first.
  mutating func expire(_ leaving: Leaving, at now: Instant) -> [Effect] {
    guard leaving.until <= now else { return [] }
    let reason = leaving.successor.map { TransitionReason.relieved($0) } ?? .unrelieved
    return [advertise(0)] + finish(leaving, reason)
  }

  mutating func finish(_ leaving: Leaving, _ reason: TransitionReason) -> [Effect] {
    switch leaving.destination {
    case .stopped:
      state = .initialize
      return [.transition(from: .leaving, to: .initialize, reason)]
    case .drained:
      state = .drained(Drained())
      return [.transition(from: .leaving, to: .drained, reason)]
    }
  }

  mutating func drain(at now: Instant) -> [Effect] {
    switch state {
    case .initialize, .drained, .leaving: return []
    case .master: return leave(to: .drained, .drain, at: now)
    case .backup where retained != nil: return leave(to: .drained, .drain, at: now)
    case .backup(let backup):
      state = .drained(Drained(master: backup.master))
      return [.transition(from: .backup, to: .drained, .drain)]
    case .fault(var fault):
      fault.isDrained = true
      state = .fault(fault)
      return []
    }
  }

  mutating func undrain(at now: Instant) -> [Effect] {
    switch state {
    case .initialize, .master, .backup: return []
    case .drained: return enterBackup(.undrain, at: now)
    case .leaving(let leaving):
      guard leaving.destination == .drained else { return [] }
      guard let successor = leaving.successor else { return becomeMaster(.undrain, at: now) }
      let farewell = [advertise(0)] + finish(leaving, .relieved(successor))
      return farewell + enterBackup(.undrain, at: now)
    case .fault(var fault):
      fault.isDrained = false
      state = .fault(fault)
      return []
    }
  }

  mutating func stop(at now: Instant) -> [Effect] {
    switch state {
    case .initialize: return []
    case .master: return leave(to: .stopped, .stop, at: now)
    case .backup where retained != nil: return leave(to: .stopped, .stop, at: now)
    case .leaving(var leaving):
      leaving.destination = .stopped
      state = .leaving(leaving)
      return []
    case .backup, .drained, .fault:
      let from = standing
      retained = nil
      state = .initialize
      return [.transition(from: from, to: .initialize, .stop)]
    }
  }
}
