import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

@Suite struct StartTests {
  @Test func aRealServerEntersTheTableAfterItsFirstPass() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, weight: 3)])])
    #expect(scene.weights() == [:])
    #expect(scene.condition(one) == .starting)
    scene.pass(.seconds(1))
    _ = scene.touched()
    scene.end(one)
    #expect(scene.weights() == [one: 3])
    #expect(scene.touched() == [web])
  }

  @Test func aRealServerWithoutChecksEntersAtOnce() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, weight: 2, checks: [])])])
    #expect(scene.weights() == [one: 2])
    #expect(scene.balancer.deadline == nil)
  }

  @Test func aRealServerWhoseFirstCheckFailsDoesNotEnter() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)])])
    scene.settle(.failed("connection refused"))
    #expect(scene.weights() == [:])
    #expect(scene.condition(one) == .down)
  }

  @Test func oneThatFailedAtStartStaysDownUntilAllItsChecksPass() {
    let second = Endpoint(one.address, port: 443)
    var scene = Scene()
    scene.configure([
      virtual(web, [real(one, inhibits: true, checks: [strict(one), strict(second)])])
    ])
    scene.pass(.seconds(1))
    scene.end(one, .failed("connection refused"))
    #expect(scene.weights() == [one: 0])
    scene.pass(.seconds(6))
    scene.end(one)
    #expect(scene.weights() == [one: 0])
    #expect(scene.condition(one) == .down)
  }

  @Test func aRealServerThatTheKernelHasKeepsWhatItHasUntilACheckPasses() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, weight: 3), real(two)])], kernel: kernel([one: 7]))
    #expect(scene.weights() == [one: 7])
    scene.settle()
    #expect(scene.weights() == [one: 3, two: 1])
  }

  @Test func anAdoptedWeightIsForgottenWithTheFirstChange() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, weight: 3)])], kernel: kernel([one: 7]))
    scene.settle(.failed("connection refused"))
    scene.settle(.failed("connection refused"))
    #expect(scene.weights() == [:])
    scene.pass(.seconds(6))
    scene.end(one)
    #expect(scene.weights() == [one: 3])
  }

  @Test func anAdoptedWeightGivesWayToAnotherConfiguredOne() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, weight: 3)])], kernel: kernel([one: 7]))
    scene.configure([virtual(web, [real(one, weight: 4)])], kernel: kernel([one: 7]))
    #expect(scene.weights() == [one: 4])
  }

  @Test func anAdoptedWeightOfZeroIsKeptToo() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, weight: 3)])], kernel: kernel([one: 0]))
    #expect(scene.weights() == [one: 0])
    #expect(scene.condition(one) == .up)
    scene.settle()
    #expect(scene.weights() == [one: 3])
  }

  @Test func anAdoptedRealServerIsForgivenAsUsual() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)])], kernel: kernel([one: 1]))
    scene.settle(.failed("connection refused"))
    #expect(scene.weights() == [one: 1])
    scene.settle(.failed("connection refused"))
    #expect(scene.weights() == [:])
  }

  @Test func anInhibitedOneThatTheKernelHasAtZeroStartsDown() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, inhibits: true)])], kernel: kernel([one: 0]))
    #expect(scene.condition(one) == .down)
    #expect(scene.weights() == [one: 0])
    scene.settle()
    #expect(scene.weights() == [one: 1])
  }

  @Test func aConfiguredWeightOfZeroIsNoFailure() {
    var scene = Scene()
    scene.configure(
      [virtual(web, [real(one, weight: 0, inhibits: true)])], kernel: kernel([one: 0]))
    #expect(scene.condition(one) == .up)
  }

  @Test func adoptionRunsNoHookAndSaysHowMany() {
    var scene = Scene()
    let effects =
      scene.configure([virtual(web, [real(one, hooks: true)])], kernel: kernel([one: 1]))
      + scene.settle()
    #expect(effects.hooks.isEmpty)
    #expect(
      effects.lines == [
        "1 virtual server, 1 real server, 1 check; already in the kernel and kept as found until a "
          + "check says otherwise: 1 real server"
      ])
  }

  @Test func everyWantedServiceIsTouchedAtStart() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)]), virtual(mail, [real(two)])])
    #expect(scene.touched() == [web, mail])
    #expect(scene.touched() == [])
    #expect(scene.balancer.owned == [web, mail])
  }

  @Test func whatWasOursAndIsNotWantedIsToBeRemovedUntilItIs() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)])], previouslyOwned: [mail])
    #expect(scene.touched() == [web, mail])
    #expect(scene.balancer.desired(mail) == nil)
    #expect(scene.balancer.owned == [web, mail])
    scene.handle(.servicesRemoved([mail]))
    #expect(scene.balancer.owned == [web])
  }

  @Test func aServiceThatTwoVirtualServersClaimIsTheFirstOnes() {
    var scene = Scene()
    scene.configure([
      virtual(web, [real(one, checks: [])]), virtual(web, [real(two, checks: [])]),
    ])
    #expect(scene.weights() == [one: 1])
  }

  @Test func everyServiceOfAGroupHasTheRealServers() {
    var scene = Scene()
    var group = virtual(web, [real(one)])
    group.name = .group("web", .tcp)
    group.services = [web, mail]
    scene.configure([group])
    let effects = scene.settle()
    #expect(scene.weights(web) == [one: 1])
    #expect(scene.weights(mail) == [one: 1])
    #expect(effects.lines.last?.contains("added to the 2 services of group web (tcp)") == true)
  }

  @Test func aRealServerOfAnotherFamilyStandsOnlyBehindATunnel() {
    var scene = Scene()
    let six = Endpoint(.v6(1), port: 80)
    var tunnelled = real(Endpoint(.v6(2), port: 80), checks: [])
    tunnelled.settings.forwarding = .ipip
    scene.configure([virtual(web, [real(six, checks: []), tunnelled])])
    #expect(scene.weights() == [tunnelled.endpoint: 1])
  }

  @Test func atTheEndOursGoesAndProbesAreCancelled() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one), real(two, checks: [])])])
    scene.pass(.seconds(1))
    _ = scene.touched()
    let effects = scene.handle(.stopping)
    #expect(effects.cancellations.count == 1)
    #expect(effects.hooks.isEmpty)
    #expect(scene.balancer.table == Table())
    #expect(scene.balancer.owned == [web])
    #expect(scene.touched() == [web])
    #expect(scene.balancer.deadline == nil)
    #expect(scene.handle(.stopping).isEmpty)
    #expect(scene.configure([virtual(mail, [real(one)])]).isEmpty)
  }

  @Test func atTheEndTheTableStaysWhereItIsToStay() {
    var scene = Scene()
    scene.configure(
      [virtual(web, [real(one, checks: [])])], global: GlobalDefinitions(atStop: .keep))
    _ = scene.touched()
    scene.handle(.stopping)
    #expect(scene.weights() == [one: 1])
    #expect(scene.touched() == [])
  }
}
