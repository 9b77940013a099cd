import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")
private let gateway = server(250)

private func guarded(_ servers: [RealServer], _ protection: Protection) -> VirtualServer {
  var service = virtual(web, servers)
  service.protection = protection
  return service
}

private func checked(_ number: UInt32) -> RealServer {
  real(server(number), checks: [strict(server(number))])
}

private func scene(_ service: VirtualServer, canary: Bool = false) -> Scene {
  let canaries = CanaryDefinition(
    name: "uplink", addresses: [real(gateway, checks: [tcpCheck(gateway)])], position: position)
  var scene = Scene()
  scene.handle(
    .configured(
      DirectorConfiguration(virtualServers: [service], canaries: canary ? [canaries] : []),
      kernel: Table()))
  scene.settle()
  return scene
}

extension Scene {
  /// At the next interval, these fail and all others pass; probes of the gateway go on.
  @discardableResult
  fileprivate mutating func fail(_ numbers: UInt32...) -> [Effect] {
    var effects = pass(.seconds(6))
    for (identifier, probe) in underWay where probe.path.destination != gateway {
      let fails = numbers.map { server($0) }.contains(probe.path.destination)
      effects += handle(
        .probeEnded(
          identifier, ProbeResult(fails ? refused : .passed, duration: .milliseconds(1))))
      underWay.removeAll { $0.identifier == identifier }
    }
    return effects
  }

  /// How many real servers stand in the table.
  fileprivate var count: Int { weights()?.count ?? 0 }
}

@Suite struct PanicTests {
  private func panicking() -> Scene {
    scene(guarded((1...4).map(checked), Protection(panicThreshold: 50)))
  }

  @Test func fewerThanTheThresholdAreNotBelieved() {
    var scene = panicking()
    scene.fail(1, 2)
    #expect(scene.count == 2)
    let effects = scene.fail(1, 2, 3)
    #expect(scene.count == 4)
    #expect(scene.weights()?[server(1)] == 1)
    #expect(effects.levels.contains(.error))
    #expect(
      effects.lines.last
        == "virtual server tcp 192.0.2.1:80: 1 of 4 real servers pass their checks, fewer than 50 %: "
        + "that is not believed, and all of them serve")
    scene.fail(1, 2)
    #expect(scene.count == 2)
  }

  @Test func theQuorumIsKeptInAPanic() {
    var service = guarded((1...4).map(checked), Protection(panicThreshold: 50))
    service.sorryServer = SorryServer(endpoint: server(9), forwarding: .masquerade)
    service.quorum = Quorum(quorum: 2, up: script("up"), down: script("down"))
    var scene = scene(service)
    #expect(scene.fail(1, 2, 3, 4).scripts == [])
    #expect(scene.count == 4)
  }

  @Test func oneInMaintenanceIsNotCounted() {
    var scene = panicking()
    for number: UInt32 in 1...3 {
      scene.handle(
        .maintenance(MaintenanceTarget(address: server(number).address), reason: "moved"))
    }
    scene.fail()
    #expect(scene.balancer.pools[0].isPanicking == false)
  }

  @Test func atStartNobodyPanicsBeforeAnythingIsKnown() {
    var scene = Scene()
    scene.configure([guarded((1...4).map(checked), Protection(panicThreshold: 50))])
    #expect(scene.weights() == [:])
    scene.settle(refused)
    #expect(scene.count == 4)
  }
}

@Suite struct RemovalLimitTests {
  private func limited() -> Scene {
    scene(
      guarded(
        (1...4).map(checked),
        Protection(removals: RemovalLimit(count: 1, window: .seconds(60)))))
  }

  @Test func noMoreThanTheLimitAreRemovedWithinTheWindow() {
    var scene = limited()
    let effects = scene.fail(1, 2)
    #expect(scene.count == 3)
    #expect(
      effects.lines.last
        == "real server 10.0.0.1:80 of tcp 192.0.2.1:80 fails and serves on: TCP_CHECK of "
        + "10.0.0.1:80 failed: connection refused; as many real servers have been removed as "
        + "max_removed lets")
    #expect(scene.fail(1, 2).lines == [])
    #expect(scene.count == 3)
  }

  @Test func whenTheWindowIsOverTheNextOneGoes() {
    var scene = limited()
    scene.fail(1, 2)
    for _ in 1...9 { scene.fail(1, 2) }
    #expect(scene.count == 3)
    scene.fail(1, 2)
    #expect(scene.count == 2)
  }

  @Test func oneThatPassesAgainIsNoLongerInDoubt() {
    var scene = limited()
    scene.fail(1, 2)
    let effects = scene.fail(2)
    #expect(effects.lines.last?.contains("passes again") == true)
    for _ in 1...12 { scene.fail(2) }
    #expect(scene.count == 3)
  }
}

@Suite struct CanaryTests {
  private func watched() -> Scene {
    scene(guarded((1...2).map(checked), Protection(canary: "uplink")), canary: true)
  }

  @Test func aFailureWaitsForTheCanaryAndCountsWhenItPasses() {
    var scene = watched()
    #expect(scene.fail(1).lines == [])
    #expect(scene.count == 2)
    scene.pass(.milliseconds(20))
    let effects = scene.end(gateway)
    #expect(scene.count == 1)
    #expect(effects.lines.first?.contains("is DOWN: TCP_CHECK of 10.0.0.1:80 failed") == true)
  }

  @Test func whereTheCanaryFailsTooNothingIsRemoved() {
    var scene = watched()
    scene.fail(1, 2)
    scene.pass(.milliseconds(20))
    let effects = scene.end(gateway, refused)
    #expect(scene.count == 2)
    #expect(effects.contains(.suspect(.canary("uplink"), true)))
    #expect(effects.levels.first == .error)
    scene.fail(1, 2)
    scene.fail(1, 2)
    #expect(scene.count == 2)
    let snapshot = scene.balancer.snapshot(at: scene.now)
    #expect(snapshot.canaries.first?.suspectFor != nil)
    #expect(
      snapshot.virtualServers.first?.realServers.first?.doubt == "canary uplink fails too")
  }

  @Test func whenTheCanaryIsBackEachIsAskedOnceMore() {
    var scene = watched()
    scene.fail(1, 2)
    scene.pass(.milliseconds(20))
    scene.end(gateway, refused)
    scene.pass(.seconds(3))
    let effects = scene.end(gateway)
    #expect(effects.contains(.suspect(.canary("uplink"), false)))
    #expect(scene.count == 2)
    // One passes by then, one does not.
    scene.fail(1)
    scene.pass(.milliseconds(20))
    scene.end(gateway)
    #expect(scene.weights() == [server(2): 1])
  }

  @Test func aCanaryThatFailsOnceWhileNothingElseDoesIsNoAlarm() {
    var scene = watched()
    scene.fail()
    #expect(scene.end(gateway, refused).contains(.suspect(.canary("uplink"), true)) == false)
  }
}
