import Network
import Testing

@testable import VRRP

private func master(_ change: (inout Router.Settings) -> Void = { _ in }) -> Stage {
  var stage = Stage(change)
  stage.becomeMaster()
  return stage
}

@Test func aMasterThatStopsHoldsItsAddressesUntilTheNextHasSpoken() {
  var stage = master()
  stage.handle(.stopRequested)
  #expect(stage.advertised == [0])
  #expect(stage.router.held == [Stage.virtual])
  stage.pass(.milliseconds(600))
  #expect(stage.router.held == [Stage.virtual])
  stage.hears(50)
  #expect(stage.effects.isEmpty)
  #expect(stage.router.held == [Stage.virtual])
  // The next master speaks first, and announces its addresses a moment later.
  stage.pass(.milliseconds(4))
  stage.hears(50)
  #expect(stage.router.held == [Stage.virtual])
  #expect(
    stage.pass(.milliseconds(1)) == [
      .advertise(stage.router.advertisement(priority: 0)),
      .transition(from: .leaving, to: .initialize, .relieved(Stage.higher)),
    ])
  #expect(stage.router.held.isEmpty)
}

@Test func aDrainThatIsTakenBackOnceAnotherHasSpokenBeginsAsBackup() {
  var stage = master()
  stage.handle(.drainRequested())
  stage.hears(50)
  stage.handle(.undrainRequested)
  #expect(stage.advertised == [0])
  #expect(stage.router.standing == .backup)
  #expect(stage.router.held.isEmpty)
}

@Test func aMasterThatStopsWaitsNoLongerThanItsBound() {
  var stage = master()
  stage.handle(.stopRequested)
  let all = stage.pass(.seconds(2))
  #expect(all.advertised == [0])
  #expect(stage.router.standing == .initialize)
  #expect(stage.router.deadline == nil)
}

@Test func anothersFarewellRelievesNobody() {
  var stage = master()
  stage.handle(.stopRequested)
  stage.hears(0)
  #expect(stage.router.standing == .leaving)
}

@Test func aDrainedRouterStaysOutUntilItIsUndrained() {
  var stage = master()
  stage.handle(.drainRequested())
  #expect(stage.advertised == [0])
  stage.hears(50)
  stage.pass(.milliseconds(5))
  #expect(stage.router.standing == .drained)
  for _ in 0..<1000 {
    stage.hears(50)
    stage.pass(.seconds(1))
  }
  #expect(stage.router.standing == .drained)
  stage.handle(.undrainRequested)
  #expect(stage.transitions == [.transition(from: .drained, to: .backup, .undrain)])
  stage.pass(.seconds(4))
  #expect(stage.router.standing == .master)
}

@Test func aDrainThatIsTakenBackBeforeAnybodySpokeChangesNoAddress() {
  var stage = master()
  stage.handle(.drainRequested())
  stage.handle(.undrainRequested)
  #expect(stage.router.standing == .master)
  #expect(stage.advertised == [100])
}

@Test func aBackupIsDrainedWithoutAWord() {
  var stage = Stage()
  stage.start()
  stage.handle(.drainRequested())
  #expect(stage.effects == [.transition(from: .backup, to: .drained, .drain)])
  stage.hears(200)
  #expect(stage.router.explanation(at: stage.now).contains("192.0.2.252 has priority 200"))
}

@Test func aDrainSurvivesARestartAndAFault() {
  var stage = Stage()
  stage.handle(.started(faults: [.sourceMissing], drained: true))
  stage.handle(.conditionsChanged(priority: 100, faults: []))
  #expect(stage.router.standing == .drained)
  stage.handle(.conditionsChanged(priority: 100, faults: [.sourceMissing]))
  stage.handle(.undrainRequested)
  stage.handle(.conditionsChanged(priority: 100, faults: []))
  #expect(stage.router.standing == .backup)
}

@Test func aStopDuringADrainEndsInAStop() {
  var stage = master()
  stage.handle(.drainRequested())
  stage.handle(.stopRequested)
  stage.pass(.seconds(2))
  #expect(stage.router.standing == .initialize)
}

@Test func aFaultReleasesTheAddressesAtOnce() {
  var stage = master()
  let faults: Set<FaultReason> = [.interfaceDown("eth0")]
  stage.handle(.conditionsChanged(priority: 100, faults: faults))
  #expect(
    stage.effects == [
      .advertise(stage.router.advertisement(priority: 0)),
      .transition(from: .master, to: .fault, .faults(faults)),
    ])
  #expect(stage.router.held.isEmpty)
  #expect(stage.router.deadline == nil)
}

@Test func aFaultHasItsReasonsAndEndsWithTheLast() {
  var stage = Stage()
  stage.handle(.started(faults: [.interfaceDown("eth0"), .sourceMissing], drained: false))
  #expect(stage.router.standing == .fault)
  stage.handle(.conditionsChanged(priority: 100, faults: [.sourceMissing]))
  #expect(
    stage.router.state == .fault(Router.Fault(reasons: [.sourceMissing])))
  stage.hears(1)
  #expect(stage.router.counters.ignored == 1)
  stage.handle(.conditionsChanged(priority: 100, faults: []))
  #expect(stage.transitions == [.transition(from: .fault, to: .backup, .recovered)])
  #expect(stage.router.deadline == stage.now + seconds(3.609375))
}

@Test func aMemberOfAGroupWaitsForTheGroup() {
  var stage = Stage(isGrouped: true)
  stage.start()
  stage.pass(.seconds(100))
  #expect(stage.router.standing == .backup)
  #expect(stage.router.deadline == nil)
  stage.handle(.groupGranted)
  #expect(stage.router.standing == .master)
  stage.handle(.groupYielded)
  #expect(stage.transitions == [.transition(from: .master, to: .backup, .group)])
  stage.handle(.groupGranted)
  #expect(stage.router.standing == .backup)
}

@Test func aMemberThatHearsItsMasterAgainWaitsNoMore() {
  var stage = Stage(isGrouped: true)
  stage.start()
  stage.pass(.seconds(4))
  stage.hears(200)
  stage.handle(.groupGranted)
  #expect(stage.router.standing == .backup)
}

@Test func aReloadKeepsAMasterAndAnnouncesWhatIsNew() {
  var stage = master()
  stage.pass(.milliseconds(20))
  let second = VirtualAddress(.v4(0xc000_0202))
  var settings = stage.router.settings
  settings.excluded = [second]
  settings.interval = .milliseconds(100)
  stage.handle(.configured(settings))
  #expect(stage.advertised == [100])
  #expect(stage.effects.contains(.announce([second], rounds: 5)))
  #expect(stage.router.held == [Stage.virtual, second])
  #expect(stage.router.deadline == stage.now + .milliseconds(100))
}

@Test func aReloadThatChangesNothingKeepsTheBeat() {
  var stage = master()
  stage.pass(seconds(0.4))
  let deadline = stage.router.deadline
  stage.handle(.configured(stage.router.settings))
  #expect(stage.effects.isEmpty)
  #expect(stage.router.deadline == deadline)
}

@Test func anAddressThatWasPutBackIsAnnounced() {
  var stage = master()
  stage.handle(.addressRestored(Stage.virtual.address))
  #expect(stage.effects == [.announce([Stage.virtual], rounds: 5)])
  stage.handle(.addressRestored(.v4(1)))
  #expect(stage.effects.isEmpty)
}

@Test func noEventAndNoNumberTraps() {
  let extremes: [Duration] = [.zero, .nanoseconds(1), .seconds(Int64.max), .seconds(-1)]
  for interval in extremes {
    for delay in extremes {
      var stage = Stage(priority: 255, interval: interval) {
        $0.election.preemptDelay = delay
        $0.election.startupDelay = delay
        $0.election.missedAdvertisements = .max
        $0.announcements = AnnouncementSettings(
          rounds: .max, delay: delay, refresh: delay, refreshRounds: .min)
      }
      stage.start()
      for priority in [UInt8.min, 1, .max] { stage.hears(priority, interval: interval) }
      stage.handle(.conditionsChanged(priority: 1, faults: []))
      stage.hears(2)
      for _ in 0..<10 { stage.handle(.deadline) }
      stage.handle(.stopRequested)
    }
  }
}
