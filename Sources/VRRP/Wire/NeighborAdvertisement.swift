package import Network

/// An unsolicited neighbour advertisement to all nodes (RFC 4861 §4.4, §7.2.6), after its Ethernet
/// and IPv6 headers.
///
/// ```
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Type: 136   |    Code: 0    |          Checksum             |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |R|S|O|                     Reserved                            |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// +                       Target Address, 16                      +
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Option: 2   |  Length: 1    |   target link-layer address   |
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct NeighborAdvertisement: Hashable, Sendable {
  /// The virtual address: target and source.
  package var address: IPv6Bits
  /// Of the interface that has the address.
  package var hardware: HardwareAddress
  /// R: set if this host forwards. One that says R without forwarding is taken for a router.
  package var isRouter: Bool

  package init(address: IPv6Bits, hardware: HardwareAddress, isRouter: Bool) {
    self.address = address
    self.hardware = hardware
    self.isRouter = isRouter
  }

  private static let allNodes = Address.v6(IPv6Bits(0xff02 << 112 | 1))
  private static let transport: UInt8 = 58

  /// The whole Ethernet frame, 86 bytes. S is zero and O set: RFC 9568 §6.4.1.
  package var bytes: [UInt8] {
    let source = networkOrder(address.number)
    var message: [UInt8] = [136, 0, 0, 0, isRouter ? 0xa0 : 0x20, 0, 0, 0]
    message += source + [2, 1] + hardware.bytes
    let sum = checksum(of: message, pseudoHeader: NeighborAdvertisement.header(address))
    message.replaceSubrange(2..<4, with: networkOrder(sum))
    return HardwareAddress.multicast(NeighborAdvertisement.allNodes).bytes + hardware.bytes
      + [0x86, 0xdd, 0x60, 0, 0, 0, 0, 32, NeighborAdvertisement.transport, 255]
      + source + NeighborAdvertisement.allNodes.bytes + message
  }

  /// nil unless the frame is such an advertisement, with its checksum right.
  package init?(_ frame: some Collection<UInt8>) {
    var reader = Reader(frame)
    guard reader.bytes(12) != nil, reader.integer() == 0x86dd as UInt16,
      let word = reader.integer(UInt32.self), word >> 28 == 6,
      reader.integer() == 32 as UInt16, reader.integer() == NeighborAdvertisement.transport,
      reader.integer() == 255 as UInt8, let source = reader.integer(UInt128.self),
      reader.integer() == 0xff02 << 112 | 1 as UInt128
    else { return nil }
    let header = NeighborAdvertisement.header(IPv6Bits(source))
    guard checksum(of: reader.rest.prefix(32), pseudoHeader: header) == 0,
      reader.integer() == 0x8800 as UInt16, reader.bytes(2) != nil,
      let flags = reader.integer(UInt32.self), flags & 0x6000_0000 == 0x2000_0000,
      reader.integer() == source, reader.integer() == 0x0201 as UInt16,
      let field = reader.bytes(6), let hardware = HardwareAddress(bytes: field)
    else { return nil }
    self.init(address: IPv6Bits(source), hardware: hardware, isRouter: flags >> 31 == 1)
  }

  private static func header(_ source: IPv6Bits) -> PseudoHeader {
    PseudoHeader(
      source: .v6(source), destination: allNodes, transport: transport, length: 32)
  }
}
