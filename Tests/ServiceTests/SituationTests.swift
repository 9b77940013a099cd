import Configuration
import Health
import IPVS
import Network
import Testing

@testable import Service

private let home = Situation(masters: ["VI_1"], addresses: [.v4(0xc000_0201)])

private func scene(
  _ change: (inout VirtualServer) -> Void, in situation: Situation = Situation()
) -> Scene {
  var server = virtual(web, [real(one), real(two)])
  change(&server)
  var scene = Scene()
  scene.handle(.moved(situation))
  scene.configure([server])
  return scene
}

@Test func aServerThatFollowsAnInstanceStandsOnlyWhileThisDirectorIsItsMaster() {
  var scene = scene({ $0.follows = "VI_1" })
  scene.settle()
  // Its checks have gone on: what it will serve with is known.
  #expect(scene.condition(one) == .up)
  #expect(scene.weights() == nil)
  #expect(scene.balancer.table.services.isEmpty)
  #expect(scene.balancer.owned == [web])
  _ = scene.touched()
  #expect(scene.handle(.moved(home)).lines.first?.contains("is served here") == true)
  #expect(scene.touched() == [web])
  #expect(scene.weights() == [one: 1, two: 1])
  #expect(scene.handle(.moved(home)).isEmpty)
  scene.handle(.moved(Situation()))
  #expect(scene.weights() == nil)
}

@Test func checksRestWhileTheAddressIsElsewhereAndKeepWhatTheyFound() {
  var scene = scene({ $0.suspends = .v4(0xc000_0201) }, in: home)
  scene.settle()
  #expect(scene.weights() == [one: 1, two: 1])
  scene.pass(.seconds(6))
  #expect(!scene.underWay.isEmpty)
  let left = scene.handle(.moved(Situation()))
  #expect(left.lines.first?.contains("checks rest") == true)
  #expect(scene.underWay.isEmpty)
  #expect(scene.pass(.seconds(60)).starts.isEmpty)
  #expect(scene.weights() == [one: 1, two: 1])
  scene.handle(.moved(home))
  #expect(scene.pass(.seconds(1)).starts.count == 2)
  scene.end(one, .failed("gone"))
  #expect(scene.condition(one) == .up)
}

@Test func oneThatBeginsElsewhereStartsNoProbe() {
  var scene = scene({ $0.suspends = .v4(0xc000_0201) })
  #expect(scene.pass(.seconds(20)).starts.isEmpty)
  scene.handle(.moved(home))
  scene.settle()
  #expect(scene.weights() == [one: 1, two: 1])
}
