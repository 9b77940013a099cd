import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

/// One virtual server with `count` real servers that are checked.
private func many(
  _ count: UInt32, interval: Duration = .seconds(6), warmup: Duration? = nil
) -> [VirtualServer] {
  let servers = (1...count).map { number in
    real(
      server(number), checks: [tcpCheck(server(number), interval: interval, warmup: warmup)])
  }
  return [virtual(web, servers)]
}

/// When each of the next deadlines comes, until `end` after the start, from the start.
private func starts(_ scene: inout Scene, until end: Duration) -> [Duration] {
  let start = scene.now
  var starts: [Duration] = []
  while let deadline = scene.balancer.deadline, deadline <= start + end {
    scene.now = max(scene.now, deadline)
    let effects = scene.handle(.deadline)
    starts += effects.starts.map { _ in scene.now - start }
    for identifier in effects.starts {
      scene.handle(.probeEnded(identifier, ProbeResult(.passed, duration: .milliseconds(1))))
    }
  }
  return starts
}

@Suite struct DeadlineTests {
  @Test func firstProbesAreSpreadOverASecondInOrder() {
    var scene = Scene()
    scene.configure(many(4))
    #expect(
      starts(&scene, until: .seconds(1)) == [
        .zero, .milliseconds(250), .milliseconds(500), .milliseconds(750),
      ])
  }

  @Test func aShorterIntervalIsTheSpread() {
    var scene = Scene()
    scene.configure(many(4, interval: .milliseconds(400)))
    let first = starts(&scene, until: .milliseconds(399))
    #expect(first == [.zero, .milliseconds(100), .milliseconds(200), .milliseconds(300)])
  }

  @Test func laterProbesAreSpreadOverTheWholeInterval() {
    var scene = Scene()
    scene.configure(many(6, interval: .seconds(6)))
    _ = starts(&scene, until: .seconds(5))
    #expect(starts(&scene, until: .seconds(6)) == (1...6).map { .seconds($0) })
  }

  @Test func theIntervalIsKeptWithoutDrift() {
    var scene = Scene()
    scene.configure(many(1))
    #expect(
      starts(&scene, until: .seconds(60)) == (0...10).map { .seconds(6 * $0) })
  }

  @Test func warmupIsARandomWaitThatTheSeedDecides() {
    func firsts(seed: UInt64) -> [Duration] {
      var scene = Scene()
      scene.balancer = Balancer(seed: seed)
      scene.configure(many(20, interval: .seconds(60), warmup: .seconds(10)))
      return starts(&scene, until: .seconds(10))
    }
    #expect(firsts(seed: 1) == firsts(seed: 1))
    #expect(firsts(seed: 1) != firsts(seed: 2))
    #expect(firsts(seed: 1).count == 20)
    #expect(firsts(seed: 1).contains { $0 > .seconds(5) })
  }

  @Test func probesThatAreNearlyDueStartTogether() {
    var scene = Scene()
    scene.configure(many(1000))
    // One every millisecond: what is due within 10 ms comes along.
    #expect(scene.handle(.deadline).starts.count == 11)
    let deadline = scene.balancer.deadline
    #expect(deadline == scene.now + .milliseconds(11))
  }

  @Test func aTurnStartsABoundedNumberAndTheRestIsDueAtOnce() {
    var scene = Scene()
    scene.configure(many(300))
    scene.now += .seconds(2)
    var turns: [Int] = []
    while let deadline = scene.balancer.deadline, deadline <= scene.now, turns.count < 10 {
      turns.append(scene.handle(.deadline).starts.count)
    }
    #expect(turns == [128, 128, 44])
  }

  @Test func aDeadlineThatComesEarlyStartsNothing() {
    var scene = Scene()
    scene.configure(many(1))
    scene.settle()
    #expect(scene.handle(.deadline) == [])
  }

  @Test func withoutChecksThereIsNoDeadline() {
    var scene = Scene()
    #expect(scene.balancer.deadline == nil)
    #expect(scene.handle(.deadline) == [])
    scene.configure(many(1))
    #expect(scene.balancer.deadline != nil)
    scene.configure([])
    #expect(scene.balancer.deadline == nil)
  }
}
