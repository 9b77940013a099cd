import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")

/// Two virtual servers with the same real server and the same check.
private func twins(_ checks: [CheckDefinition]? = nil) -> [VirtualServer] {
  let check = checks ?? [strict(one)]
  return [
    virtual(web, [real(one, checks: check), real(two)]), virtual(mail, [real(one, checks: check)]),
  ]
}

@Suite struct SharingTests {
  @Test func theSameQuestionIsAskedOnce() {
    var scene = Scene()
    let effects = scene.configure(twins())
    #expect(effects.lines == ["2 virtual servers, 3 real servers, 3 checks, made by 2 probes"])
    scene.pass(.seconds(1))
    #expect(scene.underWay.count == 2)
    scene.end(one)
    #expect(scene.weights() == [one: 1])
    #expect(scene.weights(mail) == [one: 1])
    scene.pass(.seconds(6))
    // The first virtual server serves nobody; of the other nothing is known of its second one yet.
    #expect(scene.end(one, refused).lines.count == 3)
    #expect(scene.weights(mail) == [:])
    let snapshot = scene.balancer.snapshot(at: scene.now)
    #expect(snapshot.probesStarted == 3)
    #expect(snapshot.probesSaved == 2)
  }

  @Test func anotherPaceIsAnotherQuestion() {
    var scene = Scene()
    var servers = twins()
    servers[1].realServers[0].checks = [tcpCheck(one, retries: 3)]
    scene.configure(servers)
    scene.pass(.seconds(1))
    #expect(scene.underWay.count == 3)
  }

  @Test func oneThatIsAddedKnowsAtOnceWhatIsKnown() {
    var scene = Scene()
    scene.configure([twins()[0]])
    scene.settle()
    scene.configure(twins())
    #expect(scene.weights(mail) == [one: 1])
    #expect(scene.balancer.slots.count { $0 != nil } == 2)
  }

  @Test func oneThatIsRemovedLeavesTheOtherItsCheck() {
    var scene = Scene()
    scene.configure(twins())
    scene.settle()
    scene.pass(.seconds(6))
    #expect(scene.configure([twins()[1]]).cancellations.count == 1)
    scene.end(one, refused)
    #expect(scene.weights(mail) == [:])
  }

  @Test func oneWhosePaceChangesPartsFromTheOther() {
    var scene = Scene()
    scene.configure(twins())
    scene.settle()
    var servers = twins()
    servers[1].realServers[0].checks = [tcpCheck(one, retries: 3)]
    scene.configure(servers)
    scene.pass(.seconds(6))
    #expect(scene.underWay.count == 3)
    #expect(scene.weights(mail) == [one: 1])
  }

  @Test func whatIsPresumedOfOneIsNotPresumedOfAnother() {
    var scene = Scene()
    scene.configure(twins(), kernel: kernel([one: 1]))
    #expect(scene.weights() == [one: 1])
    #expect(scene.weights(mail) == [:])
    scene.settle()
    #expect(scene.weights(mail) == [one: 1])
  }

  @Test func checksThatWereNotRunForLongAreTold() {
    var scene = serving([real(one)])
    scene.now += .seconds(20)
    let effects = scene.handle(.deadline)
    #expect(effects.levels == [.error])
    #expect(effects.lines.first?.hasPrefix("checks have not been run for 15 s") == true)
    scene.settle()
    let lines = scene.pass(.seconds(4)).lines + scene.pass(.seconds(6)).lines
    #expect(lines == ["checks run in time again"])
  }
}
