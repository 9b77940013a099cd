package import Network

/// Asks a segment who has an address: one frame.
///
/// For IPv4 it is the ARP probe of RFC 5227 §2.1.1, whose sender address is 0.0.0.0, so that no host
/// takes it for an announcement and changes its cache. For IPv6 it is a neighbour solicitation (RFC
/// 4861 §4.3) from a link-local address of the interface; if it has none, from the unspecified address,
/// which is the form of duplicate address detection (RFC 4862 §5.4.2).
package struct AddressProbe: Hashable, Sendable {
  package var address: Address
  /// The hardware address of the interface that asks.
  package var hardware: HardwareAddress
  /// A link-local IPv6 address of the interface.
  package var source: Address?

  package init(of address: Address, by hardware: HardwareAddress, from source: Address? = nil) {
    self.address = address
    self.hardware = hardware
    self.source = source
  }

  /// The whole Ethernet frame.
  package var bytes: [UInt8] {
    switch address {
    case .v4: HardwareAddress.broadcast.bytes + hardware.bytes + [8, 6] + request
    case .v6(let bits): solicitation(of: bits)
    }
  }

  /// RFC 826: Ethernet, IPv4, lengths 6 and 4, request.
  private var request: [UInt8] {
    [0, 1, 8, 0, 6, 4, 0, 1] + hardware.bytes + [0, 0, 0, 0] + HardwareAddress.zero.bytes
      + address.bytes
  }

  private func solicitation(of target: IPv6Bits) -> [UInt8] {
    // The solicited-node group: RFC 4291 §2.7.1.
    let base: UInt128 = 0xff02_0000_0000_0000_0000_0001_ff00_0000
    let group = Address.v6(IPv6Bits(base | target.number & 0xff_ffff))
    let sender = source ?? .v6(0)
    var message: [UInt8] = [135, 0, 0, 0, 0, 0, 0, 0] + address.bytes
    // "MUST NOT be included when the source IP address is the unspecified address."
    if source != nil { message += [1, 1] + hardware.bytes }
    let header = PseudoHeader(
      source: sender, destination: group, transport: 58, length: message.count)
    let sum = checksum(of: message, pseudoHeader: header)
    message.replaceSubrange(2..<4, with: networkOrder(sum))
    return HardwareAddress.multicast(group).bytes + hardware.bytes + [0x86, 0xdd, 0x60, 0, 0, 0]
      + networkOrder(UInt16(message.count)) + [58, 255] + sender.bytes + group.bytes + message
  }
}
