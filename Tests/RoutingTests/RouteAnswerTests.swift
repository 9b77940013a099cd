import Network
import Routing
import Testing

private func message(_ type: UInt16, _ payload: String) -> NetlinkMessage? {
  var datagram: [UInt8] = []
  datagram.append(message: type, flags: [], sequence: 1) { $0 += bytes(payload) }
  var reader = NetlinkReader(datagram[...])
  return reader.next()
}

@Suite struct RouteAnswerTests {
  @Test func aQuestionMayNameSourceInputAndMark() {
    var asked: [UInt8] = []
    RouteQuestion(to: v4(192, 168, 3, 108), from: v4(192, 168, 3, 10), input: 2, mark: 7)
      .append(to: &asked)
    #expect(
      asked
        == bytes(
          "02 20 20 00 00 00 00 00 00000000 0800 0100 c0a8036c 0800 0200 c0a8030a "
            + "0800 0300 02000000 0800 1000 07000000"))
    var entry: [UInt8] = []
    RouteQuestion(to: v4(10, 0, 0, 2), asksForTheEntry: true).append(to: &entry)
    #expect(entry[8..<12] == bytes("00200000")[...])
  }

  @Test func anAnswerTellsTheWayTheSourceAndTheMTU() throws {
    let answer = try #require(
      message(
        24,
        "02 20 00 00 fe 00 00 01 00020000 0800 0100 0a000002 0800 0500 0a0000fe "
          + "0800 0400 03000000 0800 0700 0a000001 0c00 0880 0800 0200 dc050000"
      ).flatMap(RouteAnswer.init))
    #expect(
      answer
        == .route(
          RouteAnswer.Found(
            kind: .unicast, nextHops: [Route.NextHop(via: v4(10, 0, 0, 254), on: 3)],
            preferredSource: v4(10, 0, 0, 1), mtu: 1500)))
  }

  @Test func aRefusalIsAnErrno() {
    // EXDEV: the check of the way back drops the packet.
    #expect(message(2, "eeffffff 00000000").flatMap(RouteAnswer.init) == .refused(18))
  }

  @Test func anotherMessageIsNoAnswer() {
    #expect(message(24, "02 20").flatMap(RouteAnswer.init) == nil)
    #expect(message(16, "02 20 00 00 fe 00 00 01 00020000").flatMap(RouteAnswer.init) == nil)
    #expect(
      message(24, "02 20 00 00 fe 00 00 01 00020000 ff00 0500 0a").flatMap(RouteAnswer.init) == nil)
  }
}

@Suite struct NeighborTests {
  @Test func aNeighborHasAStateAndAHardwareAddress() throws {
    let found = try #require(
      message(
        28,
        "02 00 0000 03000000 0200 00 01 0800 0100 0a000002 0a00 0200 1eb300000001 0000"
      ).flatMap(Neighbor.init))
    #expect(found.interface == 3)
    #expect(found.address == v4(10, 0, 0, 2))
    #expect(found.hardware?.description == "1e:b3:00:00:00:01")
    #expect(found.stateName == "REACHABLE")
  }

  @Test func oneThatDidNotAnswerHasNone() throws {
    let found = try #require(
      message(28, "02 00 0000 03000000 2000 00 01 0800 0100 0a000002").flatMap(Neighbor.init))
    #expect(found.hardware == nil)
    #expect(found.stateName == "FAILED")
  }

  @Test func bytesOfAnotherFormAreNone() {
    #expect(message(28, "07 00 0000 03000000 2000 00 01").flatMap(Neighbor.init) == nil)
    #expect(message(28, "02 00").flatMap(Neighbor.init) == nil)
    #expect(
      message(28, "0a 00 0000 03000000 2000 00 01 0800 0100 0a000002").flatMap(Neighbor.init) == nil
    )
  }
}
