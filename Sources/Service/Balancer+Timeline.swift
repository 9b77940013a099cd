import Configuration
import Health
import IPVS
import Network

// What is written into the timelines: what the log says, and a little more. None of it is written by
// a probe that changes nothing.
extension Balancer {
  mutating func note(_ kind: Timeline.Kind, _ words: String, of index: Int, at now: Instant) {
    members[index].timeline.add(kind, words, at: now, limit: timelineLimit)
  }

  /// A real server's condition has changed.
  mutating func noteTurn(
    of index: Int, from old: Condition, because cause: Cause, at now: Instant
  ) {
    var reason = reason(cause)
    var evidence: Evidence?
    if case .verdict(let slot, let result) = cause {
      let kind: Timeline.Kind = result.verdict.isPassed ? .success : .failure
      let place = place(of: slot, in: members[index])
      let run = place.map { members[index].timeline.takeRun(kind, of: $0) } ?? 0
      reason = "\(slot.words) \(result.words(number: run + 1))"
      evidence = Evidence(
        kind: slot.definition.kind, probe: slot.definition.probe, result: result,
        words: reason, instant: now)
    }
    let words = story(of: members[index], from: old, reason)
    note(.state, words, of: index, at: now)
    members[index].timeline.moved(by: evidence)
  }

  private func place(of slot: Slot, in member: Member) -> Int? {
    member.checks.first { slots[$0]?.definition == slot.definition }
  }

  /// An answer that is counted, and decides nothing yet.
  mutating func count(
    _ kind: Timeline.Kind, _ run: Int, _ result: ProbeResult, of place: Int, at now: Instant
  ) {
    guard let slot = slots[place] else { return }
    let words = "\(slot.words) \(result.words)\(slot.count(kind, run))"
    for index in slot.watchers where !pools[members[index].pool].isCanary {
      members[index].timeline.count(
        kind, of: place, run: run, words, at: now, limit: timelineLimit)
    }
  }

  mutating func noteRamp(of index: Int, at now: Instant) {
    let member = members[index]
    guard let ramp = member.ramp else {
      let weight = destination(member).map { "weight \($0.weight)" } ?? "its weight"
      members[index].timeline.renew(
        .slowStart, "slow_start is over: \(weight)", at: now, limit: timelineLimit)
      return
    }
    let words =
      "slow_start: weight \(weight(of: member)), step \(ramp.step) of \(Ramp.steps)"
    members[index].timeline.renew(.slowStart, words, at: now, limit: timelineLimit)
  }

  mutating func noteMaintenance(of index: Int, by name: String?, at now: Instant) {
    let who = name.map { " by \($0.printable)" } ?? ""
    let words =
      members[index].maintenance.map { "in maintenance\(who): \($0.reason.printable)" }
      ?? "out of maintenance\(who)"
    note(.maintenance, words, of: index, at: now)
  }

  /// The first entry of what is new.
  mutating func noteConfiguration(_ arrivals: [Int], occasion: String, at now: Instant) {
    for index in arrivals where !pools[members[index].pool].isCanary {
      let member = members[index]
      let beginning =
        switch (member.condition, member.adoptedWeight) {
        case (.up, let weight?):
          "found in the kernel's table with weight \(weight), and kept so until a check says otherwise"
        case (.up, nil): "up, for nothing checks it"
        case (.down, _): "found inhibited in the kernel's table, with weight 0: taken for down"
        case (.starting, _), (.draining, _): "not in the table before its checks have passed"
        }
      note(.configuration, "\(occasion): \(beginning)", of: index, at: now)
    }
    for index in pools.indices where situation.keepsOut(pools[index].server) {
      guard !(pools[index].timeline.entries.contains { $0.kind == .follow }) else { continue }
      let words =
        "\(pools[index].place) is not served here: this director is not master of "
        + (pools[index].server.follows ?? "")
      pools[index].timeline.add(.follow, words, at: now)
    }
  }

  /// What is told of the kernel's table.
  mutating func note(_ notes: [TableNote], at now: Instant) -> [Effect] {
    var places: [Int: [Endpoint: Int]] = [:]
    for note in notes {
      guard let pool = owners[note.object.service] else { continue }
      guard case .destination(let key, let endpoint) = note.object else {
        pools[pool].timeline.renew(.table, "\(note.object.service): \(note.words)", at: now)
        continue
      }
      if places[pool] == nil {
        places[pool] = Dictionary(
          pools[pool].members.map { (members[$0].server.endpoint, $0) },
          uniquingKeysWith: { first, _ in first })
      }
      guard let index = places[pool]?[endpoint] else { continue }
      members[index].timeline.renew(
        .table, "in \(key): \(note.words)", at: now, limit: timelineLimit)
    }
    return []
  }
}

extension Slot {
  /// How far the count is, after an answer: `; 1 of 3 in a row`.
  fileprivate func count(_ kind: Timeline.Kind, _ run: Int) -> String {
    if kind == .failure { return "; \(run) of \(definition.timing.retries + 1) in a row" }
    if kind == .success { return "; \(run) of \(definition.timing.successes) in a row" }
    return ""
  }
}

extension ProbeResult {
  /// `failed 3 times in a row: connection refused`, `passed twice in a row (HTTP 200, 1.2 ms)`
  fileprivate func words(number: Int) -> String {
    guard number > 1 else { return words }
    switch verdict {
    case .passed:
      return "passed \(number) times in a row (\(detail.isEmpty ? "" : "\(detail.printable), ")"
        + "\(duration.words))"
    case .failed(let reason): return "failed \(number) times in a row: \(reason.printable)"
    case .drain, .notMade: return words
    }
  }
}

extension Timeline {
  /// A configuration says something else of a real server that stays.
  mutating func note(
    change old: RealServer, to new: RealServer, _ occasion: String, at now: Instant, limit: Int
  ) {
    guard old != new else { return }
    var parts = old.settings.fields(to: new.settings).map { "\($0.name) \($0.from) -> \($0.to)" }
    let (former, next) = (
      Set(old.checks.map { Question(definition: $0) }),
      Set(new.checks.map { Question(definition: $0) })
    )
    let list = { (questions: Set<Question>) in
      questions.map(\.words).sorted().joined(separator: ", ")
    }
    let (begun, ended) = (next.subtracting(former), former.subtracting(next))
    if !begun.isEmpty { parts.append("begins \(list(begun))") }
    if !ended.isEmpty { parts.append("ends \(list(ended))") }
    guard !parts.isEmpty else { return }
    add(.configuration, "\(occasion): \(parts.joined(separator: "; "))", at: now, limit: limit)
  }
}

extension Question {
  fileprivate var words: String {
    "\(definition.kind) of \(definition.probe.target.printable)"
  }
}
