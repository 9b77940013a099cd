import Configuration
import Health
import Network

// When the checks themselves may be what is wrong:
//
//   panic_threshold   fewer than so many per cent of the real servers serve: all of them are served
//                     with, whatever their checks say. Conditions, hooks and mails go on as usual.
//   max_removed       as many were removed within the window as may be: the next one serves on until
//                     the window lets it go.
//   canary            a failure counts once the canary has passed a probe that started no earlier
//                     than the one that failed. If every address of the canary fails too, nothing
//                     is removed; when it passes again, each of those that had failed is asked once
//                     more before it is.
//   suspect_together  see Balancer+Together.
extension Balancer {
  /// Why the failure of a real server is not acted on; nil: it is.
  mutating func doubt(about index: Int, at now: Instant) -> Doubt? {
    let pool = members[index].pool
    let asks = pools[pool].canary.map { ask($0, about: index, at: now) }
    if let doubt = asks ?? askOthers(about: index, at: now) { return doubt }
    guard let limit = pools[pool].server.protection.removals,
      let end = pools[pool].windowEnd(limit, at: now)
    else { return nil }
    reviews.insert(index, at: end)
    return .tooMany
  }

  private mutating func ask(_ canary: Int, about index: Int, at now: Instant) -> Doubt? {
    guard case .canary(let name) = pools[canary].server.name else { return nil }
    var failure = lastFailure(of: members[index]) ?? now
    let trust = pools[canary].trust
    if trust.suspectSince != nil { return .canaryFails(canary: name) }
    switch members[index].doubt {
    case .asking(_, let since): failure = since
    case .canaryFails:
      if let recovered = trust.recovered, failure < recovered { return .canaryFails(canary: name) }
    case .tooMany, .askingOthers, .together, nil: break
    }
    if let good = trust.good, good >= failure { return nil }
    if trust.asked == nil {
      pools[canary].trust.asked = now
      for member in members[pools[canary].members] { hasten(member.checks, at: now) }
    }
    return .asking(canary: name, since: failure)
  }

  /// When the last of a real server's probes that failed was started.
  func lastFailure(of member: Member) -> Instant? {
    member.checks.compactMap { place -> Instant? in
      guard let check = slots[place]?.check, case .failed = check.state else { return nil }
      return check.last?.start
    }.max()
  }

  /// The next probes of these checks start at once.
  mutating func hasten(_ places: [Int], at now: Instant) {
    for place in places {
      guard let due = slots[place]?.check.due, due > now, slots[place]?.check.flight == nil else {
        continue
      }
      slots[place]?.check.hasten(to: now)
      schedule.insert(place, at: now)
    }
  }

  mutating func disbelieve(
    _ index: Int, _ doubt: Doubt, because cause: Cause, at now: Instant
  ) -> [Effect] {
    let former = members[index].doubt
    members[index].doubt = doubt
    guard former == nil || former?.isAsking == true, !doubt.isAsking else { return [] }
    let words = "fails and serves on: \(reason(cause)); \(doubt.words)"
    note(.doubt, words, of: index, at: now)
    return [.log(LogLine(.warning, "\(name(members[index])) \(words)"))]
  }

  mutating func endDoubt(of index: Int, because cause: Cause, at now: Instant) -> [Effect] {
    guard let doubt = members[index].doubt, members[index].isAlive else { return [] }
    members[index].doubt = nil
    guard !doubt.isAsking else { return [] }
    let words = "passes again: \(reason(cause))"
    note(.doubt, words, of: index, at: now)
    return [.log(LogLine(.notice, "\(name(members[index])) \(words)"))]
  }

  /// A probe of a canary's address has ended.
  mutating func hearCanary(_ index: Int, at now: Instant) -> [Effect] {
    guard case .canary(let name) = pools[index].server.name else { return [] }
    var good: Instant?
    var failing = 0
    var checks = 0
    let asked = pools[index].trust.asked
    for place in members[pools[index].members].flatMap(\.checks) {
      checks += 1
      guard let last = slots[place]?.check.last else { continue }
      let start = last.start
      if last.result.verdict.isPassed {
        good = max(good ?? start, start)
      } else if start >= asked ?? start {
        failing += 1
      }
    }
    let wasSuspect = pools[index].trust.suspectSince != nil
    if failing == checks {
      guard asked != nil || pools[index].serving == 0 else { return [] }
      pools[index].trust.asked = nil
      guard !wasSuspect else { return [] }
      pools[index].trust.suspectSince = now
      return suspectLines(name, index, true, at: now) + review(behind: index, at: now)
    }
    guard let good, failing < checks else { return [] }
    pools[index].trust.good = good
    if wasSuspect {
      pools[index].trust.suspectSince = nil
      pools[index].trust.recovered = now
      return suspectLines(name, index, false, at: now) + review(behind: index, at: now)
    }
    guard let asked, good >= asked else { return [] }
    pools[index].trust.asked = nil
    return review(behind: index, at: now)
  }

  /// Those whose failure waited for the canary.
  private mutating func review(behind canary: Int, at now: Instant) -> [Effect] {
    pools.indices.filter { pools[$0].canary == canary }.flatMap { pool in
      pools[pool].members.filter { members[$0].doubt != nil }.flatMap { index in
        settle(index, because: lastCause(of: index), at: now)
      }
    }
  }

  /// What its checks say that fail.
  func lastCause(of index: Int) -> Cause {
    for place in members[index].checks {
      guard let slot = slots[place], case .failed = slot.check.state, let last = slot.check.last
      else { continue }
      return .verdict(slot, last.result)
    }
    return .time
  }

  private mutating func suspectLines(
    _ name: String, _ canary: Int, _ isSuspect: Bool, at now: Instant
  ) -> [Effect] {
    let text =
      isSuspect
      ? "canary \(name) fails: this director's own view is suspect, and no real server that it "
        + "protects is removed"
      : "canary \(name) passes again: failures count again"
    pools[canary].timeline.add(.canary, text, at: now)
    return [
      .log(LogLine(isSuspect ? .error : .notice, text)), .suspect(.canary(name), isSuspect),
    ]
  }

  /// The canaries, and `suspect_together` if it is asked for, and whether each says that this
  /// director's own view is suspect.
  package var suspects: [String: Bool] {
    var suspects: [String: Bool] = [:]
    for pool in pools {
      guard case .canary(let name) = pool.server.name else { continue }
      suspects[name] = pool.trust.suspectSince != nil
    }
    if configuration.global.suspicion != nil {
      suspects[SuspicionRule.name] = companies.values.contains { $0.inquiry?.suspectSince != nil }
    }
    return suspects
  }

  // MARK: Panic

  mutating func judgePanic(of index: Int, at now: Instant) -> [Effect] {
    let pool = pools[index]
    let decided = members[pool.members].filter { $0.hasDecided && $0.maintenance == nil }
    let alive = decided.count(where: \.isAlive)
    let threshold = pool.server.protection.panicThreshold ?? 0
    let isPanicking = !decided.isEmpty && alive * 100 < threshold * decided.count
    guard isPanicking != pool.isPanicking else { return [] }
    pools[index].isPanicking = isPanicking
    touched.formUnion(pool.keys)
    let share = "\(alive) of \(decided.count) real servers pass their checks"
    let words =
      isPanicking
      ? "\(share), fewer than \(threshold) %: that is not believed, and all of them serve"
      : "\(share): the checks are believed again"
    pools[index].timeline.add(.panic, words, at: now)
    let text = "virtual server \(pool.server.name.words): \(words)"
    return [.log(LogLine(isPanicking ? .error : .notice, text))]
  }
}

extension Doubt {
  var isAsking: Bool {
    switch self {
    case .asking, .askingOthers: true
    case .tooMany, .canaryFails, .together: false
    }
  }

  /// The way that others are asked about.
  var part: Way? {
    switch self {
    case .askingOthers(let way, _), .together(let way, _): way
    case .tooMany, .asking, .canaryFails: nil
    }
  }

  /// Since when a failure has been kept because of others.
  var since: Instant? {
    switch self {
    case .askingOthers(_, let since), .together(_, let since): since
    case .tooMany, .asking, .canaryFails: nil
    }
  }

  /// For an operator.
  package var words: String {
    switch self {
    case .tooMany: "as many real servers have been removed as max_removed lets"
    case .asking(let canary, _): "canary \(canary) is asked first"
    case .canaryFails(let canary): "canary \(canary) fails too"
    case .askingOthers(let way, _): "others that are reached through \(way) are asked first"
    case .together(let way, _): "unrelated real servers that are reached through \(way) fail too"
    }
  }
}

extension Pool {
  mutating func noteRemoval(at now: Instant) {
    guard let limit = server.protection.removals else { return }
    removals = removals.filter { $0 + limit.window > now } + [now]
  }

  /// When the next one may be removed; nil: now.
  func windowEnd(_ limit: RemovalLimit, at now: Instant) -> Instant? {
    let recent = removals.filter { $0 + limit.window > now }
    guard recent.count >= limit.count,
      let first = recent.dropFirst(recent.count - limit.count).first
    else { return nil }
    return first + limit.window
  }
}
