import Network
import Testing
import VRRP

@testable import Election

private func group(_ change: (inout SyncGroup) -> Void = { _ in }) -> ElectionSettings {
  var group = SyncGroup(name: "g", members: ["a", "b"])
  change(&group)
  return ElectionSettings(
    instances: [
      instance("a"), instance("b", interface: "eth1", virtual: 0x0a00_0001),
    ], groups: [group])
}

private func director(_ settings: ElectionSettings = group()) -> Director {
  Director(settings, interfaces: ["eth0", "eth1"])
}

@Test func membersBecomeMasterTogether() throws {
  var director = director()
  for _ in 0..<20 {
    director.pass(.seconds(2))
    try director.hears(200, on: "eth1")
    #expect(director.election.standings == [.backup, .backup])
  }
  director.pass(.seconds(4))
  #expect(director.election.standings == [.master, .master])
}

@Test func membersYieldTogether() throws {
  var director = director()
  director.pass(.seconds(4))
  try director.hears(200, on: "eth1")
  #expect(director.election.standings == [.backup, .backup])
  #expect(director.held.isEmpty)
  #expect(director.effects.sent == [100, 100])
}

@Test func aFaultOfOneIsAFaultOfAllAndEndsForAll() {
  var director = director()
  director.pass(.seconds(4))
  director.handle(.interfaceChanged("eth1", Director.down))
  #expect(director.election.standings == [.fault, .fault])
  #expect(director.effects.sent == [0, 0])
  director.handle(.interfaceChanged("eth0", Director.down))
  director.handle(.interfaceChanged("eth1", Director.up))
  #expect(director.election.standings == [.fault, .fault])
  director.handle(.interfaceChanged("eth0", Director.up))
  #expect(director.election.standings == [.backup, .backup])
}

@Test func aGroupsOwnTrackersCountForAll() {
  var director = director(group { $0.tracks = [Track(.script("s"))] })
  #expect(director.election.standings == [.fault, .fault])
  director.handle(.statusChanged(.script("s"), .up))
  #expect(director.election.standings == [.backup, .backup])
}

@Test func aGroupsTransitionsAreToldOnceAllAreThere() {
  var director = director()
  let groups = director.pass(.seconds(4)).transitions.filter { $0.object == .group("g") }
  #expect(groups.map(\.to) == [.master])
  #expect(groups.map(\.priority) == [0])
}

@Test func aRivalOfOneMemberMakesAllAnnounce() throws {
  var director = director()
  director.pass(.seconds(20))
  try director.hears(50)
  #expect(Set(director.effects.announced) == [.v4(0xc000_0201), .v4(0x0a00_0001)])
}

@Test(arguments: [(0, Router.Standing.leaving), (5, .drained)])
func aGroupHalfHandedOverIsNotTakenBackByHalf(_ later: Int, _ first: Router.Standing) throws {
  var director = director()
  director.pass(.seconds(4))
  director.handle(.drainRequested)
  try director.hears(50)
  director.pass(.milliseconds(later))
  #expect(director.election.standings == [first, .leaving])
  director.handle(.undrainRequested)
  #expect(director.election.standings == [.backup, .backup])
}

@Test func aGroupThatNobodyTookOverIsTakenBackWhole() {
  var director = director()
  director.pass(.seconds(4))
  director.handle(.drainRequested)
  director.handle(.undrainRequested)
  #expect(director.election.standings == [.master, .master])
}

@Test func whatIsNotKnownYetIsNoFaultToTellUntilItIsOne() {
  var director = director(group { $0.tracks = [Track(.file("f"))] })
  let started = director.effects.transitions
  #expect(started.map(\.to) == [.fault, .fault, .fault])
  for transition in started {
    guard case .faults(let reasons)? = transition.reason else {
      Issue.record("\(transition)")
      continue
    }
    #expect(reasons.isUndecided)
  }
  director.handle(.statusChanged(.file("f"), .value(1)))
  let decided = director.effects.transitions
  #expect(decided.map(\.object) == [.instance("a"), .instance("b"), .group("g")])
  #expect(decided.map(\.from) == [.fault, .fault, .fault])
  director.handle(.statusChanged(.file("f"), .value(2)))
  #expect(director.effects.transitions.isEmpty)
  director.handle(.statusChanged(.file("f"), .value(0)))
  #expect(director.effects.transitions.map(\.to) == [.backup, .backup, .backup])
}

@Test func howEverythingStandsIsKnownByItsName() {
  var director = director()
  director.pass(.seconds(4))
  #expect(
    director.election.objectStandings == [
      ObjectStanding(object: .instance("a"), standing: .master, priority: 100),
      ObjectStanding(object: .instance("b"), standing: .master, priority: 100),
      ObjectStanding(object: .group("g"), standing: .master, priority: 0),
    ])
  var settings = group()
  settings.instances[0].name = "c"
  settings.groups[0].members[0] = "c"
  director.handle(.configured(settings))
  #expect(director.election.objectStandings.first?.object == .instance("c"))
  #expect(director.election.objectStandings.first?.isHolding == true)
}
