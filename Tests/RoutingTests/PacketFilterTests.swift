import Network
import Routing
import Testing

private let global = Address.v6(IPv6Bits(0x2001_0db8 << 96 | 1))
private let local = Address.v6(IPv6Bits(0xfe80 << 112 | 1))

private func filter(_ pairs: (Address, String)...) -> PacketFilter {
  pairs.reduce(into: PacketFilter()) { $0.insert($1.0, on: $1.1) }
}

/// The payloads of one kind, `NFT_MSG_*`.
private func payloads(_ kind: UInt16, of filter: PacketFilter) -> [[UInt8]] {
  filter.requests.filter { $0.message == 0x0a00 | kind }.map(\.payload)
}

/// Recorded from nft 1.0.6, which sets the same names and numbers; it tells the kernel besides in
/// which order the bytes of a set are, for its own use.
private let table = "01000000 0e000100 64697265 63746f72 64000000"

@Test func theTableTakesThePlaceOfWhateverStands() {
  let kinds = filter((v4(192, 0, 2, 1), "eth0")).requests.map { $0.message & 0xff }
  #expect(kinds == [0, 2, 0, 3, 6, 9, 12, 6])
  #expect(filter().requests.map { $0.message & 0xff } == [0, 2])
  #expect(payloads(0, of: filter()) == [bytes(table + "08000200 00000000")])
  #expect(FilterRequest.begin.payload == bytes("0000000a"))
  #expect([FilterRequest.begin.message, FilterRequest.end.message] == [0x10, 0x11])
}

@Test func theChainIsWhatNftSends() {
  #expect(
    payloads(3, of: filter((global, "eth0")))
      == [
        bytes(
          table + """
            0a000300 696e7075 74000000 0b000700 66696c74 65720000 08000500 00000001
            14000480 08000100 00000001 08000200 ffffffff
            """)
      ])
}

@Test func neighbourDiscoveryIsAcceptedAsNftSaysIt() {
  #expect(
    payloads(6, of: filter((global, "eth0"))).first
      == bytes(
        table + """
          0a000200 696e7075 74000000 60010480 24000180
          09000100 6d657461 00000000 14000280 08000200 0000000f 08000100 00000001 2c000180 08000100
          636d7000 20000280 08000100 00000001 08000200 00000000 0c000380 05000100 0a000000 24000180
          09000100 6d657461 00000000 14000280 08000200 00000010 08000100 00000001 2c000180 08000100
          636d7000 20000280 08000100 00000001 08000200 00000000 0c000380 05000100 3a000000 34000180
          0c000100 7061796c 6f616400 24000280 08000100 00000001 08000200 00000002 08000300 00000000
          08000400 00000001 2c000180 08000100 636d7000 20000280 08000100 00000001 08000200 00000005
          0c000380 05000100 87000000 2c000180 08000100 636d7000 20000280 08000100 00000001 08000200
          00000003 0c000380 05000100 88000000 30000180 0e000100 696d6d65 64696174 65000000 1c000280
          08000100 00000000 10000280 0c000280 08000100 00000001
          """))
}

@Test func ipv4AddressesAreDroppedAsNftSaysIt() {
  let both = filter((v4(192, 0, 2, 2), "eth0"), (v4(192, 0, 2, 1), "eth0"))
  #expect(
    payloads(9, of: both)
      == [
        bytes(
          table + """
            09000200 69707634 00000000 08000300 00000000 08000400 00000007 08000500 00000004
            08000a00 00000001
            """)
      ])
  #expect(
    payloads(12, of: both)
      == [
        bytes(
          table + """
            09000200 69707634 00000000 08000400 00000001 24000380 10000180 0c000180 08000100
            c0000201 10000180 0c000180 08000100 c0000202
            """)
      ])
  #expect(
    payloads(6, of: both).last
      == bytes(
        table + """
          0a000200 696e7075 74000000 fc000480 24000180 09000100 6d657461 00000000 14000280 08000200
          0000000f 08000100 00000001 2c000180 08000100 636d7000 20000280 08000100 00000001 08000200
          00000000 0c000380 05000100 02000000 34000180 0c000100 7061796c 6f616400 24000280 08000100
          00000001 08000200 00000001 08000300 00000010 08000400 00000004 30000180 0b000100 6c6f6f6b
          75700000 20000280 08000200 00000001 09000100 69707634 00000000 08000400 00000001 14000180
          0c000100 636f756e 74657200 04000280 30000180 0e000100 696d6d65 64696174 65000000 1c000280
          08000100 00000000 10000280 0c000280 08000100 00000000
          """))
}

@Test func aLinkLocalAddressIsDroppedOnItsLinkAlone() {
  let one = filter((local, "vrrp6.7"))
  #expect(
    payloads(9, of: one)
      == [
        bytes(
          table + """
            0f000200 6c696e6b 5f6c6f63 616c0000 08000300 00000000 08000400 00000229 08000500
            00000020 08000a00 00000003
            """)
      ])
  #expect(
    payloads(12, of: one)
      == [
        bytes(
          table + """
            0f000200 6c696e6b 5f6c6f63 616c0000 08000400 00000003 30000380 2c000180 28000180
            24000100 fe800000 00000000 00000000 00000001 76727270 362e3700 00000000 00000000
            """)
      ])
  #expect(
    payloads(6, of: one).last?.suffix(208)
      == bytes(
        """
        34000180 0c000100 7061796c 6f616400 24000280 08000100 00000001 08000200 00000001 08000300
        00000018 08000400 00000010 24000180 09000100 6d657461 00000000 14000280 08000200 00000006
        08000100 00000002 34000180 0b000100 6c6f6f6b 75700000 24000280 08000200 00000001 0f000100
        6c696e6b 5f6c6f63 616c0000 08000400 00000003 14000180 0c000100 636f756e 74657200 04000280
        30000180 0e000100 696d6d65 64696174 65000000 1c000280 08000100 00000000 10000280 0c000280
        08000100 00000000
        """)[...])
}

@Test func whatOthersTakeFromOurTableIsALoss() {
  func isLoss(_ type: UInt16, _ payload: [UInt8]) -> Bool {
    var message: [UInt8] = []
    message.append(message: type, flags: [], sequence: 0) { $0 += payload }
    return NetlinkReader(message[...]).contains { PacketFilter.isLoss($0) }
  }
  #expect(isLoss(0x0a02, bytes(table)))
  #expect(isLoss(0x0a08, bytes(table)))
  #expect(!isLoss(0x0a00, bytes(table)))
  #expect(!isLoss(0x0a02, bytes("01000000 08000100 66773400")))
  #expect(!isLoss(0x0a02, bytes("02000000 0e000100 64697265 63746f72 64000000")))
  #expect(!isLoss(0x0102, bytes(table)))
}
