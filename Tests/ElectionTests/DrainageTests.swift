import Network
import Testing
import VRRP

@testable import Election

private let peer = Address.v4(0xc000_02fc)

/// Two instances, in one sync group or in none.
private func director(isGrouped: Bool) -> Director {
  let settings = ElectionSettings(
    instances: [
      instance("a"), instance("b", interface: "eth1", virtual: 0x0a00_0001),
    ], groups: isGrouped ? [SyncGroup(name: "g", members: ["a", "b"])] : [])
  var director = Director(settings, interfaces: ["eth0", "eth1"])
  director.pass(.seconds(4))
  return director
}

extension [Effect] {
  fileprivate var outcomes: [DrainOutcome] {
    compactMap { if case .drainEnded(let outcome) = $0 { outcome } else { nil } }
  }
}

@Test func aDrainTellsWhoHasTakenOverAndAfterHowLong() throws {
  var director = director(isGrouped: false)
  director.handle(.drainRequested)
  director.pass(.milliseconds(3))
  try director.hears(50)
  #expect(director.pass(.milliseconds(20)).outcomes.isEmpty)
  try director.hears(50, on: "eth1")
  let outcomes = director.pass(.milliseconds(20)).outcomes
  #expect(
    outcomes == [
      DrainOutcome(
        isDrained: true,
        handOvers: [
          .init("a", .takenOver(by: peer, after: .milliseconds(3))),
          .init("b", .takenOver(by: peer, after: .milliseconds(23))),
        ])
    ])
}

@Test(arguments: [false, true])
func aDrainThatNobodyAnswersIsNone(_ isGrouped: Bool) {
  var director = director(isGrouped: isGrouped)
  let held = director.held
  director.handle(.drainRequested)
  let effects = director.pass(.seconds(2))
  #expect(director.held == held)
  #expect(director.election.standings == [.master, .master])
  #expect(!director.election.isDrained)
  #expect(
    effects.outcomes
      == [DrainOutcome(isDrained: false, handOvers: [.init("a", .kept), .init("b", .kept)])])
}

/// One half of it was handed over: the operator finds everything as it was.
@Test func aDrainThatFailsForOneInstanceIsUndoneForAll() throws {
  var director = director(isGrouped: false)
  director.handle(.drainRequested)
  try director.hears(50)
  let outcome = try #require(director.pass(.seconds(2)).outcomes.first)
  #expect(!outcome.isDrained)
  #expect(director.election.standings == [.backup, .master])
}

/// The other director has the whole group, or none of it.
@Test func aGroupOfWhichAPartIsTakenOverIsDrained() throws {
  var director = director(isGrouped: true)
  director.handle(.drainRequested)
  try director.hears(50)
  let outcome = try #require(director.pass(.seconds(2)).outcomes.first)
  #expect(outcome.isDrained)
  #expect(outcome.handOvers.map(\.fate).contains(.withGroup))
  #expect(director.election.standings == [.drained, .drained])
  #expect(director.held.isEmpty)
}

@Test func aDrainedGroupIsTheLastResortAsAWhole() throws {
  var director = director(isGrouped: true)
  director.handle(.drainRequested)
  try director.hears(50)
  try director.hears(50, on: "eth1")
  director.pass(.milliseconds(5))
  for _ in 0..<10 {
    director.pass(.seconds(1))
    try director.hears(50)
    #expect(director.election.standings == [.drained, .drained])
  }
  director.pass(.seconds(5))
  #expect(director.election.standings == [.master, .master])
  try director.hears(50, on: "eth1")
  #expect(director.election.standings == [.drained, .drained])
}

@Test func aForcedDrainLeavesNothingBehind() throws {
  var director = director(isGrouped: true)
  director.handle(.drainForced)
  let outcome = try #require(director.pass(.seconds(200)).outcomes.first)
  #expect(outcome.handOvers.map(\.fate) == [.released, .released])
  #expect(director.election.standings == [.drained, .drained])
}

@Test func aBackupIsDrainedAtOnce() {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  director.handle(.drainRequested)
  #expect(director.effects.outcomes == [DrainOutcome(isDrained: true, handOvers: [])])
}

@Test func anInstanceThatAReloadBringsIsDrainedAsForciblyAsTheOthers() {
  var director = Director(ElectionSettings(instances: [instance("a")]), drained: true)
  director.handle(.drainForced)
  director.handle(
    .configured(
      ElectionSettings(instances: [
        instance("a"),
        instance("b", interface: "eth0", virtual: 0x0a00_0001) {
          $0.router.virtualRouter = 8
        },
      ])))
  director.pass(.seconds(100))
  #expect(director.election.standings == [.drained, .drained])
}
