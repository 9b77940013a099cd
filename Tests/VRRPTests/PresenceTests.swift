import Network
import Testing

@testable import VRRP

private let start = Instant(nanoseconds: 0)

@Test func theFirstCountCountsAtOnce() {
  var presence = Presence(quorum: 1...Int.max, forkDelay: .seconds(9), terminateDelay: .seconds(9))
  #expect(presence.status == .pending)
  presence.count(2, at: start)
  #expect(presence.status == .up)
}

@Test func tooFewAreDownAfterTheTerminateDelayAndEnoughUpAfterTheForkDelay() {
  var presence = Presence(quorum: 2...3, forkDelay: .seconds(1), terminateDelay: .seconds(2))
  presence.count(2, at: start)
  presence.count(1, at: start)
  #expect(presence.status == .up && presence.changesAt == start + .seconds(2))
  presence.settle(at: start + .seconds(1))
  #expect(presence.status == .up)
  presence.settle(at: start + .seconds(2))
  #expect(presence.status == .down && presence.changesAt == nil)
  presence.count(3, at: start + .seconds(3))
  #expect(presence.status == .down)
  presence.settle(at: start + .seconds(4))
  #expect(presence.status == .up)
}

@Test func aProcessThatIsStartedAnewInTimeIsNoChange() {
  var presence = Presence(quorum: 1...1, terminateDelay: .seconds(2))
  presence.count(1, at: start)
  presence.count(0, at: start)
  presence.count(1, at: start + .seconds(1))
  #expect(presence.changesAt == nil)
  presence.settle(at: start + .seconds(9))
  #expect(presence.status == .up)
}

@Test func moreThanMayRunAreTooMany() {
  var presence = Presence(quorum: 0...0)
  presence.count(0, at: start)
  #expect(presence.status == .up)
  presence.count(1, at: start)
  #expect(presence.status == .down)
}
