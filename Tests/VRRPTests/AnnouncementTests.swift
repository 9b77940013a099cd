import Network
import Testing

@testable import VRRP

/// Captured from keepalived 2.2.7.
private let arp = hex(
  "ffffffffffff0200000000010806000108000604000102000000" + "0001c0000201ffffffffffffc0000201")
private let neighbor = hex(
  "3333000000010200000000 0186dd6000000000203afffe800000000000000000000000000014ff02000000000000"
    + "0000000000000001880057752000 0000fe8000000000000000000000000000140201020000000001")

@Test func keepalivedsGratuitousARPIsMadeAndRead() throws {
  let expected = GratuitousARP(
    address: 0xc000_0201, hardware: try #require(HardwareAddress("02:00:00:00:00:01")))
  #expect(expected.bytes == arp)
  #expect(GratuitousARP(arp) == expected)
  #expect(GratuitousARP(arp + [UInt8](repeating: 0, count: 18)) == expected)
}

@Test func anARPThatIsNotGratuitousIsNotRead() {
  for offset in [12, 17, 21, 24, 31, 41] {
    var other = arp
    other[offset] ^= 4
    #expect(GratuitousARP(other) == nil, "\(offset)")
  }
  for length in 0..<arp.count { #expect(GratuitousARP(arp.prefix(length)) == nil) }
}

@Test func keepalivedsNeighborAdvertisementIsMadeAndRead() throws {
  let expected = NeighborAdvertisement(
    address: IPv6Bits(0xfe80 << 112 | 0x14),
    hardware: try #require(HardwareAddress("02:00:00:00:00:01")),
    isRouter: false)
  #expect(expected.bytes == neighbor)
  #expect(NeighborAdvertisement(neighbor) == expected)
}

@Test func aForwardingHostSaysThatItIsARouter() {
  let router = NeighborAdvertisement(address: 1, hardware: .broadcast, isRouter: true)
  #expect(router.bytes[58] == 0xa0)
  #expect(NeighborAdvertisement(router.bytes) == router)
}

@Test func aBrokenNeighborAdvertisementIsNotRead() {
  for length in 0..<neighbor.count {
    #expect(NeighborAdvertisement(neighbor.prefix(length)) == nil)
  }
  for offset in [12, 20, 21, 22, 38, 54, 56, 58, 62, 78, 80] {
    var broken = neighbor
    broken[offset] ^= 1
    #expect(NeighborAdvertisement(broken) == nil, "\(offset)")
  }
}
