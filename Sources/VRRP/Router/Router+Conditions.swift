internal import Network

// MARK: - What is received

extension Router {
  mutating func receive(
    _ advertisement: Advertisement, from sender: Address, isAuthenticated: Bool, at now: Instant
  ) -> [Effect] {
    if sender == source { return reject(.loop(sender), from: sender, at: now) }
    counters.advertisementsReceived += 1
    if advertisement.priority == 0 { counters.priorityZeroReceived += 1 }
    if bid == 255, settings.election.ownerIgnoresAdvertisements {
      return reject(.owner, from: sender, at: now)
    }
    var effects = compare(
      advertisement, from: sender, isAuthenticated: isAuthenticated, at: now)
    note(advertisement, from: sender, at: now)
    if advertisement.priority > 0, retained != nil { effects += hearMaster(sender, at: now) }
    switch state {
    case .initialize, .fault:
      counters.ignored += 1
      return effects
    case .drained(let drained):
      receive(
        advertisement, from: sender, isAuthenticated: isAuthenticated, as: drained, at: now)
      return effects
    case .backup(let backup):
      receive(
        advertisement, from: sender, isAuthenticated: isAuthenticated, as: backup, at: now)
      return effects
    case .master(let master):
      return effects
        + receive(
          advertisement, from: sender, isAuthenticated: isAuthenticated, as: master, at: now)
    case .leaving(let leaving):
      return effects
        + receive(
          advertisement, from: sender, isAuthenticated: isAuthenticated, as: leaving, at: now)
    }
  }

  /// Lists that differ are said and never a reason to drop: a reload reaches two directors one
  /// after the other (RFC 9568 §7.1: "MAY"; RFC 3768 drops, and both would be master).
  private mutating func compare(
    _ advertisement: Advertisement, from sender: Address, isAuthenticated: Bool, at now: Instant
  ) -> [Effect] {
    let theirs = advertisement.addresses
    let isSame = theirs == advertised
    if isSame, advertisement.interval == settings.interval { return [] }
    var effects: [Effect] = []
    let isKnown = neighbors[sender] != nil
    if !isSame, !(isKnown && settings.election.skipsKnownAddressList),
      case let ours = Set(advertised), Set(theirs) != ours
    {
      counters.addressListDiffered += 1
      let isOther = !theirs.isEmpty && !ours.isEmpty && ours.isDisjoint(with: theirs)
      effects += notice(
        isOther
          ? .otherRouter(settings.virtualRouter, from: sender, theirs: theirs)
          : .addressListDiffers(from: sender, theirs: theirs), at: now)
    }
    if advertisement.interval != settings.interval {
      counters.intervalDiffered += 1
      let isShortened = !isAuthenticated && advertisement.interval > longestLearned
      effects += notice(
        .intervalDiffers(
          from: sender, advertisement.interval, taken: isShortened ? longestLearned : nil),
        at: now)
    }
    return effects
  }

  private mutating func note(
    _ advertisement: Advertisement, from sender: Address, at now: Instant
  ) {
    if neighbors.count >= 16, neighbors[sender] == nil,
      let oldest = neighbors.min(by: { $0.value.heard < $1.value.heard })
    {
      neighbors[oldest.key] = nil
    }
    neighbors[sender] = Neighbor(
      priority: advertisement.priority, interval: advertisement.interval, heard: now)
  }

  /// "A discarded advertisement" changes a counter alone.
  mutating func reject(
    _ rejection: Rejection, from sender: Address?, at now: Instant
  ) -> [Effect] {
    let count = counters.rejected[rejection.cause, default: 0] + 1
    counters.rejected[rejection.cause] = count
    return notice(
      .rejected(rejection, router: settings.virtualRouter, from: sender, count: count), at: now)
  }

  mutating func expire(at now: Instant) -> [Effect] {
    let effects = letGoIfDue(at: now)
    return effects + expireState(at: now)
  }

  private mutating func expireState(at now: Instant) -> [Effect] {
    switch state {
    case .initialize, .fault: []
    case .backup(let backup): expire(backup, at: now)
    case .drained(let drained): expire(drained, at: now)
    case .master(let master): expire(master, at: now)
    case .leaving(let leaving): expire(leaving, at: now)
    }
  }
}

// MARK: - What changes round it

extension Router {
  mutating func follow(_ source: Address?, at now: Instant) -> [Effect] {
    guard source != self.source else { return [] }
    self.source = source
    guard case .master(var master) = state, source != nil else { return [] }
    master.advertisesAt = now + settings.interval
    state = .master(master)
    return [advertise(bid)]
  }

  mutating func follow(
    _ priority: UInt8, _ faults: Set<FaultReason>, at now: Instant
  ) -> [Effect] {
    var effects: [Effect] = []
    if priority != self.priority {
      self.priority = priority
      effects.append(.priorityChanged(priority))
    }
    switch state {
    case .initialize: return effects
    case .fault(var fault):
      guard !faults.isEmpty else { return effects + recover(at: now) }
      let isDecided = fault.reasons.isUndecided && !faults.isUndecided
      fault.reasons = faults
      state = .fault(fault)
      // Until now it was only not known.
      if isDecided {
        retained = nil
        effects.append(.transition(from: .fault, to: .fault, .faults(faults)))
      }
      return effects
    case .backup, .master, .drained, .leaving:
      return faults.isEmpty ? effects : effects + fail(faults, at: now)
    }
  }

  private mutating func recover(at now: Instant) -> [Effect] {
    if drain == .forced, retained != nil { return leave(to: .drained, .drain, at: now) }
    return drain == nil ? enterBackup(.recovered, at: now) : enterDrained(.recovered, at: now)
  }

  /// Addresses go at once: what is at fault may be what serves them.
  private mutating func fail(_ faults: Set<FaultReason>, at now: Instant) -> [Effect] {
    let from = standing
    var effects: [Effect] = []
    switch state {
    case .initialize, .fault: return []
    case .backup, .drained: break
    case .master: effects.append(advertise(0))
    case .leaving(let leaving):
      guard leaving.destination == .drained else {
        return finish(leaving, .faults(faults), at: now)
      }
    }
    retained = nil
    state = .fault(Fault(reasons: faults))
    return effects + [.transition(from: from, to: .fault, .faults(faults))]
  }

  /// A reload: the state stays; a master says at once what has changed.
  mutating func reconfigure(_ settings: Settings, at now: Instant) -> [Effect] {
    let old = self.settings
    let settings = settings.bounded
    self.settings = settings
    switch state {
    case .initialize, .fault: return []
    case .drained, .leaving: return settings.isGrouped ? [] : becomeMasterIfOverdue(at: now)
    case .backup(var backup):
      if settings.version == .two || backup.master == nil {
        backup.masterInterval = settings.interval
      }
      state = .backup(backup)
      return settings.isGrouped ? [] : becomeMasterIfOverdue(at: now)
    case .master(var master):
      guard settings != old else { return [] }
      if settings.announcements != old.announcements {
        master.announcements.reconfigure(settings.announcements, at: now)
      }
      master.advertisesAt = now + settings.interval
      state = .master(master)
      let known = Set(old.held.map(\.address))
      let added = settings.held.filter { !known.contains($0.address) }
      let announcement = Effect.announce(added, rounds: settings.announcements.rounds)
      return [advertise(bid)] + (added.isEmpty ? [] : [announcement])
    }
  }
}
