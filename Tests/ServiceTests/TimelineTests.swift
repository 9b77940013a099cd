import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let epoch = Instant(nanoseconds: 0)

@Test func aTimelineForgetsTheOldestAndCountsIt() {
  var timeline = Timeline()
  for number in 0..<40 { timeline.add(.state, "\(number)", at: epoch) }
  #expect(timeline.entries.count == Timeline.longest)
  #expect(timeline.entries.first?.words == "8")
  #expect(timeline.entries.last?.words == "39")
  #expect(timeline.forgotten == 8)
}

@Test func timelinesAreShorterWhereThereAreThousands() {
  #expect(Timeline.limit(realServers: 0) == 32)
  #expect(Timeline.limit(realServers: 3000) == 32)
  #expect(Timeline.limit(realServers: 10_000) == 10)
  #expect(Timeline.limit(realServers: 1_000_000) == 6)
}

@Test func whatGoesOnIsOneEntry() {
  var timeline = Timeline()
  timeline.renew(.weight, "a", at: epoch)
  timeline.renew(.weight, "b", at: epoch + .seconds(1))
  timeline.add(.state, "c", at: epoch)
  timeline.renew(.weight, "d", at: epoch)
  #expect(timeline.entries.map(\.words) == ["b", "c", "d"])
  #expect(timeline.entries.map(\.times) == [2, 1, 1])
  #expect(timeline.entries.first?.since == epoch)
}

@Test func failuresOfACheckAreOneEntryUntilTheyDecide() {
  var timeline = Timeline()
  timeline.count(.failure, of: 1, run: 1, "a", at: epoch)
  timeline.count(.failure, of: 2, run: 1, "b", at: epoch)
  timeline.count(.failure, of: 1, run: 1, "a", at: epoch)
  timeline.count(.failure, of: 1, run: 2, "a", at: epoch)
  #expect(timeline.entries.map(\.times) == [3, 1])
  #expect(timeline.takeRun(.failure, of: 1) == 2)
  #expect(timeline.entries.map(\.times) == [1, 1])
  #expect(timeline.takeRun(.failure, of: 2) == 1)
  #expect(timeline.entries.map(\.words) == ["a"])
  timeline.add(.state, "c", at: epoch)
  #expect(timeline.takeRun(.failure, of: 1) == 0)
}

// MARK: - What a balancer writes

extension Scene {
  fileprivate func account(_ endpoint: Endpoint = one) -> Account? {
    balancer.accounts(of: MaintenanceTarget(address: endpoint.address), at: now).first
  }

  fileprivate var words: [String] { account()?.timeline.map(\.words) ?? [] }
}

private let refused = Verdict.failed("connection refused")

private func flapping() -> Scene {
  var scene = serving([
    real(one, checks: [tcpCheck(one, interval: .seconds(6), retries: 2, successes: 2)]), real(two),
  ])
  for _ in 0..<3 {
    scene.pass(.seconds(6))
    scene.end(one, refused)
  }
  return scene
}

@Test func whoIsOutIsToldWithHowOftenItFailed() {
  let answer = flapping().account()?.answer
  #expect(answer?.standing == .out)
  #expect(
    answer?.reason == "TCP_CHECK of 10.0.0.1:80 failed 3 times in a row: connection refused")
  #expect(answer?.outlook == ["0 of 2 passes in a row needed of TCP_CHECK to return"])
  #expect(
    flapping().words == [
      "reload: not in the table before its checks have passed",
      "up: TCP_CHECK of 10.0.0.1:80 passed (1 ms); added to tcp 192.0.2.1:80 with weight 1; 1 of 2 "
        + "real servers serve",
      "down: TCP_CHECK of 10.0.0.1:80 failed 3 times in a row: connection refused; removed from "
        + "tcp 192.0.2.1:80; 1 of 2 real servers left",
    ])
}

@Test func countsThatDecideNothingYetAreTold() {
  var scene = flapping()
  scene.pass(.seconds(6))
  scene.end(one)
  #expect(scene.words.last == "TCP_CHECK of 10.0.0.1:80 passed (1 ms); 1 of 2 in a row")
  #expect(
    scene.account()?.answer.outlook
      == ["1 of 2 passes in a row needed of TCP_CHECK to return"])
  #expect(
    scene.account()?.checks.first?.standing == "fails; 2 passes in a row bring it back, 1 so far")
}

@Test func ofSeveralChecksThatFailTheAnswerSaysHowMany() {
  let other = Endpoint(one.address, port: 81)
  var scene = serving([real(one, checks: [strict(one), strict(other)])])
  scene.pass(.seconds(6))
  scene.end(one, refused)
  scene.end(other, refused)
  let answer = scene.account()?.answer
  #expect(answer?.reason == "TCP_CHECK of 10.0.0.1:80 failed: connection refused")
  #expect(answer?.outlook == ["2 of its checks fail by now"])
}

@Test func probesThatPassWriteNothing() {
  var scene = flapping()
  let before = scene.account(two)?.timeline.count
  for _ in 0..<5 { scene.settle() }
  #expect(scene.account(two)?.timeline.count == before)
}

@Test func theProbeThatDecidedIsKeptWithItsTranscript() {
  var scene = serving([real(one, checks: [strict(one)])])
  var transcript = Transcript()
  transcript.note(.server, [1, 2], at: .zero, within: .daemon)
  scene.pass(.seconds(6))
  let identifier = scene.underWay[0].identifier
  scene.handle(
    .probeEnded(
      identifier, ProbeResult(refused, duration: .milliseconds(1), transcript: transcript)))
  #expect(scene.account()?.evidence?.result.transcript == transcript)
  #expect(scene.account()?.evidence?.kind == "TCP_CHECK")
}

@Test func aTimelineOutlivesAReload() {
  var scene = flapping()
  let before = scene.words
  scene.handle(
    .configured(
      DirectorConfiguration(virtualServers: [virtual(web, [real(one, weight: 3), real(two)])]),
      kernel: Table(), occasion: "/a.conf applied on trial"))
  #expect(
    scene.words == before + [
      "/a.conf applied on trial: weight 1 -> 3; begins TCP_CHECK of 10.0.0.1:80; ends TCP_CHECK of "
        + "10.0.0.1:80"
    ])
}

@Test func aNameAndAReasonAreInTheAnswer() {
  var scene = serving([real(one)])
  scene.handle(
    .maintenance(MaintenanceTarget(address: one.address), reason: "new disk", by: "root"))
  let answer = scene.account()?.answer
  #expect(answer?.standing == .keeping)
  #expect(answer?.reason == "it is in maintenance by root: new disk")
  #expect(answer?.since == scene.now)
}

@Test func whoFollowsAMasterElsewhereIsOutForThat() {
  var service = virtual(web, [real(one)])
  service.follows = "VI_1"
  var scene = Scene()
  scene.configure([service])
  scene.settle()
  #expect(
    scene.account()?.answer.reason
      == "it follows vrrp_instance VI_1, of which this director is not master")
  #expect(scene.account()?.answer.standing == .out)
  scene.handle(.moved(Situation(masters: ["VI_1"])))
  #expect(scene.account()?.answer.standing == .serving(weight: 1))
  #expect(scene.words.last == "tcp 192.0.2.1:80 is served here: this director is master of VI_1")
}

@Test func whatElseHoldsARealServerOutIsTold() {
  #expect(
    Scene.starting().account()?.answer.reason.hasPrefix("its checks have not passed yet: ") == true)
  #expect(serving([real(one, checks: [])]).account()?.answer.reason == "nothing checks it")
  let weightless = serving([real(one, weight: 0)]).account()?.answer
  #expect(weightless?.standing == .keeping)
  #expect(weightless?.outlook == ["the configuration gives it weight 0"])
}

extension Scene {
  fileprivate static func starting() -> Scene {
    var scene = Scene()
    scene.configure([virtual(web, [real(one)])])
    return scene
  }
}

@Test func weightsAreToldWithTheirSources() {
  var scene = serving([real(one, weight: 4)])
  scene.pass(.seconds(6))
  scene.end(one, .passed, weight: .percentage(50))
  #expect(scene.account()?.answer.standing == .serving(weight: 2))
  #expect(
    scene.account()?.answer.outlook
      == ["TCP_CHECK says 50 % of the weight", "its configured weight is 4"])
}

@Test func aQuorumThatIsLostIsTheReason() {
  var service = virtual(web, [real(one, checks: [strict(one)]), real(two, checks: [strict(two)])])
  service.quorum = Quorum(quorum: 2)
  service.sorryServer = SorryServer(endpoint: three, forwarding: .masquerade)
  var scene = Scene()
  scene.configure([service])
  scene.settle()
  scene.pass(.seconds(6))
  scene.end(two, refused)
  #expect(
    scene.account()?.answer.reason
      == "the quorum is lost: weight 1 of 2; the sorry server 10.0.0.3:80 serves")
  #expect(scene.words.last?.hasPrefix("the virtual server has lost its quorum: weight 1") == true)
}

@Test func somebodyElsesChangesAreInTheTimeline() {
  var scene = serving([real(one)])
  for _ in 0..<3 {
    scene.handle(
      .tableTold([TableNote(.destination(web, one), "somebody else removed it; put back")]))
  }
  #expect(scene.words.last == "in tcp 192.0.2.1:80: somebody else removed it; put back")
  #expect(scene.account()?.timeline.last?.times == 3)
}

@Test func whoNobodyHasIsAnsweredWithWhoIsNear() {
  let scene = serving([real(one), real(two), real(Endpoint(.v4(0xac10_0001), port: 80))])
  let near = { scene.balancer.endpoints(near: $0) }
  #expect(near(MaintenanceTarget(address: one.address, port: 81)) == [one])
  #expect(near(MaintenanceTarget(address: three.address, port: 80)) == [one, two])
  #expect(near(MaintenanceTarget(address: .v4(0x0808_0808), port: 80)) == [])
}
