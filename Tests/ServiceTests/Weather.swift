import Configuration
import Health
import IPVS
import Network

@testable import Service

/// Virtual servers with every protection that their seed gives them, real servers that fail and come
/// back, and a network that fails as a whole: what must hold of the protections is looked at after
/// every event.
struct Weather {
  static let gateway = server(250)
  static let interval: Duration = .seconds(6)

  var random: Randomness
  var balancer: Balancer
  var now = Instant(nanoseconds: 1_000_000_000_000)
  /// When each probe under way ends, and whether it passes.
  var underWay: [ProbeIdentifier: (end: Instant, duration: Duration, passes: Bool)] = [:]
  var dead: Set<Endpoint> = []
  /// Nothing comes through.
  var isCut = false
  var broken: [String] = []
  /// What was said and told since it was looked at last.
  var effects: [Effect] = []
  private(set) var configuration = DirectorConfiguration()
  private var removals: [Int: [Instant]] = [:]

  init(seed: UInt64) {
    random = Randomness(seed: seed)
    balancer = Balancer(seed: seed)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  // MARK: What is configured

  /// - Parameter isGuarded: no protection otherwise, and all else the same.
  mutating func configure(isGuarded: Bool = true, canary: Bool? = nil, hold: Duration? = nil) {
    var configuration = DirectorConfiguration()
    configuration.canaries = [
      CanaryDefinition(
        name: "up", addresses: [real(Self.gateway, checks: [strict(Self.gateway)])],
        position: position)
    ]
    if hold != nil || chance(50) {
      configuration.global.suspicion = SuspicionRule(
        chance(50) ? .percentage(number(60...100)) : .count(number(2...4)),
        hold: hold ?? .seconds(number(20...90)))
    }
    let pools = number(2...4)
    configuration.virtualServers = (1...pools).map { pool in
      let endpoint = Endpoint(.v4(0xc000_0200 + UInt32(pool)), port: 80)
      var service = virtual(
        .endpoint(.tcp, endpoint), (0..<number(1...5)).map { realServer(UInt32($0 + 10 * pool)) })
      let protection = protection(hasCanary: canary ?? chance(40), isSole: hold != nil)
      if isGuarded { service.protection = protection }
      if !isGuarded {
        for index in service.realServers.indices { service.realServers[index].damping = nil }
      }
      return service
    }
    if !isGuarded { configuration.global.suspicion = nil }
    follow(configuration)
  }

  private mutating func follow(_ configuration: DirectorConfiguration) {
    self.configuration = configuration
    handle(.configured(configuration, kernel: Table()))
    let addresses = configuration.virtualServers.flatMap(\.realServers).map(\.endpoint.address)
    handle(
      .reached(
        Dictionary(addresses.map { ($0, Way(interface: "eth1")) }, uniquingKeysWith: { $1 })))
  }

  private mutating func realServer(_ number: UInt32) -> RealServer {
    let check = tcpCheck(
      server(number), timeout: .seconds(1), interval: Self.interval, retries: self.number(0...2),
      successes: self.number(1...2))
    var server = real(server(number), weight: UInt32(self.number(1...100)), checks: [check])
    if chance(40) { server.slowStart = .seconds(self.number(1...60)) }
    if chance(30) { server.damping = FlapDamping(first: .seconds(5), most: .seconds(60)) }
    return server
  }

  private mutating func protection(hasCanary: Bool, isSole: Bool) -> Protection {
    var protection = Protection(canary: hasCanary ? "up" : nil)
    guard !isSole else { return protection }
    if chance(40) { protection.panicThreshold = number(1...60) }
    if chance(40) {
      protection.removals = RemovalLimit(count: number(1...2), window: .seconds(number(10...90)))
    }
    return protection
  }

  // MARK: What happens

  /// Lets time pass; with a storm, what serves and what comes through changes all the time.
  mutating func live(_ duration: Duration, storm: Bool = false) {
    let end = now + duration
    while now < end, broken.isEmpty {
      let ending = underWay.min { ($0.value.end, $0.key.serial) < ($1.value.end, $1.key.serial) }
      let next = min(ending?.value.end ?? end, balancer.deadline ?? end, end)
      now = max(now, next)
      if storm { blow() }
      if let ending, ending.value.end <= now {
        underWay[ending.key] = nil
        let verdict: Verdict = ending.value.passes ? .passed : .failed("silence")
        handle(
          .probeEnded(ending.key, ProbeResult(verdict, duration: ending.value.duration)))
      } else {
        handle(.deadline)
      }
    }
  }

  private mutating func blow() {
    if chance(1) { isCut.toggle() }
    guard chance(2),
      let server = configuration.virtualServers.flatMap(\.realServers).map(\.endpoint)
        .randomElement(using: &random)
    else { return }
    if dead.remove(server) == nil { dead.insert(server) }
  }

  mutating func handle(_ event: Event) {
    let before = balancer.members.map(\.condition)
    let new = balancer.handle(event, at: now)
    for effect in new {
      switch effect {
      case .startProbe(let identifier, let probe): start(identifier, probe)
      case .cancelProbe(let identifier): underWay[identifier] = nil
      case .runHook, .tell, .suspect, .log: effects.append(effect)
      }
    }
    look(after: before)
  }

  private mutating func start(_ identifier: ProbeIdentifier, _ probe: Probe) {
    let passes = !isCut && !dead.contains(probe.path.destination)
    let duration: Duration = passes ? .milliseconds(number(1...200)) : .seconds(1)
    underWay[identifier] = (now + duration, duration, passes)
  }

  // MARK: What must hold

  private mutating func look(after before: [Condition]) {
    for (index, member) in balancer.members.enumerated() {
      let pool = balancer.pools[member.pool]
      guard !pool.isCanary else { continue }
      let full = member.server.settings.weight
      let weight = balancer.destination(member)?.weight ?? 0
      if weight > full { broken.append("\(member.server.endpoint) has \(weight) of \(full)") }
      if member.condition == .up, weight == 0, pool.serves {
        broken.append("\(member.server.endpoint) is up and has no weight")
      }
      guard before.indices.contains(index), before[index].isAlive, !member.isAlive,
        let limit = pool.server.protection.removals
      else { continue }
      let recent = (removals[member.pool] ?? []).filter { $0 + limit.window > now } + [now]
      removals[member.pool] = recent
      if recent.count > limit.count {
        broken.append("\(recent.count) of \(pool.server.name) removed, \(limit.count) allowed")
      }
    }
  }

  /// Where everything has been well for long enough.
  mutating func lookAtTheEnd() {
    for member in balancer.members where !balancer.pools[member.pool].isCanary {
      let weight = balancer.destination(member)?.weight
      if weight != member.server.settings.weight {
        broken.append("\(member.server.endpoint) has \(String(describing: weight)) in fair weather")
      }
      if let doubt = member.doubt { broken.append("\(doubt.words) in fair weather") }
    }
    if balancer.suspects.values.contains(true) { broken.append("suspect in fair weather") }
    if balancer.pools.contains(where: \.isPanicking) { broken.append("a panic in fair weather") }
  }
}
