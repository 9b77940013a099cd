import Configuration
import Health
import IPVS
import Network

// The criteria (keepalived's update_quorum_state and perform_quorum_state), where Σ is the sum of the
// weights of the real servers that serve:
//
//   the quorum is gained    when Σ ≥ quorum + hysteresis
//   the quorum is lost      when Σ < quorum − hysteresis, or Σ is zero
//
//   quorum   sorry_server   real servers that are up           the sorry server
//   met      none           with their weights                 -
//   met      there          with their weights                 not in the table; weight 0 with
//                                                              sorry_server_inhibit
//   lost     none           with their weights: only the       -
//                           hook tells of it
//   lost     there          not in the table; weight 0 with    with weight 1
//                           inhibit_on_failure
//
// quorum_up and quorum_down run either way. One that drains stays with weight 0 in every case.
extension Balancer {
  /// Before anything is known a real server without `alpha` is taken for up, as keepalived takes it:
  /// so the quorum is met if those make it. Only if the kernel's table has the sorry server at
  /// work is it taken for lost: a restart must not empty the table.
  func startsWithQuorum(
    _ server: VirtualServer, members: Range<Int>, keys: [ServiceKey], kernel: Table
  ) -> Bool {
    let sum = self.members[members].reduce(0) {
      $0 + ($1.isAlive || !$1.hasDecided ? Int($1.server.settings.weight) : 0)
    }
    guard sum > 0, sum >= server.quorum.toGain else { return false }
    guard let sorry = server.sorryServer?.endpoint,
      !server.realServers.contains(where: { $0.endpoint == sorry })
    else { return true }
    return !keys.contains { (kernel[$0]?.destinations[sorry]?.weight ?? 0) > 0 }
  }

  /// Makes a virtual server's quorum what its real servers' weights say.
  mutating func weighQuorum(of index: Int, because cause: Cause, at now: Instant) -> [Effect] {
    let pool = pools[index]
    guard !pool.members.isEmpty, !pool.isCanary else { return [] }
    let hasQuorum =
      pool.hasQuorum
      ? isKept(pool.server.quorum, by: weight(of: pool, withUndecided: true))
      : weight(of: pool) >= pool.server.quorum.toGain
    guard hasQuorum != pool.hasQuorum else { return [] }
    pools[index].hasQuorum = hasQuorum
    pools[index].since = now
    if pool.server.sorryServer != nil { touched.formUnion(pool.keys) }
    return quorumAnnouncement(of: index, because: cause, at: now)
  }

  private func isKept(_ quorum: Quorum, by weight: Int) -> Bool {
    weight > 0 && weight >= Int(quorum.quorum) - Int(quorum.hysteresis)
  }

  /// The sum of the weights that its real servers would have with the quorum met.
  func weight(of pool: Pool, withUndecided: Bool = false) -> Int {
    members[pool.members].reduce(0) { sum, member in
      let counts =
        member.isAlive || pool.isPanicking && member.condition == .down
        || withUndecided && !member.hasDecided
      return sum + (counts ? Int(servingWeight(of: member)) : 0)
    }
  }

  private mutating func quorumAnnouncement(
    of index: Int, because cause: Cause, at now: Instant
  ) -> [Effect] {
    let pool = pools[index]
    let weight = weight(of: pool)
    let quorum = pool.server.quorum
    let reason = reason(cause)
    let bound =
      pool.hasQuorum
      ? "at least \(quorum.toGain)" : "less than \(max(1, quorum.quorum - quorum.hysteresis))"
    let words =
      "has \(pool.hasQuorum ? "gained" : "lost") its quorum: weight \(weight), \(bound): "
      + reason + sorryWords(of: pool)
    let text = "virtual server \(pool.server.name.words) \(words)"
    var effects: [Effect] = [
      .tell(
        Notice(
          virtualServer: pool.server.name, realServer: nil, isUp: pool.hasQuorum,
          isMailed: pool.server.isMailed, words: text))
    ]
    // Of a quorum of 1 that nothing hangs on, the last real server's line says it all.
    if quorum.quorum > 1 || pool.server.sorryServer != nil || quorum.up != nil || quorum.down != nil
    {
      pools[index].timeline.add(.quorum, "the virtual server \(words)", at: now)
      effects.insert(.log(LogLine(pool.hasQuorum ? .notice : .warning, text)), at: 0)
    }
    if let script = pool.hasQuorum ? quorum.up : quorum.down {
      effects.append(.runHook(quorumRequest(script, pool, weight: weight, reason: reason)))
    }
    return effects
  }

  private func sorryWords(of pool: Pool) -> String {
    guard let sorry = pool.server.sorryServer else { return "" }
    return pool.hasQuorum
      ? "; the sorry server \(sorry.endpoint) leaves \(pool.place)"
      : "; the sorry server \(sorry.endpoint) serves in \(pool.place)"
  }

  private func quorumRequest(
    _ script: Script, _ pool: Pool, weight: Int, reason: String
  ) -> HookRequest {
    HookRequest(
      object: "quorum of \(pool.server.name.words)", script: script,
      environment: [
        "DIRECTORD_EVENT": pool.hasQuorum ? "quorum_up" : "quorum_down",
        "DIRECTORD_VIRTUAL_SERVER": pool.server.name.words,
        "DIRECTORD_REASON": reason,
        "DIRECTORD_WEIGHT": "\(weight)",
        "DIRECTORD_QUORUM": "\(pool.server.quorum.quorum)",
        "DIRECTORD_REAL_SERVERS_UP": "\(pool.serving)",
        "DIRECTORD_REAL_SERVERS": "\(pool.members.count)",
      ])
  }

  /// What must stand of the sorry server in each service of its virtual server.
  func sorryDestination(of pool: Pool) -> DestinationSettings? {
    guard let sorry = pool.server.sorryServer else { return nil }
    guard !pool.hasQuorum || sorry.inhibits else { return nil }
    return DestinationSettings(weight: pool.hasQuorum ? 0 : 1, forwarding: sorry.forwarding)
  }

  /// `omega`: those who were told that something is up are told at the end that it is not.
  func farewells() -> [Effect] {
    pools.filter(\.server.notifiesAtStop).flatMap { pool -> [Effect] in
      let reason = "directord ends"
      let left = members[pool.members].filter(\.isAlive).flatMap { member -> [Effect] in
        var gone = member
        gone.condition = .down
        return notification(of: gone, from: member.condition, reason: reason)
      }
      guard pool.hasQuorum else { return left }
      var gone = pool
      gone.hasQuorum = false
      gone.serving = 0
      let notice = Notice(
        virtualServer: pool.server.name, realServer: nil, isUp: false,
        isMailed: pool.server.isMailed,
        words: "virtual server \(pool.server.name.words) is DOWN: \(reason)")
      let hook = pool.server.quorum.down.map {
        Effect.runHook(quorumRequest($0, gone, weight: 0, reason: reason))
      }
      return left + [.tell(notice)] + [hook].compactMap(\.self)
    }
  }
}

extension Quorum {
  /// The sum of weights that gains it.
  var toGain: Int { Int(quorum) + Int(hysteresis) }
}
