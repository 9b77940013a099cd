import Network
import VRRP

@testable import Election

/// What a seed makes happen: trouble, healing, and what must be true after each.
struct Story {
  var world: World
  private var acts: [String] = []

  init(seed: UInt64) {
    var chance = Randomness(seed: seed)
    let plan = Plan(&chance)
    world = World(plan, chance)
  }

  /// Runs the story to its end or to the first violation; nil: all was well.
  mutating func run(rounds: Int) -> String? {
    for index in world.hosts.indices {
      world.run(for: world.chance.duration(upTo: world.plan.interval * 5))
      world.start(index)
    }
    for round in 0..<rounds {
      trouble()
      guard world.violations.isEmpty else { return failure(round, "in trouble") }
      world.heal()
      world.run(for: world.plan.settling)
      calm()
      guard world.violations.isEmpty else { return failure(round, "after healing") }
      handOver()
      guard world.violations.isEmpty else { return failure(round, "handing over") }
    }
    return nil
  }

  private func failure(_ round: Int, _ phase: String) -> String {
    let hosts = world.hosts.map { host in
      "\(host.isAlive ? "alive" : "dead")\(host.isDrained ? " drained" : "")"
        + " \(host.election.standings)"
    }
    return "round \(round), \(phase): \(world.violations.prefix(3)); \(world.plan); "
      + "hosts \(hosts); last: \(acts.suffix(3))"
  }

  private mutating func trouble() {
    world.isTroubled = true
    let longest = world.plan.interval * 4
    for _ in 0..<Int.random(in: 1...8, using: &world.chance) {
      world.disturb()
      world.run(for: world.chance.duration(upTo: longest))
    }
  }

  /// Nothing changes if nothing happens: no flapping, one holder, clients that know it.
  private mutating func calm() {
    let before = world.transitions
    world.checkCalm()
    world.run(for: world.plan.interval * 4) { $0.checkCalm() }
    if world.transitions != before { world.violations.append("it flaps") }
  }
}

// MARK: - Handing over in a calm network

extension Story {
  private mutating func handOver() {
    guard let holder = world.holders(0).first else { return }
    let eligible = world.hosts.indices.filter { $0 != holder && world.hosts[$0].isEligible }
    switch Int.random(in: 0..<5, using: &world.chance) {
    case 4: crashMaster(holder)
    case 0 where !eligible.isEmpty: killMaster(holder, eligible)
    case 1 where !eligible.isEmpty: dismissMaster(holder, eligible) { $0.stop(holder) }
    // One that was drained before is the last resort, which a drain does not move.
    case 2 where !eligible.isEmpty && !world.hosts[holder].isDrained:
      dismissMaster(holder, eligible) { $0.setDrained(holder, true) }
    default: restartBackup(holder)
    }
  }

  /// Nobody waits longer than the protocol says: three intervals and a skew.
  private mutating func killMaster(_ holder: Int, _ eligible: [Int]) {
    acts.append("kill \(holder)")
    world.run(for: world.chance.duration(upTo: world.plan.interval))
    let began = world.now
    world.kill(holder)
    let bound = eligible.map { world.plan.down($0) }.min() ?? .zero
    world.run(for: bound + .milliseconds(5))
    for segment in world.plan.segments where world.holders(segment).isEmpty {
      world.violations.append("nobody after \(world.now - began), the bound is \(bound)")
    }
  }

  /// One that goes in order leaves no gap at all.
  private mutating func dismissMaster(
    _ holder: Int, _ eligible: [Int], _ act: (inout World) -> Void
  ) {
    acts.append("dismiss \(holder)")
    world.run(for: world.chance.duration(upTo: world.plan.interval))
    act(&world)
    let bound = eligible.map { world.plan.skew($0) }.min() ?? .zero
    world.run(for: bound + .milliseconds(5)) { world in
      for segment in world.plan.segments where world.holders(segment).isEmpty {
        world.violations.append("a gap although \(holder) was asked to go")
      }
    }
    for segment in world.plan.segments where world.holders(segment) == [holder] {
      world.violations.append("nobody took over from \(holder) within \(bound)")
    }
  }

  /// A master that is killed and started again costs nobody an address, and from then on no address
  /// stands twice for longer than an answer takes.
  private mutating func crashMaster(_ holder: Int) {
    acts.append("crash \(holder)")
    let began = world.now
    world.crash(holder)
    world.run(for: world.chance.duration(upTo: world.plan.interval * 5))
    world.start(holder)
    let restarted = world.now
    // A master that has just answered somebody answers again after a quarter of its interval.
    var bound = Duration.milliseconds(10) + world.plan.interval / 4
    // Its numbers begin anew, so its farewell counts as a replay.
    if case .header = world.plan.authentication { bound += world.plan.interval }
    var twice: [Int: Instant] = [:]
    world.run(for: world.plan.settling) { world in
      for segment in world.plan.segments {
        let holders = world.holders(segment)
        if holders.isEmpty {
          world.violations.append("nobody \(world.now - began) after a crash of \(holder)")
        }
        guard holders.count > 1 else {
          twice[segment] = nil
          continue
        }
        let since = max(twice[segment] ?? world.now, restarted)
        twice[segment] = since
        if world.now - since > bound {
          world.violations.append("held by \(holders) for \(world.now - since) after a crash")
        }
      }
    }
  }

  /// A director that comes back does not take the addresses if nobody preempts.
  private mutating func restartBackup(_ holder: Int) {
    let others = world.hosts.indices.filter { $0 != holder && world.plan.priorities[$0] != 255 }
    guard !world.plan.preempts, let other = others.randomElement(using: &world.chance) else {
      return
    }
    acts.append("restart \(other)")
    world.kill(other)
    world.run(for: world.chance.duration(upTo: world.plan.interval * 8))
    world.start(other)
    world.run(for: world.plan.settling) { world in
      for segment in world.plan.segments where world.holders(segment) != [holder] {
        world.violations.append("\(other) came back, and \(holder) lost its addresses")
      }
    }
  }
}
