import BFD
import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let uplink = TrackedSource.session("uplink")
private let web1 = TrackedSource.file("web")

private func check(
  _ source: TrackedSource, weight: Int = 1, interval: Duration = .seconds(60), retries: Int = 0
) -> CheckDefinition {
  CheckDefinition(
    kind: "FACT_CHECK",
    probe: Probe(
      path: .nowhere, dialogue: .tracked(TrackedProbe(source, weight: weight)),
      timeout: .seconds(60)),
    timing: CheckTiming(interval: interval, retries: retries), position: position)
}

/// One real server that looks at the session, and one without a check.
private let servers = [real(one, checks: [check(uplink)]), real(two, checks: [])]

private func configured(_ scene: inout Scene, _ servers: [RealServer], hasSession: Bool = true) {
  var configuration = DirectorConfiguration(virtualServers: [virtual(web, servers)])
  if hasSession {
    configuration.sessions = [SessionSettings(name: "uplink", neighbor: .v4(0xc000_0202))]
  }
  scene.handle(.configured(configuration, kernel: Table()))
}

@Suite struct TrackedSourceTests {
  @Test func aSessionThatGoesDownTakesItsRealServerOutAtOnce() {
    var scene = Scene()
    configured(&scene, servers)
    scene.pass(.seconds(2))
    #expect(scene.weights() == [two: 1])
    scene.handle(.trackedSourceChanged(uplink, .up))
    #expect(scene.weights() == [one: 1, two: 1])
    scene.pass(.seconds(5))
    let effects = scene.handle(.trackedSourceChanged(uplink, .down))
    #expect(scene.weights() == [two: 1])
    #expect(
      effects.lines.first?.contains("FACT_CHECK of bfd_instance uplink failed: it is down") == true)
    scene.handle(.trackedSourceChanged(uplink, .up))
    #expect(scene.weights() == [one: 1, two: 1])
    #expect(scene.underWay.isEmpty)
  }

  @Test func whatIsKnownBeforeTheConfigurationCounts() {
    var scene = Scene()
    scene.handle(.trackedSourceChanged(web1, .value(4)))
    scene.configure([virtual(web, [real(one, weight: 3, checks: [check(web1, weight: 2)])])])
    scene.pass(.seconds(1))
    #expect(scene.weights() == [one: 11])
  }

  @Test func aSessionThatNeverComesUpFailsInTheEnd() {
    var scene = Scene()
    configured(&scene, servers)
    scene.pass(.seconds(9))
    #expect(scene.condition(one) == .starting)
    scene.pass(.seconds(2))
    #expect(scene.condition(one) == .down)
  }

  @Test func anAdoptedRealServerWaitsForItsSession() {
    var scene = Scene()
    scene.configure([virtual(web, servers)], kernel: kernel([one: 5, two: 1]))
    scene.pass(.seconds(9))
    #expect(scene.weights()?[one] == 5)
    scene.pass(.seconds(2))
    #expect(scene.weights()?[one] == nil)
  }

  @Test func aFilesNumberMovesTheWeight() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, weight: 10, checks: [check(web1, weight: -2)])])])
    scene.handle(.trackedSourceChanged(web1, .value(0)))
    #expect(scene.weights() == [one: 10])
    _ = scene.touched()
    scene.handle(.trackedSourceChanged(web1, .value(3)))
    #expect(scene.weights() == [one: 4])
    #expect(scene.touched() == [web])
    scene.handle(.trackedSourceChanged(web1, .value(50)))
    #expect(scene.weights() == [one: 0])
    #expect(scene.handle(.trackedSourceChanged(web1, .value(50))) == [])
  }

  @Test func retriesAreCountedAtTheirPace() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, checks: [check(uplink, retries: 1)])])])
    scene.handle(.trackedSourceChanged(uplink, .up))
    scene.pass(.seconds(3))
    scene.handle(.trackedSourceChanged(uplink, .down))
    #expect(scene.weights() == [one: 1])
    scene.pass(.seconds(2))
    #expect(scene.weights() == [:])
  }

  @Test func aReloadForgetsWhatIsLookedAfterNoMore() {
    var scene = Scene()
    configured(&scene, servers)
    scene.handle(.trackedSourceChanged(uplink, .up))
    configured(&scene, [real(two, checks: [])])
    #expect(scene.balancer.trackedSources == [uplink: .up])
    configured(&scene, servers)
    scene.pass(.seconds(1))
    #expect(scene.weights() == [one: 1, two: 1])
    configured(&scene, [real(two, checks: [])], hasSession: false)
    #expect(scene.balancer.trackedSources == [:])
    // A check of a session that is there again waits anew.
    configured(&scene, servers)
    scene.pass(.seconds(1))
    #expect(scene.condition(one) == .starting)
  }

  @Test func aReloadLeavesACheckThatGoesOnAsItIs() {
    var scene = Scene()
    configured(&scene, servers)
    scene.handle(.trackedSourceChanged(uplink, .up))
    configured(&scene, servers + [real(three, checks: [check(uplink)])])
    #expect(scene.weights() == [one: 1, two: 1, three: 1])
    scene.handle(.trackedSourceChanged(uplink, .down))
    #expect(scene.weights() == [two: 1])
  }

  @Test func whileChecksRestNothingIsDecided() {
    var scene = Scene()
    var server = virtual(web, servers)
    server.suspends = .v4(0xc000_0201)
    scene.configure([server])
    scene.handle(.trackedSourceChanged(uplink, .up))
    scene.pass(.seconds(20))
    #expect(scene.condition(one) == .starting)
    scene.handle(.moved(Situation(addresses: [.v4(0xc000_0201)])))
    scene.pass(.seconds(1))
    #expect(scene.condition(one) == .up)
  }

  /// Within the time in which checks that are due start together.
  @Test func theShortestIntervalsHoldNothingUp() {
    var hasty = check(uplink, interval: .milliseconds(1), retries: 100_000_000)
    hasty.timing.retryDelay = .zero
    hasty.timing.failedInterval = .milliseconds(1)
    var strict = check(web1, weight: 0, interval: .milliseconds(1))
    strict.timing.retryDelay = .zero
    strict.timing.failedInterval = .milliseconds(1)
    var scene = Scene()
    scene.configure([virtual(web, [real(one, checks: [hasty]), real(two, checks: [strict])])])
    scene.handle(.trackedSourceChanged(uplink, .up))
    scene.handle(.trackedSourceChanged(web1, .value(0)))
    #expect(scene.weights() == [one: 1, two: 1])
    scene.handle(.trackedSourceChanged(uplink, .down))
    scene.handle(.trackedSourceChanged(web1, .value(1)))
    scene.pass(.seconds(1))
    #expect(scene.weights() == [one: 1])
  }

  @Test func afterTheEndNothingIsHeard() {
    var scene = Scene()
    configured(&scene, servers)
    scene.handle(.trackedSourceChanged(uplink, .up))
    scene.handle(.stopping)
    #expect(scene.handle(.trackedSourceChanged(uplink, .down)) == [])
  }

  @Test func oneProgramIsRunOnceForSeveralRealServers() {
    let program = CheckDefinition(
      kind: "MISC_CHECK",
      probe: Probe(
        path: .nowhere, dialogue: .program(ProgramProbe(arguments: ["/bin/check"])),
        timeout: .seconds(3)), timing: CheckTiming(interval: .seconds(6), retries: 0),
      position: position)
    var scene = Scene()
    scene.configure([
      virtual(web, [real(one, checks: [program])]), virtual(mail, [real(two, checks: [program])]),
    ])
    scene.pass(.seconds(1))
    #expect(scene.underWay.count == 1)
    let effects = scene.settle(.failed("exit code 1"))
    // Each real server's line, and that nobody is left behind each virtual server.
    #expect(effects.lines.count == 4)
    #expect(effects.lines.allSatisfy { $0.contains("MISC_CHECK of '/bin/check' failed") })
  }
}
