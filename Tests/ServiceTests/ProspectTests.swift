import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private func configuration(_ servers: [VirtualServer]) -> DirectorConfiguration {
  DirectorConfiguration(virtualServers: servers)
}

/// What a scene's balancer would do, if the kernel has what it wants.
private func prospect(_ scene: Scene, _ servers: [VirtualServer]) -> Prospect {
  scene.balancer.prospect(of: configuration(servers), kernel: scene.balancer.table, at: scene.now)
}

@Test func theSameConfigurationWouldDoNothing() {
  let scene = serving([real(one), real(two)])
  let prospect = prospect(scene, [virtual(web, [real(one), real(two)])])
  #expect(prospect.atOnce.isEmpty && prospect.afterChecks.isEmpty)
  #expect(prospect.started.isEmpty && prospect.stopped.isEmpty && prospect.kept == 2)
}

@Test func aNewRealServerWouldComeOnceItsChecksHavePassed() {
  let scene = serving([real(one)])
  let prospect = prospect(scene, [virtual(web, [real(one), real(two, weight: 3)])])
  #expect(prospect.atOnce.isEmpty)
  #expect(prospect.afterChecks == [.newDestination(web, two, DestinationSettings(weight: 3))])
  #expect(prospect.started == ["TCP_CHECK of \(two)"] && prospect.kept == 1)
}

@Test func aRemovedRealServerAndANewWeightWouldGoOutAtOnce() {
  let scene = serving([real(one), real(two)])
  let prospect = prospect(scene, [virtual(web, [real(one, weight: 5)])])
  #expect(
    prospect.atOnce == [
      .setDestination(web, one, DestinationSettings(weight: 5)), .deleteDestination(web, two),
    ])
  #expect(prospect.stopped == ["TCP_CHECK of \(two)"])
}

@Test func aRemovedVirtualServerWouldGoAndOthersStay() {
  var scene = serving([real(one)])
  let table = scene.balancer.table.services.merging(kernel(of: mail, [two: 1]).services) { a, _ in a
  }
  let prospect = scene.balancer.prospect(
    of: configuration([]), kernel: Table(table), at: scene.now)
  #expect(prospect.atOnce == [.deleteService(web)])
  // Nothing of it was done.
  #expect(scene.weights() == [one: 1])
  #expect(scene.pass(.seconds(6)).starts.count == 1)
}

/// What is planned is what then happens, whatever the two configurations are.
@Test(arguments: 1...200 as ClosedRange<UInt64>)
func whatIsPlannedIsWhatThenHappens(_ seed: UInt64) {
  var random = Randomness(seed: seed)
  func servers() -> [VirtualServer] {
    [web, mail].compactMap { key in
      guard UInt64.random(in: 0...3, using: &random) > 0 else { return nil }
      let members = [one, two, three].compactMap { endpoint -> RealServer? in
        guard Bool.random(using: &random) else { return nil }
        let weight = UInt32.random(in: 0...3, using: &random)
        let isChecked = UInt64.random(in: 0...3, using: &random) > 0
        return real(endpoint, weight: weight, checks: isChecked ? nil : [])
      }
      return virtual(key, members)
    }
  }
  var scene = Scene()
  scene.configure(servers())
  scene.settle()
  let next = servers()
  var table = scene.balancer.table
  let prospect = prospect(scene, next)
  scene.configure(next, kernel: table)
  for command in prospect.atOnce { table.apply(command) }
  #expect(table == scene.balancer.table)
  // Those that are new pass.
  let newcomers = Set(
    prospect.afterChecks.compactMap { command -> Endpoint? in
      if case .newDestination(_, let endpoint, _) = command { endpoint } else { nil }
    })
  _ = scene.pass(.seconds(1))
  for endpoint in newcomers { while scene.isUnderWay(endpoint) { scene.end(endpoint) } }
  for command in prospect.afterChecks { table.apply(command) }
  #expect(table == scene.balancer.table)
}

extension Scene {
  fileprivate func isUnderWay(_ endpoint: Endpoint) -> Bool {
    underWay.contains { $0.probe.path.destination == endpoint }
  }
}
