import Configuration
import Health
import IPVS
import Network

extension Balancer {
  /// The deadline has come: wakes the checks that are due or nearly so, at most `startsPerTurn`.
  mutating func wakeChecks(at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    let horizon = now + Self.slack
    while effects.count < Self.startsPerTurn, let entry = schedule.first,
      entry.instant <= horizon
    {
      guard slots.indices.contains(entry.place), slots[entry.place]?.check.due == entry.instant
      else {
        schedule.removeFirst()
        continue
      }
      guard let effect = wake(entry.place, at: now) else { continue }
      effects.append(effect)
      if case .cancelProbe = effect, let slot = slots[entry.place] {
        effects.append(.log(lostLine(slot)))
      }
    }
    return effects
  }

  /// Wakes the check whose entry is the schedule's first.
  private mutating func wake(_ place: Int, at now: Instant) -> Effect? {
    if let slot = slots[place], isResting(slot) {
      slots[place]?.check.rest(at: now)
      if let due = slots[place]?.check.due { schedule.replaceFirst(by: place, at: due) }
      return nil
    }
    let next = serial &+ 1
    guard let waking = slots[place]?.check.wake(serial: next, at: now),
      let due = slots[place]?.check.due
    else { return nil }
    schedule.replaceFirst(by: place, at: due)
    switch waking {
    case .start:
      serial = next
      return slots[place].map {
        .startProbe(ProbeIdentifier(check: place, serial: next), $0.definition.probe)
      }
    case .busy:
      return nil
    case .lost(let serial):
      return .cancelProbe(ProbeIdentifier(check: place, serial: serial))
    }
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
    if result.weight != nil, slots[place]?.check.weight != weight {
      return follow(change, of: place, result, after: former, at: now) + weighAnew(place)
    }
    return follow(change, of: place, result, after: former, at: now)
  }

  private mutating func follow(
    _ change: Check.Change, of place: Int, _ result: ProbeResult, after former: Verdict?,
    at now: Instant
  ) -> [Effect] {
    switch change {
    case .ignored:
      return []
    case .unchanged:
      if result.verdict.isPassed {
        endAdoption(by: place)
        return []
      }
      return slots[place].map { repeatedLines($0, result, after: former) } ?? []
    case .forgiven(let failures):
      return slots[place].map { forgivenLines($0, result, failures: failures) } ?? []
    case .notMade:
      return slots[place].map { notMadeLines($0, result, after: former) } ?? []
    case .rising(let successes):
      return slots[place].map { risingLines($0, result, successes: successes) } ?? []
    case .passed, .drained, .failed:
      guard let slot = slots[place] else { return [] }
      let effects = settle(slot.member, because: .verdict(slot, result), at: now)
      return effects.isEmpty ? besideLines(slot, result) : effects
    }
  }

  /// A check says something else of its real server's weight.
  private mutating func weighAnew(_ place: Int) -> [Effect] {
    guard let slot = slots[place] else { return [] }
    touched.formUnion(pools[members[slot.member].pool].keys)
    return weightLines(slot)
  }

  /// A check of an adopted real server has passed: from now on its weight is the configured one.
  private mutating func endAdoption(by place: Int) {
    guard let index = slots[place]?.member, members[index].adoptedWeight != nil else { return }
    members[index].adoptedWeight = nil
    touched.formUnion(pools[members[index].pool].keys)
  }

  /// Makes a real server's condition what its checks say.
  mutating func settle(_ index: Int, because cause: Cause, at now: Instant) -> [Effect] {
    let old = members[index].condition
    let condition = condition(of: members[index])
    guard condition != old else { return [] }
    members[index].condition = condition
    members[index].since = now
    members[index].adoptedWeight = nil
    let pool = members[index].pool
    if condition == .up { pools[pool].serving += 1 }
    if old == .up { pools[pool].serving -= 1 }
    touched.formUnion(pools[pool].keys)
    return announcement(of: members[index], from: old, because: cause)
  }

  // The criteria: up where every check passes, draining where every one passes or drains; otherwise down where one has failed, or where it was
  // down before (a check that passes again does not make the wait for another one a fresh start).
  func condition(of member: Member) -> Condition {
    var passes = true
    var drains = false
    var fails = member.condition == .down
    for place in member.checks {
      switch slots[place]?.check.state {
      case .passing, nil: continue
      case .draining: drains = true
      case .pending: passes = false
      case .failed:
        passes = false
        fails = true
      }
    }
    if passes { return drains ? .draining : .up }
    return fails ? .down : .starting
  }
}
