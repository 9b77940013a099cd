import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

/// Two virtual servers with shared checks, of which some real servers are down.
private func scene() -> (scene: Scene, servers: [VirtualServer]) {
  var web = virtual(web, [real(one, weight: 3), real(two, checks: [strict(two)]), real(three)])
  web.sorryServer = SorryServer(endpoint: server(9), forwarding: .masquerade)
  let servers = [web, virtual(mail, [real(one, hooks: true), real(server(4), inhibits: true)])]
  var scene = Scene()
  scene.configure(servers)
  scene.settle()
  scene.pass(.seconds(6))
  scene.end(two, .failed("connection refused"))
  _ = scene.touched()
  return (scene, servers)
}

private let changes: [(String, @Sendable (inout [VirtualServer]) -> Void)] = [
  ("nothing", { _ in }),
  ("a weight", { $0[1].realServers[0].settings.weight = 7 }),
  ("the weight of one that is down", { $0[0].realServers[1].settings.weight = 7 }),
  ("what happens on failure", { $0[0].realServers[1].inhibitsOnFailure = true }),
  ("maintenance", { $0[0].realServers[0].isInMaintenance = true }),
  ("the forwarding method", { $0[1].realServers[1].settings.forwarding = .directRouting }),
  ("a scheduler", { $0[1].settings.scheduler = "wlc" }),
  ("a quorum that brings the sorry server", { $0[0].quorum.quorum = 9 }),
  ("the sorry server", { $0[0].sorryServer = nil }),
  ("a hook", { $0[1].realServers[1].notifyUp = script("other") }),
  ("checks that must pass", { $0[0].realServers[0].neededChecks = 1 }),
  ("places", { $0[0].realServers[0].checks[0].position.line = 9 }),
]

@Suite struct AmendmentTests {
  @Test(arguments: changes.map(\.0))
  func whatIsAmendedIsAsIfAllWereLaidAnew(name: String) throws {
    let change = try #require(changes.first { $0.0 == name }?.1)
    var (scene, servers) = scene()
    change(&servers)
    var anew = scene.balancer
    let configuration = DirectorConfiguration(virtualServers: servers)
    let expected = anew.layAnew(
      configuration, kernel: Table(), previouslyOwned: [], occasion: "reload", at: scene.now)
    let before = scene.balancer.table
    let effects = scene.balancer.amend(
      to: configuration, kernel: Table(), occasion: "reload", at: scene.now)
    #expect(effects == expected)
    #expect(scene.balancer.table == anew.table)
    #expect(scene.balancer.deadline == anew.deadline)
    #expect(scene.balancer.configuration == anew.configuration)
    // What has become another one is among what is touched.
    let touched = scene.balancer.takeTouched()
    for (key, service) in scene.balancer.table.services {
      guard !touched.services.contains(key), let old = before[key] else { continue }
      var mended = old
      for destination in touched.destinations where destination.service == key {
        mended.destinations[destination.endpoint] = destination.wanted
      }
      #expect(mended == service, "\(key)")
    }
  }

  @Test func aChangedWeightTouchesOneRealServerAndNoOwnership() {
    var (scene, servers) = scene()
    servers[1].realServers[0].settings.weight = 7
    let ownership = scene.balancer.ownership
    #expect(scene.configure(servers) == [])
    #expect(scene.balancer.ownership == ownership)
    let touched = scene.balancer.takeTouched()
    #expect(touched.services == [])
    #expect(touched.destinations.map(\.wanted?.weight) == [7])
  }

  @Test func whatComesGoesOrMovesIsLaidAnew() {
    let (scene, servers) = scene()
    var others = [servers, servers, servers, servers]
    others[0].swapAt(0, 1)
    others[1][0].realServers.removeLast()
    others[2][0].realServers[0].checks[0].timing.interval = .seconds(9)
    others[3][0].follows = "one"
    for other in others {
      var balancer = scene.balancer
      #expect(
        balancer.amend(
          to: DirectorConfiguration(virtualServers: other), kernel: Table(), occasion: "reload",
          at: scene.now) == nil)
    }
  }

  @Test func anEqualConfigurationSharesWhatTheFormerOneHas() {
    let (_, servers) = scene()
    var fresh = servers
    fresh[1].realServers[0].settings.weight = 7
    let former = DirectorConfiguration(virtualServers: servers)
    let new = DirectorConfiguration(virtualServers: fresh)
    #expect(new.sharing(with: former) == new)
    #expect(new.sharing(with: DirectorConfiguration()) == new)
    fresh.reverse()
    let reversed = DirectorConfiguration(virtualServers: fresh)
    #expect(reversed.sharing(with: former) == reversed)
  }
}
