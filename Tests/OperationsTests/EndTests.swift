import Network
import Testing

@testable import Operations

@Test func withoutVirtualRoutersTheTableIsClearedAtOnce() {
  var stage = Stage()
  #expect(stage.after(.endRequested) == [.beginEnding, .clearAway])
  #expect(stage.after(.edgesAreQuiet(tableIsSettled: false)) == [])
  #expect(stage.after(.edgesAreQuiet(tableIsSettled: true)) == [.finish])
  #expect(stage.desk.phase == .ended(status: 0))
}

@Test func virtualRoutersHandOverBeforeTheTableIsCleared() {
  var stage = Stage()
  stage.elect()
  #expect(stage.after(.endRequested) == [.beginEnding, .note(.handsOver), .handOver])
  #expect(stage.desk.phase == .leaving)
  #expect(stage.after(.electionEnded(hasFailed: false)) == [.hurryHooks])
  #expect(stage.after(.handedOver) == [.clearAway])
  #expect(stage.desk.phase == .ending)
}

@Test func whatDoesNotHandOverIsNotWaitedForWithoutEnd() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.endRequested)
  while stage.desk.phase == .leaving {
    guard let deadline = stage.desk.deadline else {
      Issue.record("nothing is due")
      return
    }
    #expect(deadline <= second(60))
    stage.now = max(stage.now, deadline)
    _ = stage.after(.deadline)
  }
  stage.now = stage.desk.deadline ?? stage.now
  _ = stage.after(.deadline)
  #expect(stage.after(.edgesAreQuiet(tableIsSettled: false)) == [.finish])
}

@Test func aSecondRequestEndsAtOnce() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.endRequested)
  #expect(stage.after(.endRequested) == [.release, .killHooks(false)])
  _ = stage.after(.handedOver)
  #expect(stage.after(.endRequested) == [.killHooks(true)])
  #expect(stage.desk.phase == .ended(status: 0))
}

@Test func theEndTakesTheTrialsCopyAway() {
  var stage = Stage()
  stage.beginTrial()
  #expect(stage.after(.endRequested) == [.beginEnding, .discardCandidate("/etc/new"), .clearAway])
}

@Test func theEndRefusesWhatIsUnderWay() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.reloadRequested(1))
  _ = stage.after(.applyRequested(file: "/etc/new", within: nil, 2))
  _ = stage.after(.planRequested(file: "/etc/new", 3))
  _ = stage.after(.drainRequested(Drain(), 4))
  #expect(stage.after(.endRequested).contains(refused(.drainCutByEnd, 4)))
  #expect(
    stage.read(.reload(generation: 1)).contains(
      .answer([1], .refused(.ending), tellsReady: true)))
  #expect(stage.read(.apply(2, within: nil), "/etc/new") == [refused(.ending, 2)])
  #expect(stage.read(.plan(3), "/etc/new") == [refused(.ending, 3)])
  #expect(stage.after(.reloadRequested(5)) == [refused(.ending, 5)])
  #expect(stage.after(.applyRequested(file: "/etc/new", within: nil, 6)) == [refused(.ending, 6)])
  #expect(stage.desk.followed == own)
}

@Test func anElectionThatFailsEndsTheDaemonWithOne() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.electionEnded(hasFailed: true))
  #expect(stage.desk.phase == .ended(status: 1))
}
