import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let own = ServiceKey.firewallMark(0x7000_0001, .ipv4)

/// A real server whose check goes both ways.
private func forwarded(_ endpoint: Endpoint) -> RealServer {
  var check = tcpCheck(endpoint)
  check.probe.detour = .init(
    to: Endpoint(.v4(0xc000_0201), port: 80), firewallMark: 0x7000_0001,
    forwarding: Forwarding(.directRouting, to: endpoint.address))
  var server = real(endpoint, checks: [check])
  server.checkPath = .both(.v4(0xc000_0201))
  server.isCheckedThroughIPVS = true
  server.settings.forwarding = .directRouting
  return server
}

private let service = VirtualService(
  settings: ServiceSettings(scheduler: .roundRobin, flags: .onePacket),
  destinations: [
    Endpoint(one.address, port: 0): DestinationSettings(forwarding: .directRouting)
  ])

@Suite struct CheckServiceTests {
  @Test func theServiceOfAForwardedCheckStandsBeforeTheCheckHasPassed() {
    var scene = Scene()
    scene.configure([virtual(web, [forwarded(one)])])
    #expect(scene.balancer.desired(own) == service)
    #expect(scene.balancer.owned.contains(own) && scene.balancer.table[own] == service)
    #expect(scene.touched().contains(own))
  }

  @Test func itIsNoVirtualServerOfTheStatus() {
    let scene = serving([forwarded(one)])
    #expect(scene.balancer.snapshot(at: scene.now).virtualServers.count == 1)
  }

  @Test func itGoesWithItsCheck() {
    var scene = serving([forwarded(one)])
    _ = scene.touched()
    scene.configure([virtual(web, [real(one)])])
    #expect(scene.balancer.desired(own) == nil)
    #expect(scene.balancer.owned.contains(own))
    #expect(scene.touched().contains(own))
  }

  @Test func itGoesAtTheEndThoughTheTableStays() {
    var scene = Scene()
    scene.configure(
      [virtual(web, [forwarded(one)])], global: GlobalDefinitions(atStop: .keep))
    scene.settle()
    _ = scene.touched()
    scene.handle(.stopping)
    #expect(scene.balancer.desired(own) == nil && scene.touched() == [own])
    #expect(scene.weights() == [one: 1])
  }

  @Test func whatAnEarlierRunLeftWithinTheRangeIsRemoved() {
    var scene = Scene()
    let left = ServiceKey.firewallMark(0x7000_0005, .ipv4)
    let others = ServiceKey.firewallMark(5, .ipv4)
    let weighted = ServiceKey.firewallMark(0x7000_0006, .ipv4)
    scene.configure(
      [virtual(web, [real(one)])],
      kernel: Table([
        left: service, others: service,
        weighted: VirtualService(settings: ServiceSettings(scheduler: .weightedRoundRobin)),
      ]))
    #expect(scene.balancer.owned == [web, left])
    #expect(scene.touched().contains(left))
  }

  @Test func aFailureIsDecisiveIfItChangesSomethingOrPasses() throws {
    let failure = ProbeResult(.failed("no answer"), duration: .seconds(1))
    for (isReversed, verdict, isDecisive) in [
      (false, Verdict.passed, true), (false, .failed("x"), false), (true, .passed, true),
      (true, .failed("x"), true),
    ] {
      var server = forwarded(one)
      server.checks[0].timing.isReversed = isReversed
      var scene = Scene()
      scene.configure([virtual(web, [server])])
      scene.pass(.seconds(1))
      let identifier = try #require(scene.underWay.first?.identifier)
      scene.settle(verdict)
      #expect(scene.balancer.isDecisive(failure, of: identifier) == isDecisive)
    }
  }
}
