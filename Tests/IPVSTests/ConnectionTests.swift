import IPVS
import Network
import Testing

struct ConnectionTests {
  /// Recorded from a kernel 6.1.
  private static let text = """
    Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
    TCP C0000232 0000 C0000263 0050 C000023C 0050 NONE            297
    TCP C0000232 EBDA C0000263 0050 C000023C 0050 SYN_RECV         58

    """

  private func read(_ text: String, limit: Int = 10, pieces: Int = 7) -> ConnectionList {
    var list = ConnectionList(limit: limit)
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      list.read(bytes[start..<min(start + pieces, bytes.count)])
    }
    list.finish()
    return list
  }

  @Test(arguments: [1, 7, 4096])
  func theTextMayComeInAnyPieces(pieces: Int) {
    let list = read(Self.text, pieces: pieces)
    #expect(list.entries.map(\.state) == ["NONE", "SYN_RECV"])
    #expect(list.entries.last?.client == v4(192, 0, 2, 50, 60378))
    #expect(list.entries.last?.server == v4(192, 0, 2, 60))
    #expect(list.entries.last?.expires == 58)
  }

  @Test func theyAreListedAsIpvsadmListsThem() {
    #expect(
      read(Self.text).listedLines(engines: false) == [
        "IPVS connection entries",
        "pro expire state       source             virtual            destination",
        "TCP 04:57  NONE        192.0.2.50:0       192.0.2.99:80      192.0.2.60:80",
        "TCP 00:58  SYN_RECV    192.0.2.50:60378   192.0.2.99:80      192.0.2.60:80",
      ])
  }

  @Test func whatIsBeyondTheLimitIsCounted() {
    let list = read(Self.text, limit: 1)
    #expect(list.entries.count == 1)
    #expect(list.omitted == 1)
  }

  @Test func anEngineAndAddressesOfIPv6AreRead() {
    let line =
      "UDP 2001:0db8:0000:0000:0000:0000:0000:0001 13C4 2001:0db8:0000:0000:0000:0000:0000:0002 "
      + "13C4 2001:0db8:0000:0000:0000:0000:0000:0003 13C4 UDP 60 sip call@example"
    let entry = ConnectionEntry(line: line)
    #expect(entry?.client == v6(1, 5060))
    #expect(entry?.engine == "sip")
    #expect(entry?.engineData == "call@example")
  }

  @Test func whatIsNoConnectionIsNone() {
    for line in [
      "", "TCP", "TCP C0000232 0000 C0000263 0050 C000023C 0050 NONE",
      "TCP C000023 0000 C0000263 0050 C000023C 0050 NONE 1",
      "TCP C0000232 00000 C0000263 0050 C000023C 0050 NONE 1",
      "TCP C0000232 0000 C0000263 0050 C000023C 0050 NONE -1",
      String(repeating: "A ", count: 1000),
    ] {
      #expect(ConnectionEntry(line: line) == nil)
    }
  }
}
