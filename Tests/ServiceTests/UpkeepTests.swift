import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")
private let second = Endpoint(one.address, port: 443)

private func slow(_ endpoint: Endpoint, weight: UInt32 = 100) -> RealServer {
  var server = real(endpoint, weight: weight, checks: [strict(endpoint)])
  server.slowStart = .seconds(20)
  return server
}

@Suite struct NeededChecksTests {
  private func scene(needed: Int?) -> Scene {
    var server = real(one, checks: [strict(one), strict(second), strict(three)])
    server.neededChecks = needed
    var scene = Scene()
    scene.configure([virtual(web, [server])])
    scene.pass(.seconds(1))
    return scene
  }

  @Test func anyOfThemIsEnough() {
    var scene = scene(needed: 1)
    scene.end(one, refused)
    #expect(scene.condition(one) == .starting)
    scene.end(second, refused)
    scene.end(three)
    #expect(scene.condition(one) == .up)
    scene.pass(.seconds(6))
    scene.end(three, refused)
    #expect(scene.condition(one) == .down)
  }

  @Test func someOfThemAreEnough() {
    var scene = scene(needed: 2)
    scene.end(one)
    #expect(scene.condition(one) == .starting)
    scene.end(second)
    #expect(scene.condition(one) == .up)
    scene.end(three, refused)
    #expect(scene.condition(one) == .up)
    scene.pass(.seconds(6))
    scene.end(one, refused)
    #expect(scene.condition(one) == .down)
  }

  @Test func itIsDownAsSoonAsTooFewCouldPass() {
    var scene = scene(needed: 2)
    scene.end(one, refused)
    #expect(scene.condition(one) == .starting)
    scene.end(second, refused)
    #expect(scene.condition(one) == .down)
  }

  @Test func oneThatDrainsCountsButIsNotFull() {
    var scene = scene(needed: 2)
    scene.end(one, .drain("agent"))
    scene.end(second)
    #expect(scene.condition(one) == .draining)
    scene.end(three)
    #expect(scene.condition(one) == .up)
  }

  @Test func moreThanThereAreMeansAll() {
    var scene = scene(needed: 9)
    scene.end(one)
    scene.end(second)
    #expect(scene.condition(one) == .starting)
    scene.end(three)
    #expect(scene.condition(one) == .up)
  }
}

@Suite struct SlowStartTests {
  @Test func theWeightRisesInTenStepsAfterARecovery() {
    var scene = serving([slow(one)])
    #expect(scene.weights() == [one: 100])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.seconds(6))
    scene.end(one)
    var seen: [UInt32] = []
    for _ in 1...11 {
      seen.append(scene.weights()?[one] ?? 0)
      scene.pass(.seconds(2))
    }
    #expect(seen == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 100])
  }

  @Test func eachStepTouchesTheService() {
    var scene = serving([slow(one)])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.seconds(6))
    scene.end(one)
    _ = scene.touched()
    scene.pass(.seconds(2))
    #expect(scene.touched() == [web])
  }

  @Test func aFailureEndsItAndTheNextRecoveryBeginsAnew() {
    var scene = serving([slow(one)])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.seconds(6))
    scene.end(one)
    scene.pass(.seconds(6))
    #expect(scene.weights() == [one: 40])
    scene.end(one, refused)
    #expect(scene.weights() == [:])
    scene.pass(.seconds(6))
    scene.end(one)
    #expect(scene.weights() == [one: 10])
  }

  @Test func aWeightThatACheckSaysRisesToo() {
    var scene = serving([slow(one)])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.seconds(6))
    scene.end(one, weight: .absolute(50))
    #expect(scene.weights() == [one: 5])
  }

  @Test func aSmallWeightIsNeverNone() {
    var scene = serving([slow(one, weight: 1)])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.seconds(6))
    scene.end(one)
    #expect(scene.weights() == [one: 1])
  }

  @Test func aReloadGoesOnWhereItWas() {
    var scene = serving([slow(one)])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.seconds(6))
    scene.end(one)
    scene.pass(.seconds(4))
    scene.configure([virtual(mail, [real(two)]), virtual(web, [slow(one)])])
    #expect(scene.weights() == [one: 30])
    scene.pass(.seconds(2))
    #expect(scene.weights() == [one: 40])
  }
}

@Suite struct FlapTests {
  private func flapping() -> RealServer {
    var server = real(one, checks: [strict(one)])
    server.damping = FlapDamping(first: .seconds(10), most: .seconds(60))
    return server
  }

  /// Fails and passes; for how long it stays down after that, in steps of the interval.
  private func fall(_ scene: inout Scene) -> Int {
    scene.pass(.seconds(6))
    scene.end(one, refused)
    var steps = 0
    repeat {
      scene.pass(.seconds(6))
      scene.end(one)
      steps += 1
    } while scene.condition(one) == .down && steps < 30
    return steps
  }

  @Test func eachFallHoldsItDownForLonger() {
    var scene = serving([flapping()])
    #expect(fall(&scene) == 1)
    #expect(fall(&scene) == 2)
    #expect(fall(&scene) == 4)
    #expect(fall(&scene) == 7)
    #expect(fall(&scene) == 10)
    #expect(fall(&scene) == 10)
  }

  @Test func oneThatWasUpForLongBeginsAnew() {
    var scene = serving([flapping()])
    _ = fall(&scene)
    _ = fall(&scene)
    for _ in 1...10 {
      scene.pass(.seconds(6))
      scene.end(one)
    }
    #expect(fall(&scene) == 1)
  }

  @Test func theHoldIsToldOnce() {
    var scene = serving([flapping()])
    _ = fall(&scene)
    _ = fall(&scene)
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.seconds(6))
    let lines = scene.end(one).lines
    #expect(
      lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80 passes again, and stays down for 14 s: it has "
          + "fallen 3 times"
      ])
    scene.pass(.seconds(6))
    #expect(scene.end(one).lines == [])
    let last = scene.pass(.seconds(9)).lines
    #expect(last.first?.contains("is UP: it has been held down for long enough") == true)
  }
}

@Suite struct MaintenanceTests {
  private let target = MaintenanceTarget(address: one.address, port: 80)

  @Test func inMaintenanceItHasWeightZeroAndKeepsItsPlace() {
    var scene = serving([real(one, weight: 5, checks: [strict(one)], hooks: true), real(two)])
    _ = scene.touched()
    let effects = scene.handle(.maintenance(target, reason: "new disk"))
    #expect(scene.weights() == [one: 0, two: 1])
    #expect(scene.touched() == [web])
    #expect(effects.scripts == [])
    #expect(
      effects.lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80 is in maintenance: new disk; weight 0 in "
          + "tcp 192.0.2.1:80: connections that stand go on; 1 of 2 up, 1 in maintenance"
      ])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    #expect(scene.weights() == [one: 0, two: 1])
    #expect(scene.handle(.maintenance(target, reason: nil)).lines.count == 1)
    #expect(scene.weights() == [two: 1])
  }

  @Test func maintenanceIsAsOldAsItWasBeforeARestart() {
    var scene = Scene()
    let target = MaintenanceTarget(address: one.address, port: one.port)
    let began = Instant(nanoseconds: -5_000_000_000)
    scene.handle(.maintenance(target, reason: "new disk", since: began))
    scene.configure([virtual(web, [real(one)])])
    let member = scene.balancer.snapshot(at: scene.now).virtualServers.first?.realServers.first
    #expect(member?.maintenance == "new disk" && member?.maintainedFor == scene.now - began)
    // Another reason is no other maintenance; what lies ahead has not begun.
    scene.handle(.maintenance(target, reason: "newer disk"))
    #expect(scene.balancer.maintained[target]?.since == began)
    scene.handle(.maintenance(target, reason: nil))
    scene.handle(.maintenance(target, reason: "again", since: scene.now + .seconds(9)))
    #expect(scene.balancer.maintained[target]?.since == scene.now)
  }

  @Test func aMachineIsAllItsPorts() {
    var scene = Scene()
    let other = Endpoint(one.address, port: 25)
    scene.configure([
      virtual(web, [real(one, checks: [])]), virtual(mail, [real(other, checks: []), real(two)]),
    ])
    let machine = MaintenanceTarget(address: one.address)
    #expect(scene.balancer.realServers(of: machine).count == 2)
    scene.handle(.maintenance(machine, reason: "moved"))
    #expect(scene.weights() == [one: 0])
    #expect(scene.weights(mail) == [other: 0])
  }

  @Test func whatStoodBeforeAStartIsFollowed() {
    var scene = Scene()
    scene.handle(.maintenance(target, reason: "new disk"))
    scene.configure([virtual(web, [real(one, weight: 5)])], kernel: kernel([one: 0]))
    scene.settle()
    #expect(scene.weights() == [one: 0])
    scene.handle(.maintenance(target, reason: nil))
    #expect(scene.weights() == [one: 5])
  }

  @Test func theConfigurationMaySayItAndAReloadEndsIt() {
    var server = real(one, weight: 5, checks: [])
    server.isInMaintenance = true
    var scene = Scene()
    scene.configure([virtual(web, [server])])
    #expect(scene.weights() == [one: 0])
    server.isInMaintenance = false
    scene.configure([virtual(web, [server])])
    #expect(scene.weights() == [one: 5])
  }

  @Test func itCountsForNoQuorumAndComesBackSlowly() {
    var service = virtual(web, [slow(one), slow(two)])
    service.quorum.quorum = 150
    service.sorryServer = SorryServer(endpoint: three, forwarding: .masquerade)
    var scene = Scene()
    scene.configure([service])
    scene.settle()
    scene.handle(.maintenance(target, reason: "new disk"))
    #expect(scene.weights() == [one: 0, three: 1])
    scene.handle(.maintenance(target, reason: nil))
    #expect(scene.weights() == [one: 10, two: 100])
  }
}
