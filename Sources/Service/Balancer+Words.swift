import Configuration
import Health
import IPVS
import Network

extension Balancer {
  /// `3 virtual servers, 4 of 6 real servers up, 1 in maintenance`
  package var tally: String {
    let servers = pools.filter { !$0.isCanary }
    let up = servers.reduce(0) { $0 + $1.serving }
    let all = servers.reduce(0) { $0 + $1.members.count }
    let maintained = servers.reduce(0) { $0 + $1.maintained }
    return "\(servers.count.of("virtual server")), \(up) of \(all.of("real server")) up"
      + (maintained > 0 ? ", \(maintained) in maintenance" : "")
  }

  /// Why a real server's condition changed.
  enum Cause: Sendable {
    case verdict(Slot, ProbeResult)
    case configuration
    case maintenance(String?)
    /// A hold-down is over.
    case time
  }

  /// What a change of condition says and runs.
  func announcement(of member: Member, from old: Condition, because cause: Cause) -> [Effect] {
    let reason = reason(cause)
    let state = member.condition.words
    let text =
      "\(name(member)) is \(state.uppercased())"
      + story(of: member, from: old, reason).dropFirst(state.count)
    let isExpected = member.condition != .down || member.maintenance != nil
    let level: LogLine.Level = isExpected ? .notice : .warning
    return [.log(LogLine(level, text))]
      + notification(of: member, from: old, reason: reason, words: text)
  }

  /// `up: TCP_CHECK of … passed (1 ms); added to … with weight 1; 2 of 3 real servers serve`
  func story(of member: Member, from old: Condition, _ reason: String) -> String {
    "\(member.condition.words): \(reason); \(consequence(for: member, from: old)); "
      + left(member.condition, in: pools[member.pool])
  }

  /// What a change of condition tells, beside the log.
  func notification(
    of member: Member, from old: Condition, reason: String, words: String = ""
  ) -> [Effect] {
    guard tells(member, from: old) else { return [] }
    let isUp = member.isAlive
    let notice = Notice(
      virtualServer: pools[member.pool].server.name, realServer: member.server.endpoint,
      isUp: isUp, isMailed: member.server.isMailed,
      words: words.isEmpty ? "\(name(member)) is DOWN: \(reason)" : words)
    let script = isUp ? member.server.notifyUp : member.server.notifyDown
    return [.tell(notice)]
      + [script.map { .runHook(request($0, member, reason: reason)) }].compactMap(\.self)
  }

  // Which changes are told (keepalived's, with one difference: here nothing is up before its first
  // check has passed, so "at start" is what leads from starting). One that drains is up with weight
  // 0, as one whose script says so is to keepalived:
  //
  //   starting → up      notify_up with alpha, if it is a change, or with rs_init_notifies
  //   starting → down    notify_down without alpha: the server was taken for up
  //   down → up          notify_up
  //   up → down          notify_down
  //
  // A real server without checks is up from the start: notify_up with rs_init_notifies alone. One
  // that the kernel's table has already when we start does not change, and runs nothing.
  func tells(_ member: Member, from old: Condition) -> Bool {
    switch (old, member.condition) {
    case (.starting, .up), (.starting, .draining):
      member.server.startsDown && !member.checks.isEmpty || configuration.global.notifiesAtStart
    case (.starting, .down): !member.server.startsDown
    case (.down, .up), (.down, .draining), (.up, .down), (.draining, .down): true
    case (_, .starting), (.up, .up), (.up, .draining), (.draining, .up), (.draining, .draining),
      (.down, .down):
      false
    }
  }

  func request(_ script: Script, _ member: Member, reason: String) -> HookRequest {
    let pool = pools[member.pool]
    return HookRequest(
      object: name(member), script: script,
      environment: [
        "DIRECTORD_EVENT": member.condition.isAlive ? "up" : "down",
        "DIRECTORD_VIRTUAL_SERVER": pool.server.name.words,
        "DIRECTORD_REAL_SERVER": member.server.endpoint.description,
        "DIRECTORD_REASON": reason,
        "DIRECTORD_WEIGHT": "\(destination(member)?.weight ?? 0)",
        "DIRECTORD_REAL_SERVERS_UP": "\(pool.serving)",
        "DIRECTORD_REAL_SERVERS": "\(pool.members.count)",
      ])
  }

  func reason(_ cause: Cause) -> String {
    switch cause {
    case .verdict(let slot, let result): "\(slot.words) \(result.words)"
    case .configuration: "so the new configuration has it"
    case .maintenance(let reason?): "maintenance: \(reason.printable)"
    case .maintenance(nil): "its maintenance is over"
    case .time: "it has been held down for long enough"
    }
  }

  private func consequence(for member: Member, from old: Condition) -> String {
    let place = pools[member.pool].place
    guard let settings = destination(member) else {
      switch old {
      case .up, .draining: return "removed from \(place)"
      case .starting, .down: return "not added to \(place)"
      }
    }
    guard member.maintenance == nil else {
      return "in maintenance, with weight \(settings.weight) in \(place)"
    }
    switch (member.condition, old) {
    case (.up, .down) where member.server.inhibitsOnFailure, (.up, .draining):
      return "weight \(settings.weight) again in \(place)"
    case (.up, _): return "added to \(place) with weight \(settings.weight)"
    case (.draining, _): return "weight 0 in \(place): connections that stand go on"
    case (.down, _) where settings.weight > 0, (.starting, _):
      return "weight \(settings.weight) in \(place)"
    case (.down, _): return "weight 0 in \(place), for it is inhibited"
    }
  }

  private func left(_ condition: Condition, in pool: Pool) -> String {
    "\(pool.serving) of \(pool.members.count) real servers "
      + (condition == .up ? "serve" : "left")
      + (pool.maintained > 0 ? ", \(pool.maintained) in maintenance" : "")
  }

  /// A canary's address answers from now on, or no more.
  func canaryLines(of member: Member, _ cause: Cause) -> [Effect] {
    let text = "\(name(member)) is \(member.condition.words.uppercased()): \(reason(cause))"
    return [.log(LogLine(member.isAlive ? .notice : .warning, text))]
  }

  /// The real servers that a check is of, by the first of them.
  private func name(_ slot: Slot) -> String {
    guard let first = slot.watchers.first else { return "" }
    let others = slot.watchers.count - 1
    return name(members[first]) + (others > 0 ? " and \(others) more" : "")
  }

  /// `real server 10.0.0.2:80 of tcp 192.0.2.1:80`
  func name(_ member: Member) -> String {
    "real server \(member.server.endpoint) of \(pools[member.pool].server.name.words)"
  }
}

extension Balancer {
  /// A check that has failed goes on failing: nothing new, unless every failure is to be told and
  /// this one is another.
  func repeatedLines(_ slot: Slot, _ result: ProbeResult, after former: Verdict?) -> [Effect] {
    guard case .failed = result.verdict, slot.definition.timing.logsEveryFailure,
      result.verdict != former
    else { return [] }
    let text = "\(name(slot)) is still DOWN: \(slot.words) \(result.words)"
    return [.log(LogLine(.info, text))]
  }

  func forgivenLines(_ slot: Slot, _ result: ProbeResult, failures: Int) -> [Effect] {
    guard slot.definition.timing.logsEveryFailure else { return [] }
    let timing = slot.definition.timing
    let text =
      "\(name(slot)): \(slot.words) \(result.words): failure \(failures), "
      + "\(timing.retries) forgiven; next probe in \(timing.retryDelay.words)"
    return [.log(LogLine(.info, text))]
  }

  func risingLines(_ slot: Slot, _ result: ProbeResult, successes: Int) -> [Effect] {
    guard slot.definition.timing.logsEveryFailure else { return [] }
    let text =
      "\(name(slot)) is still DOWN: \(slot.words) \(result.words): success "
      + "\(successes) of \(slot.definition.timing.successes)"
    return [.log(LogLine(.info, text))]
  }

  /// What a check says of the weight has changed.
  mutating func weightLines(_ slot: Slot, _ index: Int, at now: Instant) -> [Effect] {
    let member = members[index]
    guard let settings = destination(member) else { return [] }
    let words =
      "weight \(settings.weight) in \(pools[member.pool].place), as \(slot.words) says"
    members[index].timeline.renew(.weight, words, at: now, limit: timelineLimit)
    return [.log(LogLine(.info, "\(name(member)): \(words)"))]
  }

  func notMadeLines(_ slot: Slot, _ result: ProbeResult, after former: Verdict?) -> [Effect] {
    guard result.verdict != former else { return [] }
    let text =
      "\(name(slot)): \(slot.words) \(result.words); nothing is counted, next "
      + "try in \(slot.definition.timing.retryDelay.words)"
    return [.log(LogLine(.warning, text))]
  }

  /// A check passes or fails, and another one decides.
  mutating func besideLines(
    _ slot: Slot, _ index: Int, _ result: ProbeResult, at now: Instant
  ) -> [Effect] {
    let member = members[index]
    let waiting = member.condition == .starting ? "waits for its other checks" : "stays down"
    let words = "\(waiting): \(slot.words) \(result.words)"
    note(.check, words, of: index, at: now)
    return [.log(LogLine(.notice, "\(name(member)) \(words)"))]
  }

  func lostLine(_ slot: Slot) -> LogLine {
    let patience = (slot.definition.probe.timeout + Check.grace).words
    return LogLine(
      .warning,
      "\(name(slot)): \(slot.words) has not ended in \(patience) and is given up; "
        + "nothing is counted, next try in \(slot.definition.timing.retryDelay.words)")
  }
}
