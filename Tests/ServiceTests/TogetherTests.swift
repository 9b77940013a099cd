import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let refused = Verdict.failed("connection refused")
private let inside = Way(interface: "eth1")
private func key(_ number: UInt32) -> ServiceKey {
  ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc000_0200 + number), port: 80))
}

/// A virtual server for each list of real servers, all of them up and reached through eth1.
private func scene(
  _ rule: SuspicionRule? = SuspicionRule(.percentage(100)), _ lists: [UInt32]...,
  ways: [UInt32: Way] = [:], canary: Bool = false
) -> Scene {
  var scene = Scene()
  var configuration = configuration(rule, lists)
  if canary {
    let gateway = server(250)
    configuration.canaries = [
      CanaryDefinition(
        name: "up", addresses: [real(gateway, checks: [strict(gateway)])],
        position: position)
    ]
    for index in configuration.virtualServers.indices {
      configuration.virtualServers[index].protection.canary = "up"
    }
  }
  scene.handle(.configured(configuration, kernel: Table()))
  let all = Set(lists.flatMap(\.self))
  scene.handle(
    .reached(
      Dictionary(uniqueKeysWithValues: all.map { (server($0).address, ways[$0] ?? inside) })))
  scene.settle()
  return scene
}

private func configuration(_ rule: SuspicionRule?, _ lists: [[UInt32]]) -> DirectorConfiguration {
  var global = GlobalDefinitions()
  global.suspicion = rule
  let servers = lists.enumerated().map { number, list in
    virtual(key(UInt32(number + 1)), list.map { real(server($0), checks: [strict(server($0))]) })
  }
  return DirectorConfiguration(global: global, virtualServers: servers)
}

extension Scene {
  /// Lets time pass in small steps; whatever is asked of these fails, of all others passes, at once.
  @discardableResult
  fileprivate mutating func live(_ duration: Duration, failing: UInt32...) -> [Effect] {
    let end = now + duration
    var effects: [Effect] = []
    while now < end {
      effects += pass(.milliseconds(100))
      while let (_, probe) = underWay.first {
        let destination = probe.path.destination
        let fails = failing.map { server($0) }.contains(destination)
        effects += self.end(destination, fails ? refused : .passed)
      }
    }
    return effects
  }

  /// How many real servers stand in each virtual server.
  fileprivate var counts: [Int] {
    balancer.pools.filter { !$0.isCanary }.map { weights($0.keys[0])?.count ?? 0 }
  }

  fileprivate var suspect: Bool? { balancer.suspects["suspect_together"] }
}

@Suite struct TogetherTests {
  @Test func unrelatedRealServersThatAllFailAreNotRemoved() {
    var scene = scene(.init(.percentage(100)), [1, 2], [3], [4])
    let effects = scene.live(.seconds(13), failing: 1, 2, 3, 4)
    #expect(scene.counts == [2, 1, 1])
    #expect(effects.contains(.suspect(.way(inside), true)))
    #expect(scene.suspect == true)
    #expect(
      effects.lines.first {
        $0.contains("fail together")
      }?.contains("unrelated real servers that are reached through eth1 fail together") == true)
    let snapshot = scene.balancer.snapshot(at: scene.now)
    #expect(snapshot.suspectWays.map(\.way) == [inside])
    #expect(
      snapshot.virtualServers[0].realServers[0].doubt
        == "unrelated real servers that are reached through eth1 fail too")
  }

  @Test func oneThatFailsAloneIsRemovedAsSoonAsAnotherHasAnswered() {
    var scene = scene(.init(.percentage(100)), [1, 2], [3])
    scene.pass(.seconds(6))
    scene.underWay.removeAll { $0.probe.path.destination != server(1) }
    #expect(scene.end(server(1), refused).lines == [])
    #expect(scene.counts == [2, 1])
    #expect(scene.suspect == false)
  }

  @Test func aPoolThatIsDeadIsRemovedAtOnce() {
    var scene = scene(.init(.percentage(100)), [1, 2], [3, 4])
    let effects = scene.live(.seconds(7), failing: 1, 2)
    #expect(scene.counts == [0, 2])
    #expect(!effects.contains(.suspect(.way(inside), true)))
    scene.live(.seconds(7))
    #expect(scene.counts == [2, 2])
  }

  @Test func virtualServersThatShareAnAddressAreRelated() {
    var scene = scene(.init(.percentage(100)), [1, 2], [2, 3], [3, 4])
    scene.live(.seconds(7), failing: 1, 2, 3, 4)
    #expect(scene.counts == [0, 0, 0])
  }

  @Test func whatIsReachedOtherwiseIsNotAsked() {
    var scene = scene(
      .init(.percentage(100)), [1], [2], [3], ways: [3: Way(interface: "eth2")])
    scene.live(.seconds(13), failing: 1, 2)
    #expect(scene.counts == [1, 1, 1])
    #expect(scene.suspect == true)
    scene.live(.seconds(7), failing: 1, 2, 3)
    #expect(scene.counts == [1, 1, 0])
  }

  @Test func aNextHopCanBeSuspectWhereItsInterfaceIsNot() {
    let gateway = Way(interface: "eth1", gateway: .v4(0x0a00_00fe))
    var scene = scene(
      .init(.percentage(100)), [1], [2], [3], ways: [1: gateway, 2: gateway])
    let effects = scene.live(.seconds(13), failing: 1, 2)
    #expect(scene.counts == [1, 1, 1])
    #expect(effects.contains(.suspect(.way(gateway), true)))
    #expect(!effects.contains(.suspect(.way(inside), true)))
  }

  @Test func whenOneAnswersAgainEachOtherIsAskedOnceMore() {
    var scene = scene(.init(.percentage(100)), [1], [2], [3])
    scene.live(.seconds(13), failing: 1, 2, 3)
    let effects = scene.live(.seconds(13), failing: 1)
    #expect(effects.contains(.suspect(.way(inside), false)))
    #expect(scene.counts == [0, 1, 1])
    #expect(scene.suspect == false)
  }

  @Test func afterTheHoldWhatFailsIsRemoved() {
    var scene = scene(.init(.percentage(100), hold: .seconds(20)), [1], [2, 3])
    let effects = scene.live(.seconds(15), failing: 1, 2, 3)
    #expect(scene.counts == [1, 2])
    #expect(effects.contains(.suspect(.way(inside), true)))
    let later = scene.live(.seconds(12), failing: 1, 2, 3)
    #expect(scene.counts == [0, 0])
    #expect(later.contains(.suspect(.way(inside), false)))
    scene.live(.seconds(7))
    #expect(scene.counts == [1, 2])
    scene.live(.seconds(13), failing: 1, 2, 3)
    #expect(scene.counts == [1, 2])
  }

  @Test func aCountOfThemIsEnoughWhereOthersAnswer() {
    var scene = scene(.init(.count(3)), [1], [2], [3], [4])
    scene.live(.seconds(7), failing: 1, 2)
    #expect(scene.counts == [0, 0, 1, 1])
    var other = TogetherTests.scene4()
    other.live(.seconds(13), failing: 1, 2, 3)
    #expect(other.counts == [1, 1, 1, 1])
  }

  private static func scene4() -> Scene { scene(.init(.count(3)), [1], [2], [3], [4]) }

  @Test func withoutTheSettingNothingIsAsked() {
    var scene = scene(nil, [1], [2])
    scene.live(.seconds(7), failing: 1, 2)
    #expect(scene.counts == [0, 0])
    #expect(scene.suspect == nil)
  }

  @Test func whereACanaryIsConfiguredItDecides() {
    var scene = scene(.init(.percentage(100)), [1], [2], canary: true)
    scene.live(.seconds(7), failing: 1, 2)
    #expect(scene.counts == [0, 0])
  }

  @Test func routesThatAreGoneDoNotMoveRealServersThatFail() {
    var scene = scene(.init(.percentage(100)), [1], [2], [3], ways: [3: Way(interface: "eth0")])
    scene.handle(
      .reached([
        server(1).address: Way(interface: "eth0"), server(2).address: Way(interface: "eth0"),
      ]))
    scene.pass(.milliseconds(1))
    scene.underWay = []
    scene.live(.seconds(13), failing: 1, 2)
    #expect(scene.counts == [1, 1, 1])
  }

  @Test func aReloadKeepsTheSuspicionAndOneWithoutTheSettingEndsIt() {
    let lists: [[UInt32]] = [[1], [2]]
    var scene = scene(.init(.percentage(100)), [1], [2])
    scene.live(.seconds(13), failing: 1, 2)
    scene.handle(
      .configured(configuration(.init(.percentage(100)), [[1], [2], [5]]), kernel: Table()))
    #expect(scene.suspect == true)
    scene.live(.seconds(1), failing: 1, 2, 5)
    #expect(scene.counts == [1, 1, 0])
    let effects = scene.handle(.configured(configuration(nil, lists), kernel: Table()))
    #expect(effects.contains(.suspect(.way(inside), false)))
    scene.live(.seconds(1), failing: 1, 2)
    #expect(scene.counts == [0, 0])
  }
}
