package import Network

/// A multicast advertisement as a whole Ethernet frame from a virtual router's hardware address
/// (RFC 9568 §5.1.1, §5.1.2, §7.3). Its interface needs neither an address nor a route.
///
/// ```
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |              destination: the group's hardware address        |
/// |                               |            source             |
/// |   00:00:5e:00:01:VRID, or 00:00:5e:00:02:VRID                 |
/// |   EtherType: 0x0800 or 0x86dd |   IP header and message …     |
/// ```
package struct AdvertisementFrame: Hashable, Sendable {
  package let bytes: [UInt8]

  /// nil if the destination is one host's, whose hardware address is not known here, or of
  /// another family than the source.
  package init?(_ packet: OutgoingPacket, from source: Address, hardware: HardwareAddress) {
    guard packet.destination.isMulticast else { return nil }
    let ethernet = HardwareAddress.multicast(packet.destination).bytes + hardware.bytes
    switch (source, packet.destination) {
    case (.v4, .v4):
      bytes = ethernet + [0x08, 0x00] + packet.bytes
    case (.v6, .v6):
      // Version 6, traffic class 0xc0 as over IPv4, no flow label (RFC 8200 §3).
      bytes =
        ethernet + [0x86, 0xdd, 0x6c, 0, 0, 0] + networkOrder(UInt16(clamping: packet.bytes.count))
        + [Advertisement.transport, packet.hopLimit] + source.bytes + packet.destination.bytes
        + packet.bytes
    case (.v4, .v6), (.v6, .v4):
      return nil
    }
  }
}
