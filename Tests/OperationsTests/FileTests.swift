import Network
import Testing

@testable import Operations

@Test func aReloadIsReadFollowedAndAnswered() {
  var stage = Stage()
  #expect(
    stage.after(.reloadRequested(1)) == [
      .tellReloading, .note(.reads), .read(file: nil, .reload(generation: 1)),
    ])
  #expect(stage.desk.isReloading)
  #expect(
    stage.read(.reload(generation: 1)) == [
      .follow(.reload, answering: [1], tellsReady: true)
    ])
  #expect(stage.desk.followed.digest == "new" && !stage.desk.isReloading)
}

@Test func aReloadThatIsRefusedLeavesWhatIsFollowed() {
  var stage = Stage()
  _ = stage.after(.reloadRequested(nil))
  #expect(
    stage.read(.reload(generation: 1), isValid: false) == [
      .follow(.reload, answering: [], tellsReady: true)
    ])
  #expect(stage.desk.followed == own)
}

@Test func twoOperatorsWhoReloadAreAnsweredByTheReadingsThatFollowTheirRequests() {
  var stage = Stage()
  _ = stage.after(.reloadRequested(1))
  #expect(stage.after(.reloadRequested(2)) == [])
  #expect(
    stage.read(.reload(generation: 1)) == [
      .follow(.reload, answering: [1], tellsReady: true), .tellReloading, .note(.reads),
      .read(file: nil, .reload(generation: 2)),
    ])
  #expect(
    stage.read(.reload(generation: 2)) == [.follow(.reload, answering: [2], tellsReady: true)])
}

@Test func aReloadThatHangsIsSaidOnceAndAnotherTakesItsPlace() {
  var stage = Stage()
  _ = stage.after(.reloadRequested(1))
  #expect(stage.desk.deadline == stage.now + reloadPatience)
  stage.now = stage.now + reloadPatience
  #expect(stage.after(.deadline) == [.note(.reloadHangs(after: reloadPatience))])
  #expect(stage.desk.deadline == nil && stage.desk.isReloading)
  #expect(stage.after(.reloadRequested(2)).contains(.read(file: nil, .reload(generation: 2))))
  #expect(stage.read(.reload(generation: 1)) == [.note(.reloadIsStale)])
  #expect(
    stage.read(.reload(generation: 2)) == [.follow(.reload, answering: [1, 2], tellsReady: true)])
}

@Test func aReloadThatCannotBeReadIsRefusedToThoseWhoWait() {
  var stage = Stage()
  _ = stage.after(.reloadRequested(1))
  #expect(
    stage.after(.readingFailed(.reload(generation: 1), reason: "no thread")) == [
      .note(.reloadRefused(.words("no thread"))),
      .answer([1], .refused(.words("no thread")), tellsReady: true),
    ])
  #expect(!stage.desk.isReloading)
}

@Test func filesThatAreNeverReadDoNotPileUp() {
  var stage = Stage()
  for client in 0..<mostReadings {
    #expect(
      stage.after(.planRequested(file: "/etc/new", client)) == [
        .read(file: "/etc/new", .plan(client))
      ])
  }
  #expect(
    stage.after(.planRequested(file: "/etc/new", 9)) == [refused(.readingsHang(mostReadings), 9)])
  #expect(stage.read(.plan(0), "/etc/new") == [.plan(0)])
  #expect(stage.after(.planRequested(file: "/etc/new", 9)) == [.read(file: "/etc/new", .plan(9))])
}

@Test func aFileNeedsAnAbsolutePath() {
  var stage = Stage()
  #expect(stage.after(.planRequested(file: "new", 1)) == [refused(.notAbsolute("new"), 1)])
}

// MARK: Trials

@Test func aTrialKeepsWhatWasFollowedBefore() {
  var stage = Stage()
  #expect(
    stage.after(.applyRequested(file: "/etc/new", within: 60, 1)) == [
      .read(file: "/etc/new", .apply(1, within: .seconds(60)))
    ])
  let new = FileVersion(path: "/etc/new", digest: "new")
  #expect(
    stage.read(.apply(1, within: .seconds(60)), "/etc/new") == [
      .keepFormer,
      .follow(.applied(file: "/etc/new", onTrial: true), answering: [1], tellsReady: false),
      .note(.trialBegan(new, within: .seconds(60), former: own.path)),
    ])
  #expect(stage.desk.deadline == stage.now + .seconds(60))
}

@Test func aTrialOfAFileWithAnErrorDoesNotBegin() {
  var stage = Stage()
  _ = stage.after(.applyRequested(file: "/etc/new", within: 60, 1))
  #expect(
    stage.read(.apply(1, within: .seconds(60)), "/etc/new", isValid: false) == [
      .follow(.applied(file: "/etc/new", onTrial: true), answering: [1], tellsReady: false)
    ])
  #expect(stage.desk.trial == nil && stage.desk.followed == own)
}

@Test func aTrialThatNobodyConfirmsIsLeft() {
  var stage = Stage()
  stage.beginTrial()
  stage.now = stage.now + .seconds(60)
  #expect(
    stage.after(.deadline) == [
      .note(.trialEnded(file: "/etc/new", isExpired: true)), .discardCandidate("/etc/new"),
      .followFormer(.trialExpired, answering: []),
    ])
  #expect(stage.desk.followed == own && stage.desk.deadline == nil)
}

@Test func aTrialIsConfirmedByItsOwnBytesAlone() {
  var stage = Stage()
  stage.beginTrial()
  #expect(
    stage.after(.confirmRequested(digest: "other", 2)) == [
      refused(.otherBytes(file: "/etc/new"), 2)
    ])
  #expect(
    stage.after(.confirmRequested(digest: "new", 1)) == [
      .forgetFormer, .note(.trialConfirmed(file: "/etc/new")),
      .answer([1], .confirmed(file: "/etc/new"), tellsReady: false),
    ])
  #expect(stage.desk.trial == nil && stage.desk.followed.path == "/etc/new")
  #expect(stage.after(.confirmRequested(digest: "new", 1)) == [refused(.nothingToConfirm, 1)])
}

@Test func aReloadDuringATrialIsRefused() {
  var stage = Stage()
  stage.beginTrial()
  let refusal = RequestRefusal.onTrial(file: "/etc/new", rest: .seconds(59))
  #expect(
    stage.after(.reloadRequested(2)) == [.note(.reloadRefused(refusal)), refused(refusal, 2)])
}

@Test func aReloadThatIsReadWhileATrialBeganIsLeftOut() {
  var stage = Stage()
  _ = stage.after(.reloadRequested(2))
  stage.beginTrial()
  let refusal = RequestRefusal.onTrial(file: "/etc/new", rest: .seconds(59))
  #expect(
    stage.read(.reload(generation: 1)) == [
      .note(.reloadRefused(refusal)), .answer([2], .refused(refusal), tellsReady: true),
    ])
  #expect(stage.desk.followed.path == "/etc/new")
}

@Test func ofTwoOperatorsWhoApplyOneIsRefused() {
  var stage = Stage()
  _ = stage.after(.applyRequested(file: "/etc/other", within: 60, 2))
  stage.beginTrial()
  #expect(
    stage.read(.apply(2, within: .seconds(60)), "/etc/other") == [
      refused(.trialBegunMeanwhile, 2)
    ])
  #expect(stage.desk.trial?.file.path == "/etc/new")
}

@Test(arguments: [0.5, 90_000, .nan, -.infinity])
func aTrialLastsASecondToADay(time: Double) {
  var stage = Stage()
  #expect(
    stage.after(.applyRequested(file: "/etc/new", within: time, 1)) == [refused(.trialTime, 1)])
}
