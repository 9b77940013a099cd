import Configuration
import Health
package import Network

/// Where this director stands, as far as virtual servers ask.
package struct Situation: Hashable, Sendable {
  /// The instances whose addresses it holds.
  package var masters: Set<String>
  /// The addresses of this machine, if anybody asks for them.
  package var addresses: Set<Address>

  package init(masters: Set<String> = [], addresses: Set<Address> = []) {
    self.masters = masters
    self.addresses = addresses
  }
}

extension Situation {
  // The criteria:
  //
  //   ha_suspend   checks rest while the address is elsewhere; what is known stays in the table
  //   follow       the services stand in the table while this director holds the instance's
  //                addresses; checks go on meanwhile, so that the first client finds a true table
  func letsRest(_ server: VirtualServer) -> Bool {
    server.suspends.map { !addresses.contains($0) } ?? false
  }

  func keepsOut(_ server: VirtualServer) -> Bool {
    server.follows.map { !masters.contains($0) } ?? false
  }
}

extension Balancer {
  mutating func move(to situation: Situation, at now: Instant) -> [Effect] {
    let before = self.situation
    guard situation != before else { return [] }
    self.situation = situation
    var effects: [Effect] = []
    for (index, pool) in pools.enumerated() {
      if before.keepsOut(pool.server) != situation.keepsOut(pool.server) {
        touched.formUnion(pool.keys)
        effects.append(line(of: index, isOut: situation.keepsOut(pool.server), at: now))
        let reason = "this director is master of \(pool.server.follows ?? "")"
        effects += judgeOutage(of: index, because: reason, at: now)
      }
      switch (before.letsRest(pool.server), situation.letsRest(pool.server)) {
      case (false, true): effects += rest(index, at: now)
      case (true, false): effects += resume(index, at: now)
      case (true, true), (false, false): break
      }
    }
    return effects
  }

  /// Whether every virtual server that has the check lets it rest.
  func isResting(_ slot: Slot) -> Bool {
    slot.watchers.allSatisfy { situation.letsRest(pools[members[$0].pool].server) }
  }

  private func places(of pool: Int) -> [Int] { members[pools[pool].members].flatMap(\.checks) }

  private mutating func rest(_ pool: Int, at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    for place in places(of: pool) where slots[place].map(isResting) ?? false {
      if let cancellation = cancellation(of: place) { effects.append(cancellation) }
      slots[place]?.check.forget()
    }
    let words = "checks rest, for its address is not here"
    pools[pool].timeline.add(.rest, words, at: now)
    return effects + [.log(LogLine(.notice, "\(pools[pool].server.name.words): \(words)"))]
  }

  /// First probes run at once, spread as at the start.
  private mutating func resume(_ pool: Int, at now: Instant) -> [Effect] {
    let places = places(of: pool)
    for (index, place) in places.enumerated() {
      guard let interval = slots[place]?.check.timing.interval else { continue }
      let span = min(Self.spread, interval).nanoseconds
      let share = span / Int64(places.count) * Int64(index)
      slots[place]?.check.hasten(to: now + .nanoseconds(share))
      if let due = slots[place]?.check.due { schedule.insert(place, at: due) }
    }
    let words = "checks go on, for its address is here"
    pools[pool].timeline.add(.rest, words, at: now)
    return [.log(LogLine(.notice, "\(pools[pool].server.name.words): \(words)"))]
  }

  private mutating func line(of index: Int, isOut: Bool, at now: Instant) -> Effect {
    let pool = pools[index]
    let instance = pool.server.follows ?? ""
    let words =
      isOut
      ? "is not served here: this director is not master of \(instance)"
      : "is served here: this director is master of \(instance)"
    pools[index].timeline.add(.follow, "\(pool.place) \(words)", at: now)
    return .log(LogLine(.notice, "\(pool.place) \(words)"))
  }
}
