import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")

@Suite struct ConditionTests {
  @Test func aRealServerThatFailsForGoodLeavesTheTable() {
    var scene = serving([real(one), real(two)])
    _ = scene.touched()
    scene.pass(.seconds(6))
    scene.end(one, refused)
    #expect(scene.weights() == [one: 1, two: 1])
    #expect(scene.touched() == [])
    scene.pass(.seconds(1))
    scene.end(one, refused)
    #expect(scene.weights() == [two: 1])
    #expect(scene.touched() == [web])
  }

  @Test func anInhibitedOneStaysWithWeightZero() {
    var scene = serving([real(one, weight: 5, inhibits: true, checks: [strict(one)])])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    #expect(scene.weights() == [one: 0])
    scene.pass(.seconds(6))
    scene.end(one)
    #expect(scene.weights() == [one: 5])
  }

  @Test func allChecksMustPass() {
    let second = Endpoint(one.address, port: 443)
    var scene = Scene()
    scene.configure([virtual(web, [real(one, checks: [strict(one), strict(second)])])])
    scene.pass(.seconds(1))
    #expect(scene.end(one).lines.first?.contains("waits for its other checks") == true)
    #expect(scene.weights() == [:])
    scene.end(second)
    #expect(scene.weights() == [one: 1])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    let line = scene.end(second, refused).lines.first
    #expect(line?.contains("stays down: TCP_CHECK of 10.0.0.1:443 failed") == true)
    scene.pass(.seconds(6))
    scene.end(one)
    #expect(scene.weights() == [:])
    scene.end(second)
    #expect(scene.weights() == [one: 1])
  }

  @Test func aChangeSaysWhatWhyAndWhatFollows() {
    var scene = Scene()
    scene.configure([
      virtual(web, [real(one, weight: 3, checks: [strict(one)]), real(two, checks: [])])
    ])
    scene.pass(.seconds(1))
    #expect(
      scene.end(one).lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80 is up: TCP_CHECK of 10.0.0.1:80 passed (1 ms); "
          + "added to tcp 192.0.2.1:80 with weight 3; 2 of 2 real servers serve"
      ])
    scene.pass(.seconds(6))
    let effects = scene.end(one, refused)
    #expect(
      effects.lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80 is down: TCP_CHECK of 10.0.0.1:80 failed: "
          + "connection refused; removed from tcp 192.0.2.1:80; 1 of 2 real servers left"
      ])
    #expect(effects.levels == [.notice])
  }

  @Test func theLastOneGoneIsAWarning() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    let effects = scene.end(one, refused)
    #expect(effects.levels == [.warning])
    #expect(effects.lines.first?.hasSuffix("0 of 1 real servers left") == true)
  }

  @Test func aPeersWordsCannotStartAnotherLine() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    let lines = scene.end(one, .failed("got \"x\n<0>all is lost\u{0}\"")).lines
    #expect(lines.first?.contains("got \"x <0>all is lost \"") == true)
  }

  @Test func forgivenFailuresAreToldOnlyWhereAskedFor() {
    var quiet = serving([real(one)])
    quiet.pass(.seconds(6))
    #expect(quiet.end(one, refused).isEmpty)
    var loud = serving([real(one, checks: [tcpCheck(one, logsEveryFailure: true)])])
    loud.pass(.seconds(6))
    #expect(
      loud.end(one, refused).lines == [
        "real server 10.0.0.1:80 of tcp 192.0.2.1:80: TCP_CHECK of 10.0.0.1:80 failed: connection "
          + "refused: failure 1, 1 forgiven; next probe in 1 s"
      ])
  }

  @Test func theSameFailureIsNotToldAgain() {
    var scene = Scene()
    scene.configure([virtual(web, [real(one, checks: [tcpCheck(one, logsEveryFailure: true)])])])
    scene.settle(refused)
    scene.pass(.seconds(6))
    #expect(scene.end(one, refused).isEmpty)
    scene.pass(.seconds(6))
    #expect(scene.end(one, .failed("no route to host")).levels == [.info])
  }

  @Test func aProbeThatCannotBeMadeIsToldOnceAndChangesNothing() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    #expect(scene.end(one, .notMade("no descriptor left")).levels == [.warning])
    #expect(scene.weights() == [one: 1])
    scene.pass(.seconds(1))
    #expect(scene.end(one, .notMade("no descriptor left")).isEmpty)
  }

  @Test func aProbeThatNeverEndsIsCancelledAndToldOf() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    let lost = scene.underWay.map(\.identifier)
    let effects = scene.pass(.seconds(12))
    #expect(lost.count == 1)
    #expect(effects.cancellations == lost)
    #expect(effects.lines.first?.contains("has not ended in 10 s and is given up") == true)
    #expect(scene.weights() == [one: 1])
    scene.pass(.seconds(2))
    #expect(scene.underWay.count == 1)
  }

  @Test func aResultOfAnEarlierProbeOrOfNoCheckIsIgnored() {
    var scene = serving([real(one, checks: [strict(one)])])
    scene.pass(.seconds(6))
    let result = ProbeResult(refused, duration: .zero)
    for check in [-1, 0, 1, Int.max] {
      #expect(scene.handle(.probeEnded(ProbeIdentifier(check: check, serial: 77), result)) == [])
    }
    #expect(scene.weights() == [one: 1])
  }

  @Test func theSnapshotTellsWhatThereIs() {
    var scene = serving([real(one, weight: 4), real(two)])
    scene.pass(.seconds(6))
    scene.end(one, refused)
    scene.pass(.milliseconds(500))
    let snapshot = scene.balancer.snapshot(at: scene.now)
    let servers = snapshot.virtualServers.first?.realServers
    #expect(snapshot.virtualServers.first?.name == "tcp 192.0.2.1:80")
    #expect(snapshot.virtualServers.first?.serving == 2)
    #expect(servers?.map(\.wanted?.weight) == [4, 1])
    let check = servers?.first?.checks.first
    #expect(check?.state.words == "passing, 1 failure forgiven")
    #expect(check?.last?.words == "failed: connection refused")
    #expect(check?.last?.age == .milliseconds(500))
    #expect(check?.next == .milliseconds(500))
    #expect(servers?.last?.checks.first?.isUnderWay == true)
  }
}
