import Configuration
import Health
import IPVS
import Network

// The criteria, of which the first that holds is the answer (`Balancer+Table` has what follows from
// them for the table):
//
//   follow, not the master     out
//   in maintenance             weight 0
//   the quorum is lost and     out, or weight 0 with inhibit_on_failure
//   a sorry server serves
//   starting                   out: its checks have not passed yet
//   down                       out; weight 0 with inhibit_on_failure; in a panic it serves
//   draining                   weight 0
//   up                         in; in doubt, adopted, starting slowly, with another weight
extension Balancer {
  /// Whether a real server gets connections, and why.
  func answer(of member: Member, at now: Instant) -> Account.Answer {
    let pool = pools[member.pool]
    var answer = Account.Answer(
      standing: standing(of: member), since: member.since, reason: "")
    if situation.keepsOut(pool.server) {
      answer.since = pool.timeline.entries.last { $0.kind == .follow }?.instant
      answer.reason =
        "it follows vrrp_instance \(pool.server.follows ?? ""), of which this director is not master"
      answer.outlook = ["its checks go on meanwhile"]
    } else if let maintenance = member.maintenance {
      let entry = member.timeline.entries.last { $0.kind == .maintenance }
      answer.since = entry?.instant ?? answer.since
      answer.reason = "it is " + (entry?.words ?? "in maintenance: \(maintenance.reason.printable)")
      if member.condition == .down { answer.outlook = ["its checks fail too"] }
    } else {
      explain(&answer, member, pool, at: now)
    }
    if situation.letsRest(pool.server) {
      answer.outlook.append("its checks rest, for the address of ha_suspend is not here")
    }
    if !pool.keys.contains(where: { Self.fits(member.server, in: $0) }) {
      answer.standing = .out
      answer.reason = "it is of another address family, and is reached by a tunnel or not at all"
    }
    return answer
  }

  private func standing(of member: Member) -> Account.Answer.Standing {
    guard !situation.keepsOut(pools[member.pool].server), let settings = destination(member) else {
      return .out
    }
    return settings.weight > 0 ? .serving(weight: settings.weight) : .keeping
  }

  private func explain(
    _ answer: inout Account.Answer, _ member: Member, _ pool: Pool, at now: Instant
  ) {
    switch member.condition {
    case .up where !pool.serves, .draining where !pool.serves:
      let sorry = pool.server.sorryServer.map { "; the sorry server \($0.endpoint) serves" } ?? ""
      answer.since = pool.since
      answer.reason =
        "the quorum is lost: weight \(weight(of: pool)) of \(pool.server.quorum.quorum)\(sorry)"
    case .starting:
      answer.reason = "its checks have not passed yet: \(checkWords(of: member))"
    case .down where pool.isPanicking && pool.serves:
      answer.since = pool.timeline.entries.last { $0.kind == .panic }?.instant
      answer.reason =
        "so many fail that it is not believed (panic_threshold), though \(failureWords(of: member))"
    case .down:
      answer.reason = failureWords(of: member)
      answer.outlook = returnWords(of: member, at: now)
      if member.server.inhibitsOnFailure { answer.outlook.append("inhibit_on_failure keeps it") }
    case .draining: answer.reason = checkWords(of: member)
    case .up:
      answer.reason = servingReason(of: member)
      answer.outlook = weightWords(of: member)
    }
  }

  // MARK: Down

  /// What made it go down, as it was said then.
  private func failureWords(of member: Member) -> String {
    guard let evidence = member.timeline.evidence, !evidence.result.verdict.isPassed else {
      return checkWords(of: member)
    }
    return evidence.words
  }

  private func returnWords(of member: Member, at now: Instant) -> [String] {
    if let end = member.flaps.heldUntil, now < end, condition(of: member).isAlive {
      return ["it passes again, and flap_damping holds it down for \((end - now).words) more"]
    }
    var words: [String] = []
    if let needed = member.server.neededChecks {
      words.append("\(needed) of its \(member.checks.count.of("check")) must pass")
    }
    let failing = slots(of: member).filter { $0.check.state.isFailed }
    guard failing.count == 1, let slot = failing.first else {
      if failing.count > 1 { words.append("\(failing.count) of its checks fail by now") }
      return words
    }
    let passes = slot.check.timing.successes
    guard case .failed(let count) = slot.check.state, passes > 1 else {
      return words + ["one pass of \(slot.definition.kind) brings it back"]
    }
    return words
      + ["\(count) of \(passes) passes in a row needed of \(slot.definition.kind) to return"]
  }

  // MARK: Up

  private func servingReason(of member: Member) -> String {
    if let doubt = member.doubt { return "its failure is not acted on: \(doubt.words)" }
    if let weight = member.adoptedWeight {
      return "it was found in the kernel's table with weight \(weight), and no check has passed yet"
    }
    switch member.checks.count {
    case 0: return "nothing checks it"
    case 1: return "its check passes"
    case let count: return "\(count == passing(of: member) ? "all" : "enough") of its checks pass"
    }
  }

  private func passing(of member: Member) -> Int {
    slots(of: member).count { $0.check.isPassing }
  }

  /// Where its weight comes from, if that is not the configuration alone.
  private func weightWords(of member: Member) -> [String] {
    let configured = member.server.settings.weight
    var words = slots(of: member).compactMap { slot in
      slot.check.weight.map { "\(slot.definition.kind) says \($0.words)" }
    }
    if configured == 0 { words.append("the configuration gives it weight 0") }
    if let ramp = member.ramp { words.append("slow_start: step \(ramp.step) of \(Ramp.steps)") }
    guard !words.isEmpty, configured != 0 else { return words }
    return words + ["its configured weight is \(configured)"]
  }

  // MARK: What its checks say

  private func slots(of member: Member) -> [Slot] { member.checks.compactMap { slots[$0] } }

  /// Of those that do not pass.
  private func checkWords(of member: Member) -> String {
    let slots = slots(of: member).filter { !$0.check.isPassing }
    guard !slots.isEmpty else { return "its checks pass" }
    return slots.map { slot in
      guard let last = slot.check.last else { return "\(slot.words) has given no answer yet" }
      return "\(slot.words) \(last.result.words)"
    }.joined(separator: "; ")
  }
}

extension Check.State {
  fileprivate var isFailed: Bool {
    switch self {
    case .failed: true
    case .pending, .passing, .draining: false
    }
  }
}
