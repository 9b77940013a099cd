import Network
import Testing

@testable import VRRP

// A start while addresses stand that a killed run left.

extension Stage {
  /// Started after a kill.
  fileprivate mutating func startAgain(
    _ faults: Set<FaultReason> = [], drained: Bool = false, standing: Set<Address>? = nil
  ) {
    handle(
      .started(
        faults: faults, drained: drained, standing: standing ?? [Stage.virtual.address]))
  }

  fileprivate var held: [Address] { router.held.map(\.address) }
}

@Test func whatAKilledRunLeftStaysUntilTheElectionIsOver() {
  var stage = Stage(version: .two)
  stage.startAgain()
  #expect(stage.router.standing == .backup)
  #expect(stage.held == [Stage.virtual.address])
  #expect(stage.advertised == [0])
  #expect(stage.effects.notices == [.inherited(1)])
  for _ in 0..<35 {
    stage.pass(.milliseconds(100))
    #expect(stage.held == [Stage.virtual.address])
  }
  stage.pass(.seconds(1))
  #expect(stage.router.standing == .master)
  #expect(stage.router.retained == nil)
}

@Test func whatAKilledRunLeftGoesWhenAMasterSpeaks() {
  var stage = Stage()
  stage.startAgain()
  stage.hears(90)
  #expect(stage.effects.contains(.masterHeard))
  #expect(!stage.held.isEmpty)
  let effects = stage.pass(.milliseconds(10))
  #expect(effects.notices == [.letGo(Stage.higher)])
  #expect(stage.held == [])
  // It preempts as after any start.
  stage.pass(.seconds(4))
  #expect(stage.router.standing == .master)
}

@Test func aLetGoMasterIsNoMasterThatSpeaks() {
  var stage = Stage()
  stage.startAgain()
  stage.hears(0)
  #expect(stage.router.retained?.until == nil)
}

@Test func onlyWhatStandsIsKept() {
  let other = VirtualAddress(.v4(0xc000_0202))
  var stage = Stage { $0.addresses.append(other) }
  stage.startAgain(standing: [other.address, .v4(1)])
  #expect(stage.held == [other.address])
}

@Test func aFaultAtTheStartRemovesWhatStandsAtOnce() {
  var stage = Stage()
  stage.startAgain([.scriptFailed("s")])
  #expect(stage.router.standing == .fault)
  #expect(stage.advertised == [0])
  #expect(stage.held == [])
}

@Test(arguments: [true, false])
func whatIsNotKnownYetRemovesNothing(_ isWell: Bool) {
  var stage = Stage()
  stage.startAgain([.pending("script s")])
  #expect(!stage.held.isEmpty)
  stage.handle(
    .conditionsChanged(priority: 100, faults: isWell ? [] : [.scriptFailed("s")]))
  #expect(stage.held.isEmpty != isWell)
  #expect(stage.router.standing == (isWell ? .backup : .fault))
}

@Test func aMasterIsHeardBeforeTheScriptsAre() {
  var stage = Stage()
  stage.startAgain([.pending("script s")])
  stage.hears(150)
  stage.pass(.milliseconds(10))
  #expect(stage.held == [])
}

@Test func aDrainedDirectorHandsOverWhatStands() {
  var stage = Stage()
  stage.startAgain(drained: true)
  #expect(stage.router.standing == .drained)
  #expect(!stage.held.isEmpty)
  #expect(stage.advertised == [0])
  stage.hears(90)
  stage.pass(.milliseconds(10))
  #expect(stage.router.standing == .drained)
  #expect(stage.held == [])
}

@Test func anOwnerIsMasterAtOnceAndSaysNoFarewell() {
  var stage = Stage(priority: 255)
  stage.startAgain()
  #expect(stage.router.standing == .master)
  #expect(stage.advertised == [255])
}

@Test(arguments: [Router.Event.stopRequested, .drainRequested()])
func whatStandsIsHandedOverWhenItStops(_ event: Router.Event) {
  var stage = Stage()
  stage.startAgain()
  stage.handle(event)
  #expect(stage.router.standing == .leaving)
  #expect(!stage.held.isEmpty)
}

@Test func aMemberLetsGoWithItsGroup() {
  var stage = Stage(isGrouped: true)
  stage.startAgain()
  stage.handle(.groupHeardMaster)
  stage.pass(.milliseconds(10))
  #expect(stage.held == [])
}

// An address that somebody removes again and again.

@Test func anotherDirectorIsAskedWhileTheAddressesStay() {
  var stage = Stage(priority: 150)
  stage.start()
  stage.hears(100)
  stage.pass(.seconds(5), until: .master)
  stage.handle(.addressLost(Stage.virtual.address))
  #expect(stage.router.standing == .backup)
  #expect(stage.advertised == [0])
  #expect(stage.held == [Stage.virtual.address])
  stage.hears(100)
  stage.pass(.milliseconds(10))
  #expect(stage.held == [])
  // For a minute the other is left in charge, though its priority is lower.
  for _ in 0..<58 {
    stage.pass(.seconds(1))
    stage.hears(100)
    #expect(stage.router.standing == .backup)
  }
  for _ in 0..<6 {
    stage.pass(.seconds(1))
    if stage.router.standing == .backup { stage.hears(100) }
  }
  #expect(stage.router.standing == .master)
}

@Test func withoutAnswerTheAddressesNeverGo() {
  var stage = Stage(priority: 150)
  stage.start()
  stage.hears(100)
  stage.pass(.seconds(5), until: .master)
  stage.handle(.addressLost(Stage.virtual.address))
  for _ in 0..<40 {
    stage.pass(.milliseconds(100))
    #expect(stage.held == [Stage.virtual.address])
  }
  #expect(stage.router.standing == .master)
  // Nobody has been heard since.
  stage.pass(.seconds(100))
  #expect(!stage.router.mayHandOver(at: stage.now))
  stage.handle(.addressKept(Stage.virtual.address))
  #expect(stage.effects.notices == [.keepsLosing(Stage.virtual.address)])
  #expect(stage.router.standing == .master)
}

@Test func whoHasHeardNobodyHandsNothingOver() {
  var stage = Stage()
  stage.becomeMaster()
  stage.handle(.addressLost(Stage.virtual.address))
  #expect(stage.router.standing == .master)
}

// What a stranger can say.

@Test func anIntervalWithoutProofIsBelievedUpToABound() {
  var stage = Stage()
  stage.start()
  stage.hears(255, interval: seconds(40.95))
  #expect(stage.effects.notices.contains { "\($0)".contains("is taken as 10") })
  stage.pass(.seconds(37), until: .master)
  #expect(stage.router.standing == .master)
}

@Test func anIntervalWithProofIsBelieved() {
  var stage = Stage()
  stage.start()
  let advertisement = Advertisement(
    version: .three, virtualRouter: 7, priority: 255, interval: seconds(40.95),
    addresses: [Stage.virtual.address])
  stage.handle(
    .advertisementReceived(advertisement, from: Stage.higher, isAuthenticated: true))
  stage.pass(.seconds(120), until: .master)
  #expect(stage.router.standing == .backup)
}

@Test(arguments: [UInt8(0), 50])
func forgedAdvertisementsAreAnsweredAtABoundedRate(_ priority: UInt8) {
  var stage = Stage()
  stage.becomeMaster()
  stage.hears(priority)
  #expect(stage.advertised == [100])
  var answers = 0
  for _ in 0..<1000 {
    stage.pass(.milliseconds(1))
    stage.hears(priority)
    answers += stage.advertised.count
  }
  #expect((1...4).contains(answers))
}

// Half a partition of a sync group.

@Test func aMemberThatWaitsForItsGroupSaysSoAgainAndAgain() {
  var stage = Stage(isGrouped: true)
  stage.start()
  #expect(stage.pass(.seconds(6)).notices.isEmpty)
  let first = stage.pass(.seconds(2)).notices
  #expect(first.count == 1)
  #expect(first.allSatisfy { $0.isWarning })
  #expect(stage.pass(.seconds(57)).notices.isEmpty)
  #expect(stage.pass(.seconds(2)).notices.count == 1)
  stage.hears(200)
  #expect(stage.pass(.seconds(2)).notices.isEmpty)
}
