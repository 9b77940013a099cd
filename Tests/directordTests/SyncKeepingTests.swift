import IPVS
import Network
import Service
import System
import Testing

@testable import directord

private let start = Instant(nanoseconds: 0)
private let master = SyncDaemon(.master, on: "eth1", identifier: 51)
private let backup = SyncDaemon(.backup, on: "eth1", identifier: 51)

private func keeping(_ table: ShadowTable) throws -> SyncKeeping {
  SyncKeeping(table, journal: Journal(try Log(to: -1, style: .journal), least: .error))
}

@Test func whatAnEarlierRunLeftOfTheSyncDaemonsIsAdoptedOrReplaced() throws {
  let table = ShadowTable()
  let old = SyncDaemon(.master, on: "eth9", identifier: 9)
  _ = table.apply([.startDaemon(old), .startDaemon(backup)])
  _ = table.takeNotes()
  let sync = try keeping(table)
  sync.want([backup], at: start)
  #expect(table.syncDaemons() == [backup])
  sync.want([master], at: start)
  #expect(table.syncDaemons() == [master])
}

@Test func aWordThatTheFileNoLongerHasIsLeftToTheKernelAgain() throws {
  let table = ShadowTable()
  let sync = try keeping(table)
  var long = master
  long.maximumLength = 1500
  sync.want([long], at: start)
  #expect(table.syncDaemons() == [long])
  sync.want([master], at: start)
  #expect(table.syncDaemons() == [master])
}

@Test func withoutALineInTheFileSyncDaemonsOfOthersAreLeftAlone() throws {
  let table = ShadowTable()
  _ = table.apply([.startDaemon(master)])
  let sync = try keeping(table)
  sync.want(nil, at: start)
  #expect(table.syncDaemons() == [master])
  #expect(sync.deadline == nil)
}

@Test func aSyncDaemonThatSomebodyStopsIsStartedAgainAndOursEndWithUs() throws {
  let table = ShadowTable()
  let sync = try keeping(table)
  sync.want([master, backup], at: start)
  _ = table.apply([.stopDaemon(.backup)])
  let due = try #require(sync.deadline)
  sync.makeTrue(at: due)
  #expect(table.syncDaemons() == [master, backup])
  sync.want(nil, at: due)
  #expect(table.syncDaemons().isEmpty)
  #expect(sync.deadline == nil)
}
