import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

/// What a reload asks of the kernel is in proportion to what has changed.
@Suite struct ScaleTests {
  private let size = 200

  /// Virtual servers with 20 real servers each; `changed` has a weight of its own.
  private func servers(changed: Endpoint? = nil) -> [VirtualServer] {
    (0..<size).map { service in
      let key = ServiceKey.endpoint(
        .tcp, Endpoint(.v4(0xc000_0000 + UInt32(service)), port: 80))
      return virtual(
        key,
        (0..<20).map { index in
          let endpoint = server(UInt32(service * 20 + index))
          return real(endpoint, weight: endpoint == changed ? 7 : 1)
        })
    }
  }

  /// Sends a table what differs, as the daemon does.
  private func commands(_ scene: inout Scene, _ reconciler: inout Reconciler) -> [Command] {
    let touched = scene.balancer.takeTouched()
    for key in touched.services { reconciler.want(key, scene.balancer.desired(key)) }
    for one in touched.destinations { reconciler.want(one.endpoint, of: one.service, one.wanted) }
    let commands = reconciler.pending(at: scene.now)
    _ = reconciler.applied(commands, refusals: [], at: scene.now)
    return commands
  }

  private func settled() -> Scene {
    var scene = Scene()
    scene.configure(servers())
    scene.settle()
    return scene
  }

  @Test func oneChangedWeightAmongThousandsIsOneCommand() {
    var scene = settled()
    var reconciler = Reconciler()
    #expect(commands(&scene, &reconciler).count == size * 21)
    let changed = server(777)
    let effects = scene.configure(servers(changed: changed))
    #expect(effects == [])
    let key = ServiceKey.endpoint(.tcp, Endpoint(.v4(0xc000_0000 + 38), port: 80))
    let found = commands(&scene, &reconciler)
    #expect(found == [.setDestination(key, changed, DestinationSettings(weight: 7))])
  }

  @Test func whatStandsBesideAChangeIsNotLookedAt() {
    var scene = settled()
    _ = scene.touched()
    scene.configure(servers(changed: server(777)))
    #expect(scene.touched().count == 1)
  }

  @Test func aRealServerMoreLeavesEveryOtherCheckAtWork() {
    var scene = settled()
    var reconciler = Reconciler()
    _ = commands(&scene, &reconciler)
    let before = scene.balancer.slots.map { $0?.definition }
    var changed = servers()
    changed[3].realServers.append(real(server(100_000)))
    scene.configure(changed)
    #expect(Array(scene.balancer.slots.prefix(before.count)).map { $0?.definition } == before)
    #expect(commands(&scene, &reconciler) == [])
    scene.settle()
    #expect(commands(&scene, &reconciler).count == 1)
    for (place, slot) in scene.balancer.slots.enumerated() {
      for watcher in slot?.watchers ?? Watchers(-1) {
        #expect(scene.balancer.members[watcher].checks.contains(place))
      }
    }
  }

  @Test func aNewRealServerSharesTheCheckOfAnUnchangedOne() {
    var scene = settled()
    var changed = servers()
    changed[0].realServers.append(real(server(20 * 150)))
    scene.configure(changed)
    #expect(scene.balancer.slots.count { $0 != nil } == size * 20)
    #expect(scene.balancer.members[20].checks == scene.balancer.members[20 * 150 + 1].checks)
  }
}
