import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")
private let sorry = server(9)

private func service(
  _ servers: [RealServer], quorum: UInt32 = 1, hysteresis: UInt32 = 0, sorry: Bool = true,
  keepsSorry: Bool = false, omega: Bool = false
) -> VirtualServer {
  var service = virtual(web, servers)
  service.quorum = Quorum(
    quorum: quorum, hysteresis: hysteresis, up: script("quorum up"), down: script("quorum down"))
  if sorry {
    service.sorryServer = SorryServer(
      endpoint: server(9), forwarding: .masquerade, inhibits: keepsSorry)
  }
  service.notifiesAtStop = omega
  return service
}

private func scene(of service: VirtualServer) -> Scene {
  var scene = Scene()
  scene.configure([service])
  scene.settle()
  return scene
}

private func checked(_ endpoint: Endpoint, weight: UInt32 = 1, inhibits: Bool = false) -> RealServer
{
  real(endpoint, weight: weight, inhibits: inhibits, checks: [strict(endpoint)])
}

extension Scene {
  /// At the next interval, these fail and all others pass.
  @discardableResult
  fileprivate mutating func fail(_ endpoints: Endpoint...) -> [Effect] {
    var effects = pass(.seconds(6))
    for (identifier, probe) in underWay {
      let verdict = endpoints.contains(probe.path.destination) ? refused : .passed
      let result = ProbeResult(verdict, duration: .milliseconds(1))
      effects += handle(.probeEnded(identifier, result))
    }
    underWay = []
    return effects
  }
}

/// Each cell of the table at `Balancer+Quorum`.
@Suite struct QuorumTableTests {
  @Test func metWithoutASorryServer() {
    #expect(scene(of: service([checked(one)], sorry: false)).weights() == [one: 1])
  }

  @Test func metWithASorryServer() {
    #expect(scene(of: service([checked(one)])).weights() == [one: 1])
  }

  @Test func metWithASorryServerThatStays() {
    #expect(
      scene(of: service([checked(one)], keepsSorry: true)).weights() == [one: 1, sorry: 0])
  }

  @Test func lostWithoutASorryServerTheLiveOnesServeOnAndTheHookTells() {
    var scene = scene(of: service([checked(one), checked(two)], quorum: 2, sorry: false))
    #expect(scene.fail(two).scripts == ["quorum down"])
    #expect(scene.weights() == [one: 1])
    #expect(scene.fail().scripts == ["quorum up"])
    #expect(scene.weights() == [one: 1, two: 1])
  }

  @Test func lostWithASorryServerItServesAloneAndTheHookTellsToo() {
    var scene = scene(of: service([checked(one), checked(two)], quorum: 2))
    let effects = scene.fail(two)
    #expect(effects.scripts == ["quorum down"])
    #expect(scene.weights() == [sorry: 1])
    #expect(
      effects.lines.last
        == "virtual server tcp 192.0.2.1:80 has lost its quorum: weight 1, less than 2: TCP_CHECK of "
        + "10.0.0.2:80 failed: connection refused; the sorry server 10.0.0.9:80 serves in "
        + "tcp 192.0.2.1:80")
    #expect(effects.levels.last == .warning)
    #expect(scene.fail().scripts == ["quorum up"])
    #expect(scene.weights() == [one: 1, two: 1])
  }

  @Test func lostWithASorryServerInhibitedOnesStayWithWeightZero() {
    var scene = scene(
      of: service([checked(one, inhibits: true), checked(two, inhibits: true)], quorum: 2))
    scene.fail(two)
    #expect(scene.weights() == [one: 0, two: 0, sorry: 1])
  }

  @Test func lostWithASorryServerThatStays() {
    var scene = scene(of: service([checked(one)], keepsSorry: true))
    scene.fail(one)
    #expect(scene.weights() == [sorry: 1])
  }

  @Test func oneThatDrainsKeepsWeightZeroBesideTheSorryServer() {
    var scene = scene(of: service([checked(one), checked(two)]))
    scene.pass(.seconds(6))
    scene.end(one, .drain("HTTP 404"))
    scene.end(two, refused)
    #expect(scene.weights() == [one: 0, sorry: 1])
  }

  @Test func aRealServerThatIsTheSorryServerTooServesAsThat() {
    var scene = scene(of: service([checked(one), checked(sorry, weight: 5)], quorum: 6))
    #expect(scene.weights() == [one: 1, sorry: 5])
    scene.fail(one)
    #expect(scene.weights() == [sorry: 1])
    var kept = QuorumTableTests.keptSorryThatIsARealServer()
    #expect(kept.weights() == [one: 1, sorry: 5])
    kept.fail(one, sorry)
    #expect(kept.weights() == [sorry: 1])
  }

  private static func keptSorryThatIsARealServer() -> Scene {
    scene(of: service([checked(one), checked(sorry, weight: 5)], quorum: 6, keepsSorry: true))
  }
}

@Suite struct QuorumTests {
  @Test func hysteresisIsAddedToGainAndTakenToLose() {
    var scene = scene(
      of: service(
        [checked(one), checked(two), checked(three), checked(server(4))], quorum: 2, hysteresis: 1,
        sorry: false))
    #expect(scene.fail(one, two).scripts == [])
    #expect(scene.fail(one, two, three).scripts == [])
    #expect(scene.fail(one, two, three, server(4)).scripts == ["quorum down"])
    #expect(scene.fail(one, two).scripts == [])
    #expect(scene.fail(one).scripts == ["quorum up"])
    #expect(scene.fail(one, two, three).scripts == [])
  }

  @Test func withoutAnyWeightItIsLostWhateverTheHysteresis() {
    var scene = scene(of: service([checked(one, weight: 0)], sorry: false))
    #expect(scene.balancer.pools[0].hasQuorum == false)
    #expect(scene.fail(one).scripts == [])
  }

  @Test func aWeightThatACheckLowersCounts() {
    var scene = scene(of: service([checked(one, weight: 10)], quorum: 5))
    scene.pass(.seconds(6))
    #expect(scene.end(one, weight: .absolute(4)).scripts == ["quorum down"])
    #expect(scene.weights() == [sorry: 1])
    scene.pass(.seconds(6))
    #expect(scene.end(one, weight: .absolute(6)).scripts == ["quorum up"])
    #expect(scene.weights() == [one: 6])
  }

  @Test func atStartRealServersAreTakenForUpUntilTheirFirstFailure() {
    var scene = Scene()
    #expect(scene.configure([service([checked(one), checked(two)], quorum: 2)]).scripts == [])
    #expect(scene.weights() == [:])
    scene.pass(.seconds(1))
    #expect(scene.end(one).scripts == [])
    #expect(scene.weights() == [one: 1])
    #expect(scene.end(two, refused).scripts == ["quorum down"])
    #expect(scene.weights() == [sorry: 1])
  }

  @Test func withAlphaTheSorryServerServesFromTheStart() {
    var alpha = checked(one)
    alpha.startsDown = true
    var scene = Scene()
    scene.configure([service([alpha])])
    #expect(scene.weights() == [sorry: 1])
    #expect(scene.settle().scripts == ["quorum up"])
    #expect(scene.weights() == [one: 1])
  }

  @Test func aRestartKeepsTheSorryServerThatTheKernelHasAtWork() {
    var scene = Scene()
    scene.configure([service([checked(one)])], kernel: kernel([sorry: 1]))
    #expect(scene.weights() == [sorry: 1])
    scene.settle()
    #expect(scene.weights() == [one: 1])
  }

  @Test func aRestartKeepsRealServersThatTheKernelHasAndRunsNoHook() {
    var alpha = checked(one)
    alpha.startsDown = true
    var scene = Scene()
    let effects = scene.configure([service([alpha])], kernel: kernel([one: 1]))
    #expect(effects.scripts == [])
    #expect(scene.weights() == [one: 1])
  }

  @Test func aReloadThatRaisesTheQuorumLosesIt() {
    var scene = scene(of: service([checked(one), checked(two)]))
    scene.fail(two)
    #expect(scene.weights() == [one: 1])
    let effects = scene.configure([service([checked(one), checked(two)], quorum: 2)])
    #expect(effects.scripts == ["quorum down"])
    #expect(scene.weights() == [sorry: 1])
  }

  @Test func omegaTellsAtTheEndWhatIsUp() {
    let servers = [
      real(one, checks: [strict(one)], hooks: true), real(two, checks: [strict(two)], hooks: true),
    ]
    var scene = scene(of: service(servers, omega: true))
    scene.fail(two)
    #expect(scene.handle(.stopping).scripts == ["down", "quorum down"])
    var quiet = QuorumTests.withoutOmega(servers)
    #expect(quiet.handle(.stopping).scripts == [])
  }

  private static func withoutOmega(_ servers: [RealServer]) -> Scene {
    scene(of: service(servers))
  }

  @Test func aChangeIsToldForOtherMeansThanHooks() {
    var scene = scene(of: service([checked(one)], sorry: false))
    let told = scene.fail(one).compactMap {
      if case .tell(let notice) = $0 { notice } else { nil }
    }
    #expect(told.map(\.realServer) == [one, nil])
    #expect(told.map(\.isUp) == [false, false])
    #expect(told.first?.virtualServer == .service(web))
  }
}
