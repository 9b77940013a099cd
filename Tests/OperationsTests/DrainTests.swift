import Testing

@testable import Operations

private let wanted = Drain(by: "root", reason: "a disk is changed")

@Test func aDrainIsWrittenDownOnceSomebodyHasTakenOver() {
  var stage = Stage()
  stage.elect()
  #expect(stage.after(.drainRequested(wanted, 1)) == [.drain(isForced: false)])
  #expect(stage.desk.drain == wanted)
  #expect(
    stage.after(.drainEnded(takenOver)) == [
      .note(.drainEnded(takenOver, wanted, isDone: true)),
      .record(wanted, answering: [1], .drained(takenOver)),
    ])
}

@Test func aDrainThatNobodyTakesOverFromIsTakenBack() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.drainRequested(wanted, 1))
  #expect(
    stage.after(.drainEnded(kept)) == [
      .note(.drainEnded(kept, wanted, isDone: false)),
      .answer([1], .notDrained(kept), tellsReady: false),
    ])
  #expect(stage.desk.drain == nil)
}

@Test func allWhoDrainedAreToldOfItsEnd() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.drainRequested(wanted, 1))
  _ = stage.after(.drainRequested(Drain(by: "SIGUSR1"), nil))
  _ = stage.after(.drainRequested(wanted, 2))
  #expect(
    stage.after(.drainEnded(takenOver)).last
      == .record(wanted, answering: [1, 2], .drained(takenOver)))
  #expect(stage.after(.drainEnded(takenOver)) == [])
}

@Test func aDrainGoesOnWhileAReloadIsUnderWay() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.reloadRequested(1))
  #expect(stage.after(.drainRequested(wanted, 2)) == [.drain(isForced: false)])
  #expect(
    stage.read(.reload(generation: 1)) == [.follow(.reload, answering: [1], tellsReady: true)])
  #expect(
    stage.after(.drainEnded(takenOver)).last
      == .record(wanted, answering: [2], .drained(takenOver)))
}

@Test func aDrainIsTakenBackWhileItIsUnderWay() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.drainRequested(wanted, 1))
  #expect(
    stage.after(.undrainRequested(2)) == [
      refused(.drainTakenBack, 1), .undrain, .note(.backInService),
      .record(nil, answering: [2], .inService),
    ])
  #expect(stage.desk.drain == nil)
}

@Test func aDrainNeedsVirtualRouters() {
  var stage = Stage()
  #expect(
    stage.after(.drainRequested(wanted, 1)) == [
      .note(.drainRefused(.nothingToDrain)), refused(.nothingToDrain, 1),
    ])
  #expect(stage.after(.undrainRequested(1)) == [refused(.nothingToUndrain, 1)])
  #expect(stage.after(.undrainRequested(nil)) == [.note(.drainRefused(.nothingToUndrain))])
}

@Test func aDrainOfAnEarlierRunIsInForce() {
  var stage = Stage()
  #expect(stage.after(.drainRemembered(wanted)) == [.note(.drainRemembered(wanted))])
  stage.elect()
  _ = stage.after(.drainRequested(Drain(by: "another"), 1))
  _ = stage.after(.drainEnded(kept))
  #expect(stage.desk.drain == wanted)
}

@Test func theElectionsEndCutsADrain() {
  var stage = Stage()
  stage.elect()
  _ = stage.after(.drainRequested(wanted, 1))
  #expect(
    stage.after(.electionEnded(hasFailed: false)) == [
      refused(.drainCutByElection, 1), .hurryHooks,
    ])
}
