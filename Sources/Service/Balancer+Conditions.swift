import Configuration
import Health
import IPVS
import Network

extension Balancer {
  /// Makes a real server's condition what its checks say, unless that is not to be believed or comes
  /// too soon.
  mutating func settle(_ index: Int, because cause: Cause, at now: Instant) -> [Effect] {
    let old = members[index].condition
    let said = condition(of: members[index])
    guard said != old else { return endDoubt(of: index, because: cause, at: now) }
    if said == .down, old.isAlive, let doubt = doubt(about: index, at: now) {
      return disbelieve(index, doubt, because: cause, at: now)
    }
    if old == .down, said.isAlive, isHeld(index, at: now) {
      return holdLines(of: index, cause, now)
    }
    let wasAliveFor = now - members[index].since
    members[index].condition = said
    members[index].since = now
    members[index].adoptedWeight = nil
    members[index].doubt = nil
    let pool = members[index].pool
    if members[index].maintenance == nil {
      if said == .up { pools[pool].serving += 1 }
      if old == .up { pools[pool].serving -= 1 }
    }
    if old.isAlive, !said.isAlive { noteFall(of: index, after: wasAliveFor, at: now) }
    if old == .down || old == .draining, said == .up { startSlowly(index, at: now) }
    if !said.isAlive { members[index].ramp = nil }
    touch(index)
    guard !pools[pool].isCanary else { return canaryLines(of: members[index], cause) }
    noteTurn(of: index, from: old, because: cause, at: now)
    return announcement(of: members[index], from: old, because: cause)
      + weighPool(pool, because: cause, at: now)
  }

  /// What follows for a virtual server when something about its real servers has changed.
  mutating func weighPool(_ pool: Int, because cause: Cause, at now: Instant) -> [Effect] {
    judgePanic(of: pool, at: now) + weighQuorum(of: pool, because: cause, at: now)
      + judgeOutage(of: pool, because: reason(cause), at: now)
  }

  // The criteria, of `needed` checks that must pass (all of them unless the file says otherwise):
  //
  //   `needed` or more pass or drain    up if `needed` pass, otherwise draining
  //   too few could pass any more       down
  //   otherwise                         starting; down if it was down before: a check that
  //                                     passes again does not make the wait for another one a
  //                                     fresh start
  func condition(of member: Member) -> Condition {
    var passing = 0
    var draining = 0
    var failed = 0
    for place in member.checks {
      switch slots[place]?.check.state {
      case .passing, nil: passing += 1
      case .draining: draining += 1
      case .failed: failed += 1
      case .pending: continue
      }
    }
    let needed = min(member.server.neededChecks ?? .max, member.checks.count)
    if passing + draining >= needed { return passing >= needed ? .up : .draining }
    let couldPass = member.checks.count - failed >= needed
    return couldPass && member.condition != .down ? .starting : .down
  }

  // MARK: Coming back

  private func isHeld(_ index: Int, at now: Instant) -> Bool {
    members[index].flaps.heldUntil.map { now < $0 } ?? false
  }

  private mutating func noteFall(of index: Int, after time: Duration, at now: Instant) {
    pools[members[index].pool].noteRemoval(at: now)
    guard let damping = members[index].server.damping else { return }
    members[index].flaps.fell(after: time, damping, at: now)
  }

  private mutating func holdLines(of index: Int, _ cause: Cause, _ now: Instant) -> [Effect] {
    guard let end = members[index].flaps.heldUntil else { return [] }
    reviews.insert(index, at: end)
    guard !members[index].flaps.isTold else { return [] }
    members[index].flaps.isTold = true
    let words =
      "passes again, and stays down for \((end - now).words): it has fallen "
      + "\(members[index].flaps.falls) times"
    note(.held, words, of: index, at: now)
    return [.log(LogLine(.notice, "\(name(members[index])) \(words)"))]
  }

  // MARK: Slow start

  /// `slow_start`: the weight rises in ten steps.
  mutating func startSlowly(_ index: Int, at now: Instant) {
    guard let duration = members[index].server.slowStart else { return }
    let ramp = Ramp(start: now)
    members[index].ramp = ramp
    noteRamp(of: index, at: now)
    reviews.insert(index, at: ramp.next(over: duration))
  }

  private mutating func climb(_ index: Int, at now: Instant) {
    guard var ramp = members[index].ramp else { return }
    guard let duration = members[index].server.slowStart else {
      members[index].ramp = nil
      return
    }
    while ramp.step < Ramp.steps, ramp.next(over: duration) <= now { ramp.step += 1 }
    members[index].ramp = ramp.step < Ramp.steps ? ramp : nil
    noteRamp(of: index, at: now)
    if ramp.step < Ramp.steps { reviews.insert(index, at: ramp.next(over: duration)) }
    touch(index)
  }

  // MARK: The time has come

  /// What real servers wait for: a step of a slow start, the end of a hold-down or of a window.
  mutating func reviewMembers(at now: Instant) -> [Effect] {
    var effects = endInquiries(at: now)
    while let entry = reviews.first, entry.instant <= now {
      reviews.removeFirst()
      guard members.indices.contains(entry.place) else { continue }
      climb(entry.place, at: now)
      effects += settle(entry.place, because: lastCause(of: entry.place), at: now)
    }
    return effects
  }

  /// After a reload places are other ones.
  mutating func scheduleReviews(at now: Instant) {
    reviews = Schedule()
    outages = Schedule()
    for index in pools.indices {
      if let outage = pools[index].outage { outages.insert(index, at: outage.next) }
    }
    for index in members.indices { scheduleReview(of: index, at: now) }
  }

  mutating func scheduleReview(of index: Int, at now: Instant) {
    if let ramp = members[index].ramp, let duration = members[index].server.slowStart {
      reviews.insert(index, at: ramp.next(over: duration))
    }
    if let end = members[index].flaps.heldUntil, end > now { reviews.insert(index, at: end) }
    if members[index].doubt != nil { reviews.insert(index, at: now) }
  }
}
