import Network
import Testing

@testable import VRRP

@Test func aRouterStartsAsBackupAndHoldsNothing() {
  var stage = Stage()
  stage.start()
  #expect(stage.effects == [.transition(from: .initialize, to: .backup, .started)])
  #expect(stage.router.held.isEmpty)
}

@Test func anOwnerStartsAsMaster() {
  var stage = Stage(priority: 255)
  stage.start()
  #expect(
    stage.effects == [
      .advertise(stage.router.advertisement(priority: 255)),
      .transition(from: .initialize, to: .master, .ownerStarted),
      .announce([Stage.virtual], rounds: 5),
    ])
  stage.pass(.milliseconds(20))
  #expect(stage.router.deadline == stage.now + .milliseconds(980))
}

struct DownInterval: Sendable {
  var version: Advertisement.Version
  var priority: UInt8
  var interval: Duration
  var adverts = 3
  var expected: Duration
}

@Test(arguments: [
  DownInterval(version: .three, priority: 100, interval: .seconds(1), expected: seconds(3.609375)),
  DownInterval(
    version: .three, priority: 254, interval: .milliseconds(10), expected: seconds(0.030078125)),
  DownInterval(
    version: .three, priority: 1, interval: seconds(40.95), expected: seconds(163.640039063)),
  DownInterval(version: .two, priority: 100, interval: .seconds(1), expected: seconds(3.609375)),
  DownInterval(version: .two, priority: 100, interval: .seconds(10), expected: seconds(30.609375)),
  DownInterval(
    version: .three, priority: 192, interval: .seconds(1), adverts: 1, expected: seconds(1.25)),
])
func silenceLastsThreeIntervalsAndASkew(_ given: DownInterval) {
  var stage = Stage(version: given.version, priority: given.priority, interval: given.interval) {
    $0.election.missedAdvertisements = given.adverts
  }
  stage.start()
  let began = stage.now
  #expect(abs((stage.router.deadline ?? began) - began - given.expected) < .microseconds(1))
  stage.pass(given.expected - .milliseconds(1))
  #expect(stage.router.standing == .backup)
  stage.pass(.milliseconds(2))
  #expect(stage.router.standing == .master)
}

private func abs(_ duration: Duration) -> Duration {
  duration < .zero ? .zero - duration : duration
}

@Test func aBackupBecomesMasterWithAnAdvertisementFirst() {
  var stage = Stage()
  stage.start()
  stage.hears(200)
  let all = stage.pass(.seconds(4), until: .master)
  #expect(
    all == [
      .advertise(stage.router.advertisement(priority: 100)),
      .transition(from: .backup, to: .master, .silence(seconds(3.609375))),
      .announce([Stage.virtual], rounds: 5),
    ])
  #expect(stage.router.held == [Stage.virtual])
}

@Test func whoeverNeverHeardAnybodySaysSo() {
  var stage = Stage()
  stage.start()
  #expect(stage.pass(.seconds(4)).notices == [.neverHeardAnybody])
}

@Test(arguments: [UInt8(100), 101, 255])
func anAdvertisementOfNoLowerPriorityKeepsABackup(_ priority: UInt8) {
  var stage = Stage()
  stage.start()
  for _ in 0..<20 {
    stage.pass(.seconds(3))
    stage.hears(priority, from: Stage.lower)
  }
  #expect(stage.router.standing == .backup)
}

@Test func aLowerPriorityIsDiscardedWhilePreempting() {
  var stage = Stage()
  stage.start()
  let deadline = stage.router.deadline
  stage.pass(.seconds(1))
  stage.hears(99)
  #expect(stage.effects.isEmpty)
  #expect(stage.router.deadline == deadline)
  stage.pass(.seconds(2))
  stage.hears(99)
  let all = stage.pass(.seconds(1))
  #expect(all.contains(.transition(from: .backup, to: .master, .preemption)))
}

@Test func aLowerPriorityKeepsABackupThatDoesNotPreempt() {
  var stage = Stage { $0.election.preempts = false }
  stage.start()
  for _ in 0..<20 {
    stage.pass(.seconds(3))
    stage.hears(1)
  }
  #expect(stage.router.standing == .backup)
  stage.pass(.seconds(4))
  #expect(stage.router.standing == .master)
}

@Test func priorityZeroShortensTheWaitToASkew() {
  var stage = Stage()
  stage.start()
  stage.hears(200)
  stage.hears(0)
  #expect(stage.router.deadline == stage.now + seconds(0.609375))
  let all = stage.pass(.seconds(1))
  #expect(
    all.contains(.transition(from: .backup, to: .master, .masterReleased(Stage.higher))))
}

@Test func aFarewellOfAnotherThanTheMasterChangesNothing() {
  var stage = Stage()
  stage.start()
  stage.hears(200)
  let deadline = stage.router.deadline
  stage.hears(0, from: Stage.lower)
  #expect(stage.router.deadline == deadline)
}

@Test func versionThreeLearnsTheMastersInterval() {
  var stage = Stage()
  stage.start()
  stage.hears(200, interval: .seconds(4))
  #expect(stage.router.deadline == stage.now + seconds(12) + seconds(4 * 156.0 / 256))
  stage.hears(0)
  #expect(stage.router.deadline == stage.now + seconds(4 * 156.0 / 256))
}

@Test func theMastersOwnIntervalIsUsedAgainWhenItIsMaster() {
  var stage = Stage()
  stage.start()
  stage.hears(200, interval: .milliseconds(100))
  stage.pass(.seconds(1), until: .master)
  stage.pass(.milliseconds(20))
  #expect(stage.router.deadline == stage.now + .milliseconds(980))
}

@Test func aBackupWithADelayLetsAWeakerMasterBe() {
  var stage = Stage { $0.election.preemptDelay = .seconds(30) }
  stage.start()
  for second in 1...40 {
    stage.pass(.seconds(1))
    if stage.router.standing == .master { return #expect((33...35).contains(second)) }
    stage.hears(50)
  }
  Issue.record("it never preempted")
}

@Test func aRunningDelayDoesNotKeepAVacancy() {
  var stage = Stage { $0.election.preemptDelay = .seconds(1000) }
  stage.start()
  stage.hears(50)
  stage.pass(seconds(3.7))
  #expect(stage.router.standing == .master)
}

@Test func anEqualPriorityCancelsTheDelay() {
  var stage = Stage { $0.election.preemptDelay = .seconds(3) }
  stage.start()
  stage.hears(50)
  stage.pass(.seconds(2))
  stage.hears(100)
  stage.pass(.seconds(2))
  stage.hears(50)
  stage.pass(.seconds(3))
  #expect(stage.router.standing == .backup)
}

@Test func nobodyBecomesMasterDuringTheStartupDelay() {
  for priority in [UInt8(100), 255] {
    var stage = Stage(priority: priority) { $0.election.startupDelay = .seconds(20) }
    stage.start()
    stage.pass(.seconds(19))
    #expect(stage.router.standing == .backup)
    stage.pass(.seconds(2))
    #expect(stage.router.standing == .master)
  }
}

@Test func silenceProvesNothingBeforeThePortForwards() {
  var stage = Stage {
    $0.election.preempts = false
    $0.election.listening = .seconds(30)
  }
  stage.start()
  stage.pass(.seconds(29))
  #expect(stage.router.standing == .backup)
  stage.hears(50)
  stage.pass(.seconds(3))
  #expect(stage.router.standing == .backup)
  stage.pass(.seconds(1))
  #expect(stage.router.standing == .master)
}

@Test func aChangedPriorityMovesTheTimerThatRuns() {
  var stage = Stage(priority: 100)
  stage.start()
  let began = stage.now
  stage.handle(.conditionsChanged(priority: 200, faults: []))
  #expect(stage.effects == [.priorityChanged(200)])
  #expect(stage.router.deadline == began + seconds(3.21875))
}

@Test func aBackupThatWakesTooLateSaysSo() {
  var stage = Stage()
  stage.start()
  stage.sleep(.seconds(60))
  stage.handle(.deadline)
  #expect(stage.effects.notices.contains(.late(seconds(60 - 3.609375))))
}

@Test func aDeadlineThatIsNotYetDueDoesNothing() {
  var stage = Stage()
  stage.start()
  stage.handle(.deadline)
  #expect(stage.effects.isEmpty)
  #expect(stage.router.standing == .backup)
}
