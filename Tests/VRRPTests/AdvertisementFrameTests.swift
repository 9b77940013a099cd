import Network
import Testing

@testable import VRRP

@Test func anAdvertisementOverIPv4IsFramedFromTheVirtualHardwareAddress() throws {
  let packet = OutgoingPacket(destination: .v4(0xe000_0012), bytes: [0x45, 1, 2], hopLimit: 255)
  let hardware = HardwareAddress.virtualRouter(7, .ipv4)
  let frame = try #require(
    AdvertisementFrame(packet, from: .v4(0xc000_0201), hardware: hardware))
  #expect(
    frame.bytes
      == [0x01, 0, 0x5e, 0, 0, 0x12, 0, 0, 0x5e, 0, 1, 7, 0x08, 0x00, 0x45, 1, 2])
}

@Test func anAdvertisementOverIPv6GetsItsHeader() throws {
  let group = try #require(Address("ff02::12"))
  let source = try #require(Address("fe80::1"))
  let packet = OutgoingPacket(destination: group, bytes: [9, 8, 7], hopLimit: 255)
  let frame = try #require(
    AdvertisementFrame(packet, from: source, hardware: .virtualRouter(7, .ipv6)))
  let header: [UInt8] = [0x6c, 0, 0, 0, 0, 3, 112, 255]
  let ethernet: [UInt8] = [0x33, 0x33, 0, 0, 0, 0x12, 0, 0, 0x5e, 0, 2, 7, 0x86, 0xdd]
  #expect(Array(frame.bytes.prefix(22)) == ethernet + header)
  #expect(Array(frame.bytes.dropFirst(22)) == source.bytes + group.bytes + [9, 8, 7])
}

@Test func whatGoesToOneHostIsNotFramed() {
  let packet = OutgoingPacket(destination: .v4(0xc000_0202), bytes: [0x45], hopLimit: 255)
  let hardware = HardwareAddress.virtualRouter(7, .ipv4)
  #expect(AdvertisementFrame(packet, from: .v4(0xc000_0201), hardware: hardware) == nil)
}
