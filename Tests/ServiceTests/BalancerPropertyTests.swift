import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

/// A world that its seed decides: configurations, verdicts and their delays, reloads, adoption. Its
/// rules are stated apart from the balancer's code, and looked at after every event.
private struct World {
  var random: Randomness
  var balancer: Balancer
  var now = Instant(nanoseconds: 5)
  var underWay: [ProbeIdentifier: Instant] = [:]
  var serials: Set<UInt32> = []
  var starts = 0
  var broken: [String] = []

  init(seed: UInt64) {
    random = Randomness(seed: seed)
    balancer = Balancer(seed: seed)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  mutating func configuration() -> DirectorConfiguration {
    let keys = [web, mail, .firewallMark(5, .ipv4), .firewallMark(5, .ipv6)].shuffled(
      using: &random)
    let servers = keys.prefix(number(0...4)).map { key in
      var service = virtual(key, (0..<number(0...6)).map { _ in realServer() })
      service.quorum.quorum = UInt32(number(1...12))
      service.quorum.hysteresis = UInt32(number(0...(Int(service.quorum.quorum) - 1)))
      if chance(50) {
        service.sorryServer = SorryServer(
          endpoint: server(UInt32(number(8...9))), forwarding: .masquerade, inhibits: chance(50))
      }
      return service
    }
    return DirectorConfiguration(
      global: GlobalDefinitions(notifiesAtStart: chance(50)), virtualServers: Array(servers))
  }

  mutating func realServer() -> RealServer {
    let endpoint = server(UInt32(number(1...8)))
    let checks = (0..<number(0...3)).map { _ in
      tcpCheck(
        Endpoint(endpoint.address, port: UInt16(number(1...3))),
        timeout: .seconds(number(1...3)), interval: .milliseconds(number(1...20) * 700),
        retries: number(0...3), successes: number(1...3),
        warmup: chance(20) ? .seconds(number(0...5)) : nil,
        logsEveryFailure: chance(30))
    }
    return real(
      endpoint, weight: UInt32(number(0...9)), inhibits: chance(40), alpha: chance(30),
      checks: checks, hooks: chance(50))
  }

  mutating func handle(_ event: Event, bound: Int) {
    let before = balancer.slots
    let effects = balancer.handle(event, at: now)
    if effects.count > bound { broken.append("\(effects.count) effects of one event") }
    for effect in effects {
      switch effect {
      case .startProbe(let identifier, _): started(identifier, before)
      case .cancelProbe(let identifier):
        if underWay.removeValue(forKey: identifier) == nil { broken.append("idle cancellation") }
      case .runHook, .tell, .suspect, .log: continue
      }
    }
    look()
  }

  mutating func started(_ identifier: ProbeIdentifier, _ before: [Slot?]) {
    starts += 1
    if underWay.keys.contains(where: { $0.check == identifier.check }) {
      broken.append("two probes of check \(identifier.check)")
    }
    if !serials.insert(identifier.serial).inserted { broken.append("a serial is used again") }
    if let due = before[identifier.check]?.check.due, due > now + Balancer.slack {
      broken.append("check \(identifier.check) was started before it was due")
    }
    // One in a thousand never ends.
    underWay[identifier] =
      number(1...1000) == 1
      ? Instant(nanoseconds: .max) : now + .milliseconds(number(0...4000))
  }

  /// The invariants.
  mutating func look() {
    let hasChecks = balancer.slots.contains { $0 != nil }
    // An outage is told again, with checks or without.
    let isWoken = hasChecks || balancer.outages.first != nil
    if isWoken != (balancer.deadline != nil) { broken.append("checks without a deadline") }
    for (index, pool) in balancer.pools.enumerated() {
      let members = balancer.members[pool.members]
      if pool.serving != members.count(where: { $0.condition == .up && $0.maintenance == nil }) {
        broken.append("\(pool.server.name) is counted wrongly")
      }
      look(at: pool, members)
      for key in pool.keys {
        if balancer.owners[key] != index { broken.append("\(key) has another owner") }
        let wanted = balancer.desired(key)?.destinations
        for member in members {
          check(member, in: key, wanted?[member.server.endpoint])
        }
      }
    }
  }

  /// The quorum's rules.
  mutating func look(at pool: Pool, _ members: ArraySlice<Member>) {
    let weight = members.filter { $0.condition == .up }.map { Int(own($0)) }.reduce(0, +)
    let quorum = (Int(pool.server.quorum.quorum), Int(pool.server.quorum.hysteresis))
    let isWaiting = members.contains { $0.condition == .starting }
    if pool.hasQuorum, !members.isEmpty, !isWaiting, weight == 0 || weight < quorum.0 - quorum.1 {
      broken.append("\(pool.server.name) has a quorum with weight \(weight) of \(quorum)")
    }
    if !pool.hasQuorum, !members.isEmpty, weight >= quorum.0 + quorum.1 {
      broken.append("\(pool.server.name) has no quorum with weight \(weight) of \(quorum)")
    }
    guard let sorry = pool.server.sorryServer else { return }
    let isReal = members.contains { $0.server.endpoint == sorry.endpoint }
    for key in pool.keys where key.family == .ipv4 {
      let found = balancer.desired(key)?.destinations[sorry.endpoint]?.weight
      let right = pool.hasQuorum ? isReal || found == (sorry.inhibits ? 0 : nil) : found == 1
      if !right { broken.append("the sorry server has \(String(describing: found))") }
    }
  }

  /// A real server's weight, as its checks have it.
  func own(_ member: Member) -> UInt32 {
    let checks = member.checks.compactMap { balancer.slots[$0]?.check }
    let changes = checks.compactMap { $0.weight?.change(from: member.server.settings.weight) }
    return UInt32(max(0, changes.reduce(Int(member.server.settings.weight), +)))
  }

  mutating func check(_ member: Member, in key: ServiceKey, _ wanted: DestinationSettings?) {
    let checks = member.checks.compactMap { balancer.slots[$0]?.check }
    let states = checks.map { State($0.state) }
    let isUp = states.allSatisfy { $0 == .passing }
    let drains = !isUp && states.allSatisfy { $0 == .passing || $0 == .draining }
    let name = member.server.endpoint
    if isUp != (member.condition == .up) || drains != (member.condition == .draining) {
      broken.append("\(name) is \(member.condition)")
    }
    guard key.family == .ipv4 else {
      if wanted != nil { broken.append("\(name) in \(key)") }
      return
    }
    let pool = balancer.pools[member.pool]
    if let sorry = pool.server.sorryServer, !pool.hasQuorum || sorry.endpoint == name {
      if isUp, sorry.endpoint != name, wanted?.weight != (member.server.inhibitsOnFailure ? 0 : nil)
      {
        broken.append("\(name) stands beside the sorry server")
      }
      return
    }
    if isUp, wanted == nil { broken.append("\(name) is up and not in the table") }
    if drains, wanted?.weight != 0 { broken.append("\(name) drains and has a weight") }
    if !isUp, !drains, let wanted, !(member.server.inhibitsOnFailure && wanted.weight == 0) {
      broken.append("\(name) is not up and in the table")
    }
    if isUp, member.adoptedWeight == nil, wanted?.weight != own(member) {
      broken.append("\(name) has another weight than its own and its checks'")
    }
  }

  /// The next thing that happens, at its time.
  mutating func step() {
    let ending = underWay.min {
      ($0.value, $0.key.serial) < ($1.value, $1.key.serial)
    }
    if chance(1), chance(10) {
      handle(.configured(configuration(), kernel: balancer.table), bound: 500)
    } else if let ending, ending.value <= balancer.deadline ?? ending.value {
      now = max(now, ending.value)
      underWay[ending.key] = nil
      let dice = number(1...100)
      let verdict: Verdict =
        dice <= 60
        ? .passed
        : dice <= 65
          ? .drain("agent") : dice <= 90 ? .failed("reason \(dice % 3)") : .notMade("no descriptor")
      let weight: WeightContribution? =
        chance(10)
        ? [.absolute(4), .percentage(150), .delta(-3)].randomElement(using: &random) : nil
      let result = ProbeResult(verdict, duration: .milliseconds(1), weight: weight)
      handle(.probeEnded(ending.key, result), bound: 8)
    } else if let deadline = balancer.deadline {
      now = max(now, deadline) + .milliseconds(chance(10) ? number(0...3000) : 0)
      handle(.deadline, bound: 2 * Balancer.startsPerTurn)
    } else {
      now += .seconds(1)
      handle(.configured(configuration(), kernel: balancer.table), bound: 500)
    }
  }
}

/// What a check comes to.
private enum State {
  case passing, draining, other

  init(_ state: Check.State) {
    switch state {
    case .passing: self = .passing
    case .draining: self = .draining
    case .pending, .failed: self = .other
    }
  }
}

@Test(arguments: 1...20)
func whateverHappensTheTableIsWhatTheChecksSay(seed: UInt64) {
  var world = World(seed: seed)
  world.handle(.configured(world.configuration(), kernel: kernel([one: 3, two: 0])), bound: 500)
  for _ in 0..<20_000 where world.broken.isEmpty { world.step() }
  #expect(world.broken == [], "seed \(seed)")
  #expect(world.starts > 1000, "seed \(seed)")
}
