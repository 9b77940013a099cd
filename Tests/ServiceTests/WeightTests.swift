import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")
private let second = Endpoint(one.address, port: 443)

@Suite struct WeightTests {
  @Test func aCheckThatSaysAWeightChangesItInTheTable() {
    var scene = serving([real(one, weight: 10, checks: [strict(one)])])
    _ = scene.touched()
    scene.pass(.seconds(6))
    let effects = scene.end(one, weight: .absolute(4))
    #expect(scene.weights() == [one: 4])
    #expect(scene.touched() == [web])
    #expect(
      effects.lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80: weight 4 in tcp 192.0.2.1:80, as TCP_CHECK of "
          + "10.0.0.1:80 says"
      ])
  }

  @Test func theSameWeightSaidAgainChangesNothing() {
    var scene = serving([real(one, weight: 10, checks: [strict(one)])])
    for _ in 1...3 {
      scene.pass(.seconds(6))
      scene.end(one, weight: .delta(5))
      #expect(scene.weights() == [one: 15])
    }
    _ = scene.touched()
    scene.pass(.seconds(6))
    #expect(scene.end(one, weight: .delta(5)) == [])
    #expect(scene.touched() == [])
  }

  @Test func severalChecksAreAddedUp() {
    var scene = serving([real(one, weight: 10, checks: [strict(one), strict(second)])])
    scene.pass(.seconds(6))
    scene.end(one, weight: .absolute(4))
    scene.end(second, weight: .delta(3))
    #expect(scene.weights() == [one: 7])
    scene.pass(.seconds(6))
    scene.end(one, weight: .absolute(0))
    #expect(scene.weights() == [one: 3])
    scene.end(second, weight: .delta(-90))
    #expect(scene.weights() == [one: 0])
  }

  @Test func anotherConfiguredWeightIsTheBaseFromThenOn() {
    let checks = [strict(one)]
    var scene = serving([real(one, weight: 10, checks: checks)])
    scene.pass(.seconds(6))
    scene.end(one, weight: .percentage(50))
    scene.configure([virtual(web, [real(one, weight: 20, checks: checks)])])
    #expect(scene.weights() == [one: 10])
  }

  @Test func oneThatAsksToBeDrainedStaysWithWeightZero() {
    var scene = serving([real(one, weight: 10, checks: [strict(one)], hooks: true), real(two)])
    scene.pass(.seconds(6))
    let effects = scene.end(one, .drain("HTTP 404"))
    #expect(scene.weights() == [one: 0, two: 1])
    #expect(scene.condition(one) == .draining)
    #expect(effects.scripts == [])
    #expect(
      effects.lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80 is DRAINING: TCP_CHECK of 10.0.0.1:80 asks to be "
          + "drained: HTTP 404; weight 0 in tcp 192.0.2.1:80: connections that stand go on; "
          + "1 of 2 real servers left"
      ])
    scene.pass(.seconds(6))
    #expect(scene.end(one).lines.first?.contains("is UP") == true)
    #expect(scene.weights() == [one: 10, two: 1])
  }

  @Test func oneThatDrainsAndFailsIsDownAndRunsItsHook() {
    var scene = serving([real(one, checks: [strict(one)], hooks: true)])
    scene.pass(.seconds(6))
    scene.end(one, .drain("HTTP 404"))
    scene.pass(.seconds(6))
    #expect(scene.end(one, refused).scripts == ["down"])
    #expect(scene.weights() == [:])
    scene.pass(.seconds(6))
    #expect(scene.end(one, .drain("HTTP 404")).scripts == ["up"])
    #expect(scene.weights() == [one: 0])
  }

  @Test func aFailureOfAnotherCheckOutweighsADrain() {
    var scene = serving([real(one, checks: [strict(one), strict(second)])])
    scene.pass(.seconds(6))
    scene.end(one, .drain("HTTP 404"))
    scene.end(second, refused)
    #expect(scene.condition(one) == .down)
  }

  @Test func reverseKeepsOneThatAnswersOut() {
    var check = strict(one)
    check.timing.isReversed = true
    var scene = serving([real(two), real(one, checks: [check])])
    #expect(scene.weights() == [two: 1])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    #expect(scene.weights() == [one: 1, two: 1])
  }
}
