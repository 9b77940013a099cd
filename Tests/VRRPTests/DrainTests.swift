import Network
import Testing

@testable import VRRP

private func master(isGrouped: Bool = false) -> Stage {
  var stage = Stage(isGrouped: isGrouped)
  stage.start()
  stage.pass(.seconds(4))
  stage.handle(.groupGranted)
  return stage
}

/// Drained, and the other one is master.
private func drained(isForced: Bool = false) -> Stage {
  var stage = master()
  stage.handle(.drainRequested(isForced: isForced))
  stage.hears(50)
  stage.pass(.milliseconds(5))
  return stage
}

@Test func aDrainThatNobodyAnswersKeepsTheAddresses() {
  var stage = master()
  stage.handle(.drainRequested())
  #expect(stage.advertised == [0])
  while stage.router.standing == .leaving {
    #expect(stage.router.held == [Stage.virtual])
    stage.pass(.milliseconds(1))
  }
  #expect(stage.transitions == [.transition(from: .leaving, to: .master, .unrelieved)])
  #expect(stage.advertised == [100])
  #expect(stage.router.drain == nil)
}

@Test func aForcedDrainLetsGoAndTakesOverFromNobody() {
  var stage = master()
  stage.handle(.drainRequested(isForced: true))
  #expect(stage.pass(.seconds(2)).advertised == [0])
  #expect(stage.router.standing == .drained)
  #expect(stage.router.deadline == nil)
  stage.hears(50)
  #expect(stage.router.deadline == nil)
}

@Test func aDrainedRouterThatHearsNobodyIsTheLastResort() {
  var stage = drained()
  let all = stage.pass(.seconds(5), until: .master)
  #expect(stage.router.isLastResort)
  #expect(stage.router.held == [Stage.virtual])
  #expect(all.advertised.last == 1)
  // It waits as long as a backup of the lowest priority.
  guard case .transition(.drained, .master, .lastResort(let silence))? = stage.transitions.first
  else {
    Issue.record("\(stage.transitions)")
    return
  }
  #expect(silence == seconds(3.99609375))
}

@Test func theLastResortGivesWayToWhomeverItHears() {
  var stage = drained()
  stage.pass(.seconds(5), until: .master)
  stage.hears(2, from: Stage.lower)
  #expect(
    stage.transitions
      == [.transition(from: .master, to: .drained, .higherPriority(2, Stage.lower))])
  #expect(stage.router.held.isEmpty)
  stage.pass(.seconds(5), until: .master)
  #expect(stage.router.isLastResort)
}

@Test func ofTwoLastResortsOneStays() {
  var stage = drained()
  stage.pass(.seconds(5), until: .master)
  stage.hears(1, from: Stage.lower)
  #expect(stage.router.isLastResort)
  stage.hears(1, from: Stage.higher)
  #expect(stage.router.standing == .drained)
}

@Test func aDrainedOwnerHearsOthersThoughItIgnoresThemElse() {
  var stage = Stage(priority: 255) { $0.election.ownerIgnoresAdvertisements = true }
  stage.handle(.started(faults: [], drained: true))
  for _ in 0..<10 {
    stage.hears(50)
    stage.pass(.seconds(1))
  }
  #expect(stage.router.standing == .drained)
}

/// It may be drained itself, and is master again in a moment if nobody takes over.
@Test func aDrainedRouterIsNoSuccessorOfOneThatIsDrainedToo() {
  var stage = drained()
  stage.hears(0)
  stage.pass(.milliseconds(1100))
  #expect(stage.router.standing == .drained)
  stage.hears(50)
  stage.pass(.seconds(3))
  #expect(stage.router.standing == .drained)
}

@Test func aDrainedRouterFollowsOneThatHasEnded() {
  var stage = drained()
  stage.hears(0)
  stage.pass(.milliseconds(1100))
  stage.hears(0)
  stage.pass(.seconds(1))
  #expect(stage.router.isLastResort)
}

@Test func theLastResortStaysUnlessItsDrainIsForced() {
  var stage = drained()
  stage.pass(.seconds(5), until: .master)
  stage.handle(.drainRequested())
  #expect(stage.effects.isEmpty)
  stage.handle(.drainRequested(isForced: true))
  stage.pass(.seconds(2))
  #expect(stage.router.standing == .drained)
  stage.handle(.drainRequested())
  stage.pass(.seconds(5), until: .master)
  #expect(stage.router.isLastResort)
}

@Test func theLastResortThatIsTakenBackHasItsPriorityAtOnce() {
  var stage = drained()
  stage.pass(.seconds(5), until: .master)
  stage.handle(.undrainRequested)
  #expect(stage.advertised == [100])
  stage.hears(2, from: Stage.lower)
  #expect(stage.router.standing == .master)
}

@Test func aGroupDecidesWhetherAMemberIsTakenBack() {
  var stage = master(isGrouped: true)
  stage.handle(.drainRequested())
  stage.pass(.seconds(10))
  #expect(stage.router.standing == .leaving)
  #expect(stage.router.held == [Stage.virtual])
  #expect(stage.router.deadline == nil)
  var torn = stage
  stage.handle(.groupGranted)
  #expect(stage.router.standing == .master)
  torn.handle(.groupYielded)
  #expect(torn.router.standing == .drained)
}

@Test func aStopEndsAWaitForTheGroup() {
  var stage = master(isGrouped: true)
  stage.handle(.drainRequested())
  stage.pass(.seconds(10))
  stage.handle(.stopRequested)
  stage.pass(.seconds(2))
  #expect(stage.router.standing == .initialize)
}
