import Network
import Routing
import Testing

private func question(_ address: Address) -> [UInt8] {
  var bytes: [UInt8] = []
  RouteQuestion(to: address).append(to: &bytes)
  return bytes
}

private func nextHop(_ payload: String) -> Route.NextHop? {
  var message: [UInt8] = []
  message.append(message: 24, flags: [], sequence: 0) { $0 += bytes(payload) }
  var reader = NetlinkReader(message[...])
  return reader.next().flatMap { Route.NextHop(answer: $0) }
}

@Suite struct RouteQuestionTests {
  @Test func aQuestionNamesTheAddressAlone() {
    #expect(
      question(v4(10, 0, 0, 2)) == bytes("02 20 00 00 00 00 00 00 00000000 0800 0100 0a000002"))
    #expect(question(.v6(1)).prefix(12) == bytes("0a 80 00 00 00 00 00 00 00000000")[...])
  }

  @Test func anAnswerTellsTheInterfaceAndTheNextHop() {
    let head = "02 20 00 00 fe 00 00 01 00020000 0800 0100 0a000002 "
    #expect(nextHop(head + "0800 0400 03000000") == Route.NextHop(on: 3))
    #expect(
      nextHop(head + "0800 0500 0a0000fe 0800 0400 03000000")
        == Route.NextHop(via: v4(10, 0, 0, 254), on: 3))
  }

  @Test func oneOfOursOrWithoutAnInterfaceIsReachedNoWay() {
    #expect(nextHop("02 20 00 00 ff 00 fe 02 00020000 0800 0400 01000000") == nil)
    #expect(nextHop("02 20 00 00 fe 00 00 01 00020000") == nil)
    #expect(nextHop("02 20") == nil)
  }
}
