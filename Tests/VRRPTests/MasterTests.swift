import Network
import Testing

@testable import VRRP

private func master(
  version: Advertisement.Version = .three, priority: UInt8 = 100,
  _ change: (inout Router.Settings) -> Void = { _ in }
) -> Stage {
  var stage = Stage(version: version, priority: priority, change)
  stage.becomeMaster()
  return stage
}

/// A master for longer than an interval.
private func settled(
  version: Advertisement.Version = .three, _ change: (inout Router.Settings) -> Void = { _ in }
) -> Stage {
  var stage = master(version: version, change)
  stage.pass(seconds(10.5))
  return stage
}

@Test func aMasterAdvertisesEveryInterval() {
  var stage = master()
  #expect(stage.pass(.seconds(4)).advertised == [100, 100, 100, 100])
}

@Test func aMasterThatWasLateKeepsItsBeat() {
  var stage = master()
  stage.sleep(seconds(1.3))
  stage.handle(.deadline)
  #expect(stage.advertised == [100])
  #expect(stage.router.deadline == stage.now + seconds(0.7))
  stage.sleep(.seconds(10))
  stage.handle(.deadline)
  #expect(stage.advertised == [100])
  #expect(stage.router.deadline == stage.now + .seconds(1))
}

@Test func aMasterThatSleptSoLongThatOthersTookOverAnnouncesAgain() {
  var stage = master { $0.announcements.delay = .zero }
  stage.pass(.milliseconds(20))
  stage.sleep(seconds(2.48))
  stage.handle(.deadline)
  #expect(stage.effects.rounds == [])
  stage.sleep(seconds(3.5))
  stage.handle(.deadline)
  #expect(stage.effects.rounds == [5])
  #expect(stage.effects.notices == [.late(seconds(2.5))])
}

@Test func priorityZeroIsAnsweredAtOnceAndTheBeatBeginsAnew() {
  var stage = master()
  stage.pass(seconds(0.5))
  stage.hears(0)
  #expect(
    stage.effects == [
      .advertise(stage.router.advertisement(priority: 100)),
      .announce([Stage.virtual], rounds: 5),
    ])
  let answered = stage.now
  #expect(stage.pass(.milliseconds(21)).rounds == [1])
  #expect(stage.router.deadline == answered + .seconds(1))
}

@Test func aMasterYieldsToAHigherPriority() {
  var stage = master()
  stage.hears(101, from: Stage.lower, interval: .milliseconds(200))
  #expect(
    stage.effects.filter { !$0.isNotice } == [
      .advertise(stage.router.advertisement(priority: 100)),
      .transition(from: .master, to: .backup, .higherPriority(101, Stage.lower)),
    ])
  #expect(stage.router.held.isEmpty)
  #expect(stage.router.deadline == stage.now + seconds(0.6 + 0.2 * 156 / 256))
}

@Test(arguments: [true, false])
func aMasterSaysALastWordBeforeItYieldsUnlessTold(_ answers: Bool) {
  var stage = master { $0.election.answersHigherPriority = answers }
  stage.hears(101)
  #expect(stage.advertised == (answers ? [100] : []))
  #expect(stage.router.standing == .backup)
}

@Test func theLastWordOfThePreviousMasterIsNoSplitBrain() {
  var stage = master()
  stage.pass(.milliseconds(1))
  stage.hears(50)
  #expect(stage.effects.notices == [])
  #expect(stage.effects.contains(.rivalHeard(Stage.higher, isFarewell: true)))
  #expect(stage.effects.rounds == [5])
  stage.pass(.seconds(3))
  stage.hears(50)
  #expect(stage.effects.contains(.rivalHeard(Stage.higher, isFarewell: false)))
}

@Test func aTieGoesToTheGreaterAddress() {
  var stage = master()
  stage.hears(100, from: Stage.lower)
  #expect(stage.router.standing == .master)
  stage.hears(100, from: Stage.higher)
  #expect(stage.transitions == [.transition(from: .master, to: .backup, .tie(Stage.higher))])
}

@Test func addressesAreComparedWithoutASign() {
  var stage = master()
  stage.handle(.sourceChanged(.v4(0x7f00_0001)))
  stage.hears(100, from: .v4(0x8000_0001))
  #expect(stage.router.standing == .backup)
}

@Test(arguments: [Advertisement.Version.two, .three])
func aLowerPriorityIsAnsweredAndTheAddressesAnnounced(_ version: Advertisement.Version) {
  var stage = settled(version: version)
  stage.hears(50)
  #expect(stage.advertised == [100])
  #expect(stage.effects.contains(.rivalHeard(Stage.higher, isFarewell: false)))
  #expect(stage.effects.rounds == [5])
  #expect(stage.router.standing == .master)
}

@Test func aMasterMayBeToldNotToAnswer() {
  var stage = master { $0.election.answersLowerPriority = false }
  stage.hears(50)
  #expect(stage.advertised.isEmpty)
  #expect(stage.effects.rounds == [5])
}

@Test func aNewMasterAnnouncesOnceMoreWhenOneThatBecameItTooMustHaveYielded() {
  var stage = Stage(interval: .milliseconds(10)) { $0.announcements.delay = .zero }
  stage.becomeMaster()
  #expect(stage.effects.rounds == [5])
  #expect(stage.pass(.milliseconds(11)).rounds == [1])
  #expect(stage.pass(.seconds(1)).rounds == [])
}

@Test func afterARivalTheAddressesAreAnnouncedAgain() {
  var stage = master {
    $0.announcements = AnnouncementSettings(
      rounds: 1, delay: .zero, rivalRounds: 3, rivalDelay: .seconds(7))
  }
  stage.hears(50)
  #expect(stage.effects.rounds == [3])
  #expect(stage.pass(.milliseconds(21)).rounds == [1])
  #expect(stage.pass(.seconds(6)).rounds == [])
  #expect(stage.pass(.seconds(1)).rounds == [3])
}

@Test func aRivalThatGoesOnIsNotAnsweredWithAStormOfAnnouncements() {
  var stage = master()
  var rounds = 0
  for _ in 0..<100 {
    rounds += stage.pass(.milliseconds(10)).rounds.reduce(0, +)
    stage.hears(50)
    rounds += stage.effects.rounds.reduce(0, +)
  }
  #expect(rounds < 80)
}

@Test func theScheduleOfAnnouncementsIsKept() {
  var stage = Stage {
    $0.announcements = AnnouncementSettings(
      rounds: 2, delay: .seconds(5), refresh: .seconds(20), refreshRounds: 3)
  }
  stage.start()
  #expect(stage.pass(seconds(3.7)).rounds == [2, 1])
  #expect(stage.pass(seconds(4.8)).rounds == [])
  #expect(stage.pass(seconds(0.5)).rounds == [2])
  #expect(stage.pass(.seconds(14)).rounds == [])
  #expect(stage.pass(.seconds(1)).rounds == [3])
  #expect(stage.pass(.seconds(40)).rounds == [3, 3])
}

@Test func twoOwnersAreToldApartByAddress() {
  var stage = Stage(priority: 255)
  stage.start()
  stage.hears(255, from: Stage.lower)
  #expect(stage.router.standing == .master)
  #expect(stage.effects.notices.contains(.secondOwner(Stage.lower)))
  stage.hears(255, from: Stage.higher)
  #expect(stage.router.standing == .backup)
}

@Test func anOwnerMayIgnoreEverybody() {
  var stage = Stage(priority: 255) { $0.election.ownerIgnoresAdvertisements = true }
  stage.start()
  stage.hears(255, from: Stage.higher)
  #expect(stage.router.standing == .master)
  #expect(stage.router.counters.rejected == [.owner: 1])
}

@Test func anAdvertisementFromItsOwnAddressIsNoRival() {
  var stage = master()
  stage.hears(200, from: Stage.mine)
  #expect(stage.router.standing == .master)
  #expect(
    stage.effects == [
      .notice(.rejected(.loop(Stage.mine), router: 7, from: Stage.mine, count: 1))
    ])
  #expect(stage.router.counters.advertisementsReceived == 0)
}

@Test func listsThatDifferAreSaidAndNotDropped() {
  var stage = Stage()
  stage.start()
  let theirs = [Stage.virtual.address, .v4(9)]
  stage.hears(200, addresses: theirs)
  #expect(stage.effects.notices == [.addressListDiffers(from: Stage.higher, theirs: theirs)])
  #expect(stage.router.deadline == stage.now + seconds(3.609375))
  stage.hears(200, addresses: theirs)
  #expect(stage.effects.isEmpty)
  #expect(stage.router.counters.addressListDiffered == 2)
}

@Test func anotherVirtualRouterOfTheSameNumberIsNamed() {
  var stage = Stage()
  stage.start()
  stage.hears(200, addresses: [.v4(9)])
  #expect(stage.effects.notices == [.otherRouter(7, from: Stage.higher, theirs: [.v4(9)])])
  #expect(
    stage.effects.notices.first?.description.hasPrefix(
      "Another virtual router uses VRID 7 from source 192.0.2.252") == true)
}

@Test func listsOfAKnownSenderMayBeLeftUnread() {
  var stage = Stage { $0.election.skipsKnownAddressList = true }
  stage.start()
  stage.hears(200)
  stage.hears(200, addresses: [.v4(9)])
  #expect(stage.router.counters.addressListDiffered == 0)
  stage.hears(200, from: Stage.lower, addresses: [.v4(9)])
  #expect(stage.router.counters.addressListDiffered == 1)
}

@Test func intervalsThatDifferAreSaidAndNotDropped() {
  var stage = Stage()
  stage.start()
  stage.hears(200, interval: .seconds(2))
  #expect(stage.effects.notices == [.intervalDiffers(from: Stage.higher, .seconds(2))])
}

@Test func aRejectionChangesACounterAloneAndIsSaidOnceAMinute() {
  var stage = Stage()
  stage.start()
  let state = stage.router.state
  var said = 0
  for _ in 0..<30 {
    stage.sleep(.seconds(1))
    stage.handle(.packetRejected(.checksum, from: Stage.higher))
    said += stage.effects.count
  }
  #expect(said == 1)
  #expect(stage.router.state == state)
  #expect(stage.router.counters.rejected == [.checksum: 30])
  stage.sleep(.seconds(31))
  stage.handle(.packetRejected(.checksum, from: Stage.higher))
  #expect(
    stage.effects == [
      .notice(.rejected(.checksum, router: 7, from: Stage.higher, count: 31))
    ])
}

extension Router.Effect {
  var isNotice: Bool {
    if case .notice = self { true } else { false }
  }
}
