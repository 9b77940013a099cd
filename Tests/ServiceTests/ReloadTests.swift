import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")

@Suite struct ReloadTests {
  @Test func anUnchangedConfigurationChangesNothing() {
    var scene = serving([real(one), real(two)])
    scene.pass(.seconds(6))
    _ = scene.touched()
    let deadline = scene.balancer.deadline
    scene.now += .milliseconds(1)
    #expect(scene.configure([virtual(web, [real(one), real(two)])]) == [])
    #expect(scene.touched() == [])
    #expect(scene.balancer.deadline == deadline)
  }

  @Test func aMovedConfigurationChangesNothing() {
    var scene = serving([real(one)])
    scene.pass(.seconds(6))
    _ = scene.touched()
    var moved = virtual(web, [real(one)])
    moved.position.line = 100
    moved.realServers[0].position.line = 101
    moved.realServers[0].checks[0].position.line = 102
    #expect(scene.configure([moved]) == [])
    #expect(scene.touched() == [])
    #expect(scene.end(one) == [])
    #expect(scene.weights() == [one: 1])
  }

  @Test func matchedChecksKeepStatePhaseAndProbe() {
    var scene = serving([real(one, checks: [strict(one)]), real(two)])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.now += .milliseconds(100)
    let effects = scene.configure([
      virtual(mail, [real(three)]), virtual(web, [real(two), real(one, checks: [strict(one)])]),
    ])
    #expect(effects.cancellations.isEmpty)
    #expect(scene.condition(one) == .down)
    #expect(scene.weights() == [two: 1])
    scene.end(two, refused)
    #expect(scene.weights() == [two: 1])
    scene.pass(.seconds(1))
    scene.end(two, refused)
    #expect(scene.weights() == [:])
  }

  @Test func anotherTimingKeepsTheState() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    let changed = tcpCheck(one, interval: .seconds(2), retries: 5)
    #expect(scene.configure([virtual(web, [real(one, checks: [changed])])]).isEmpty)
    #expect(scene.condition(one) == .down)
    // The last probe started a second ago.
    #expect(scene.balancer.deadline == scene.now + .seconds(1))
  }

  @Test func anotherProbeBeginsInTheRealServersCondition() {
    var scene = serving([real(one), real(two, checks: [strict(two)])])
    scene.pass(.seconds(6))
    scene.end(two, refused)
    let effects = scene.configure([
      virtual(
        web,
        [one, two].map { real($0, checks: [tcpCheck($0, timeout: .seconds(2), retries: 0)]) })
    ])
    #expect(effects.cancellations.count == 1)
    #expect(scene.weights() == [one: 1])
    #expect(scene.condition(two) == .down)
    let changes = scene.settle(refused)
    #expect(scene.weights() == [:])
    #expect(changes.levels == [.warning, .error])
  }

  @Test func anAddedCheckTakesNothingOut() {
    var scene = serving([real(one)])
    let second = Endpoint(one.address, port: 443)
    scene.configure([virtual(web, [real(one, checks: [tcpCheck(one), strict(second)])])])
    #expect(scene.weights() == [one: 1])
    scene.pass(.seconds(1))
    scene.end(second, refused)
    #expect(scene.weights() == [:])
  }

  @Test func aRealServerWhoseFailingCheckIsTakenAwayIsUp() {
    let second = Endpoint(one.address, port: 443)
    var scene = serving([real(one, checks: [strict(one), strict(second)], hooks: true)])
    scene.pass(.seconds(6))
    scene.end(second, refused)
    let effects = scene.configure([virtual(web, [real(one, checks: [strict(one)], hooks: true)])])
    #expect(effects.scripts == ["up"])
    #expect(effects.lines.first?.contains("is UP: so the new configuration has it") == true)
    #expect(scene.weights() == [one: 1])
  }

  @Test func onlyServicesWhoseValueDiffersAreTouched() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)]), virtual(mail, [real(two)])])
    scene.settle()
    _ = scene.touched()
    scene.configure([virtual(web, [real(one, weight: 9)]), virtual(mail, [real(two)])])
    #expect(scene.touched() == [web])
    #expect(scene.weights() == [one: 9])
  }

  @Test func aDeletedVirtualServersServicesAreToGo() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)]), virtual(mail, [real(two)])])
    scene.pass(.seconds(1))
    _ = scene.touched()
    let effects = scene.configure([virtual(web, [real(one)])])
    #expect(effects.cancellations.count == 1)
    #expect(scene.touched() == [mail])
    #expect(scene.balancer.desired(mail) == nil)
    #expect(scene.balancer.owned == [web, mail])
    #expect(
      effects.lines == ["tcp 192.0.2.1:25 is configured no more: removed with its 1 real server"])
    scene.configure([virtual(web, [real(one)]), virtual(mail, [real(two)])])
    scene.handle(.servicesRemoved([mail]))
    #expect(scene.balancer.owned == [web, mail])
  }

  @Test func addedAndRemovedRealServersAreNamed() {
    var scene = serving([real(one), real(two)])
    scene.pass(.seconds(6))
    let probe = scene.underWay.filter { $0.probe.path.destination == two }.map(\.identifier)
    let effects = scene.configure([virtual(web, [real(one), real(three)])])
    #expect(effects.cancellations == probe)
    #expect(probe.count == 1)
    #expect(
      effects.lines == [
        "tcp 192.0.2.1:80: real servers added: 10.0.0.3:80; real servers removed: 10.0.0.2:80"
      ])
    #expect(scene.weights() == [one: 1])
    scene.settle()
    #expect(scene.weights() == [one: 1, three: 1])
  }

  @Test func aRenamedGroupKeepsItsRealServersStates() {
    var scene = Scene()
    var group = virtual(web, [real(one)])
    group.name = .group("old", .tcp)
    scene.configure([group])
    scene.settle()
    group.name = .group("new", .tcp)
    #expect(scene.configure([group]) == [])
    #expect(scene.weights() == [one: 1])
  }

  @Test func aRealServerThatEntersTheKernelsTableByHandIsAdoptedAtAReload() {
    var scene = serving([real(one)])
    scene.configure([virtual(web, [real(one), real(two)])], kernel: kernel([one: 1, two: 1]))
    #expect(scene.weights() == [one: 1, two: 1])
  }

  @Test func aPlaceUsedAgainDoesNotTakeTheOldProbesVerdict() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)])])
    scene.pass(.seconds(1))
    let old = scene.underWay.map(\.identifier)
    scene.configure([])
    scene.configure([virtual(web, [real(two)])])
    scene.pass(.seconds(1))
    #expect(scene.underWay.map(\.identifier.check) == old.map(\.check))
    for identifier in old {
      let result = ProbeResult(.passed, duration: .zero)
      #expect(scene.handle(.probeEnded(identifier, result)) == [])
    }
    #expect(scene.weights() == [:])
  }
}
