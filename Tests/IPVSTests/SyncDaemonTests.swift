import IPVS
import Network
import Testing

struct SyncDaemonTests {
  @Test func aDaemonIsStartedByItsRoleInterfaceAndIdentifier() {
    #expect(
      payload(.startDaemon(SyncDaemon(.master, on: "eth1", identifier: 51)))
        == bytes(
          """
          09010000 20000380 08000100 01000000 09000200 65746831 00000000 08000300 33000000
          """))
  }

  @Test func theWholeKeywordIsInTheMessage() {
    let daemon = SyncDaemon(
      .backup, on: "eth1", identifier: 255, maximumLength: 1400, group: .v4(0xe000_0052),
      port: 8849, timeToLive: 3)
    #expect(
      payload(.startDaemon(daemon))
        == bytes(
          """
          09010000 40000380 08000100 02000000 09000200 65746831 00000000 08000300 ff000000
          06000400 78050000 08000500 e0000052 06000700 91220000 05000800 03000000
          """))
  }

  @Test func aDaemonIsStoppedByItsRole() {
    #expect(payload(.stopDaemon(.backup)) == bytes("0a010000 0c000380 08000100 02000000"))
    #expect(payload(.syncDaemons) == bytes("0b010000"))
  }

  @Test func whatTheKernelTellsIsWhatWasStarted() throws {
    let daemons = [
      SyncDaemon(.master, on: "eth1", identifier: 51),
      SyncDaemon(
        .backup, on: "bond0.100", identifier: 1, maximumLength: 65507,
        group: .v6(IPv6Bits(0xff02 << 112 | 0x81)), port: 1, timeToLive: 255),
    ]
    for daemon in daemons {
      #expect(try Reply.syncDaemon(payload(.startDaemon(daemon))[...]) == daemon)
    }
    #expect(throws: ReplyError.self) { try Reply.syncDaemon(payload(.stopDaemon(.master))[...]) }
  }

  @Test func whatWasLeftToTheKernelMayBeAnything() {
    let wanted = SyncDaemon(.master, on: "eth1", identifier: 51)
    var running = wanted
    running.maximumLength = 1468
    running.port = 8848
    running.timeToLive = 1
    running.group = .v4(0xe000_0051)
    #expect(SyncDaemon.changes(from: [running], to: [wanted]) == [])
    running.identifier = 52
    #expect(
      SyncDaemon.changes(from: [running], to: [wanted])
        == [.stopDaemon(.master), .startDaemon(wanted)])
  }

  @Test func theOtherRoleIsStoppedBeforeOurs() {
    let master = SyncDaemon(.master, on: "eth1")
    let backup = SyncDaemon(.backup, on: "eth1")
    #expect(
      SyncDaemon.changes(from: [backup], to: [master])
        == [.stopDaemon(.backup), .startDaemon(master)])
    #expect(SyncDaemon.changes(from: [backup, master], to: [master]) == [.stopDaemon(.backup)])
  }
}
