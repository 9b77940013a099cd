import Configuration
package import Health
import IPVS
import Network

extension Balancer {
  /// The deadline has come: wakes the checks that are due or nearly so, at most `startsPerTurn`.
  mutating func wakeChecks(at now: Instant) -> [Effect] {
    var effects = watchLateness(at: now)
    let most = effects.count + Self.startsPerTurn
    let horizon = now + Self.slack
    // One that is answered here may be due again within the slack.
    var answers = 0
    while effects.count < most, answers < Self.startsPerTurn, let entry = schedule.first,
      entry.instant <= horizon
    {
      guard slots.indices.contains(entry.place), slots[entry.place]?.check.due == entry.instant
      else {
        schedule.removeFirst()
        continue
      }
      if slots[entry.place]?.tracked != nil { answers += 1 }
      effects += wake(entry.place, at: now)
    }
    return effects
  }

  /// Wakes the check whose entry is the schedule's first.
  private mutating func wake(_ place: Int, at now: Instant) -> [Effect] {
    if let slot = slots[place], let end = rest(of: slot, at: now) {
      slots[place]?.check.rest(at: now)
      slots[place]?.check.hasten(to: end)
      if let due = slots[place]?.check.due { schedule.replaceFirst(by: place, at: due) }
      return []
    }
    let next = serial &+ 1
    guard let waking = slots[place]?.check.wake(serial: next, at: now), let slot = slots[place]
    else { return [] }
    schedule.replaceFirst(by: place, at: slot.check.due)
    let identifier = ProbeIdentifier(check: place, serial: next)
    switch waking {
    case .start:
      serial = next
      if let probe = slot.tracked {
        return probeEnded(identifier, probe.result(trackedSources[probe.source]), at: now)
      }
      probesStarted &+= 1
      probesSaved &+= UInt64(slot.watchers.count - 1)
      return [.startProbe(identifier, slot.definition.probe)]
    case .busy:
      return []
    case .lost(let serial):
      return [
        .cancelProbe(ProbeIdentifier(check: place, serial: serial)), .log(lostLine(slot)),
      ]
    }
  }

  /// Until when a check that is due is left out at the longest; nil: it is not.
  private func rest(of slot: Slot, at now: Instant) -> Instant? {
    isResting(slot) ? Instant(nanoseconds: .max) : wait(of: slot, at: now)
  }

  /// A check that has not been run for so long that its answers are worth nothing any more: said
  /// when it begins and when it is over.
  private mutating func watchLateness(at now: Instant) -> [Effect] {
    guard let first = schedule.first else { return [] }
    let isLate = now > first.instant + Check.grace && isDue(first)
    guard isLate != areChecksLate else { return [] }
    areChecksLate = isLate
    guard isLate else { return [.log(LogLine(.notice, "checks run in time again"))] }
    let late = (now - first.instant).words
    let text =
      "checks have not been run for \(late): this director is too busy, or was stopped; real servers "
      + "stay as they are until they are"
    return [.log(LogLine(.error, text))]
  }

  private func isDue(_ entry: Schedule.Entry) -> Bool {
    slots.indices.contains(entry.place) && slots[entry.place]?.check.due == entry.instant
  }

  // Every check comes through here at every interval: what nothing asks for is not even copied.
  mutating func probeEnded(
    _ identifier: ProbeIdentifier, _ answer: ProbeResult, at now: Instant
  ) -> [Effect] {
    let place = identifier.check
    guard slots.indices.contains(place), let due = slots[place]?.check.due,
      let result = slots[place]?.check.timing.judged(answer)
    else { return [] }
    let weight = slots[place]?.check.weight
    let former = result.verdict.isPassed ? nil : slots[place]?.check.last?.result.verdict
    guard let change = slots[place]?.check.probeEnded(identifier.serial, result, at: now) else {
      return []
    }
    if let next = slots[place]?.check.due, next != due { schedule.insert(place, at: next) }
    var effects = follow(change, of: place, result, after: former, at: now)
    if result.weight != nil, slots[place]?.check.weight != weight {
      effects += weighAnew(place, result, at: now)
    }
    guard change != .ignored else { return effects }
    if hasCanaries { effects += hearCanaries(of: place, at: now) }
    if inquires { effects += hearOthers(of: place, at: now) }
    if !movedWays.isEmpty { believeWays(to: place) }
    return effects
  }

  /// A failure that changes what the check says of the real server, or that passes, as `reverse` has
  /// it: it must be certain that the probe was made.
  package func isDecisive(_ failure: ProbeResult, of identifier: ProbeIdentifier) -> Bool {
    guard slots.indices.contains(identifier.check), let check = slots[identifier.check]?.check
    else { return false }
    return check.timing.judged(failure).verdict.isPassed || check.isServing
  }

  private mutating func follow(
    _ change: Check.Change, of place: Int, _ result: ProbeResult, after former: Verdict?,
    at now: Instant
  ) -> [Effect] {
    switch change {
    case .ignored, .doubted:
      return []
    case .unchanged:
      if result.verdict.isPassed {
        endAdoption(by: place)
        return []
      }
      let lines = slots[place].map { repeatedLines($0, result, after: former) } ?? []
      return lines + askAgain(place, result, at: now)
    case .forgiven(let failures):
      count(.failure, failures, result, of: place, at: now)
      return slots[place].map { forgivenLines($0, result, failures: failures) } ?? []
    case .notMade:
      count(.notMade, 1, result, of: place, at: now)
      return slots[place].map { notMadeLines($0, result, after: former) } ?? []
    case .rising(let successes):
      count(.success, successes, result, of: place, at: now)
      return slots[place].map { risingLines($0, result, successes: successes) } ?? []
    case .passed, .drained, .failed:
      guard let slot = slots[place] else { return [] }
      return slot.watchers.flatMap { index in
        let before = members[index]
        let effects = settle(index, because: .verdict(slot, result), at: now)
        let isBeside =
          effects.isEmpty && members[index].condition == before.condition
          && members[index].doubt == before.doubt && before.doubt == nil
        return isBeside ? besideLines(slot, index, result, at: now) : effects
      }
    }
  }

  /// A failure that is not acted on is looked at again with each further one.
  private mutating func askAgain(
    _ place: Int, _ result: ProbeResult, at now: Instant
  ) -> [Effect] {
    guard let slot = slots[place] else { return [] }
    return slot.watchers.filter { members[$0].doubt != nil }.flatMap {
      settle($0, because: .verdict(slot, result), at: now)
    }
  }

  private mutating func hearCanaries(of place: Int, at now: Instant) -> [Effect] {
    guard let slot = slots[place] else { return [] }
    return slot.watchers.filter { pools[members[$0].pool].isCanary }.flatMap {
      hearCanary(members[$0].pool, at: now)
    }
  }

  /// A check says something else of its real servers' weights.
  private mutating func weighAnew(
    _ place: Int, _ result: ProbeResult, at now: Instant
  ) -> [Effect] {
    guard let slot = slots[place] else { return [] }
    return slot.watchers.flatMap { index -> [Effect] in
      let pool = members[index].pool
      touch(index)
      return weightLines(slot, index, at: now)
        + weighQuorum(of: pool, because: .verdict(slot, result), at: now)
    }
  }

  /// A check of an adopted real server has passed: from now on its weight is the configured one.
  private mutating func endAdoption(by place: Int) {
    guard let watchers = slots[place]?.watchers else { return }
    for index in watchers where members[index].adoptedWeight != nil {
      members[index].adoptedWeight = nil
      touch(index)
    }
  }
}
