package import Network

/// An ARP request in which the sender asks for its own address, so that all who know it learn its
/// hardware address anew (RFC 826; RFC 5944 §4.6 for the form).
///
/// ```
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |              destination: ff:ff:ff:ff:ff:ff                   |
/// |                               |            source             |
/// |                                                               |
/// |   EtherType: 0x0806           |     Hardware type: 1          |
/// |   Protocol type: 0x0800       |     HLEN: 6   |    PLEN: 4    |
/// |   Operation: 1, request       |   sender hardware address     |
/// |                                                               |
/// |   sender protocol address: the virtual address                |
/// |   target hardware address: ff:ff:ff:ff:ff:ff                  |
/// |                               |  target protocol address:     |
/// |   the virtual address         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// ```
package struct GratuitousARP: Hashable, Sendable {
  /// The virtual address.
  package var address: UInt32
  /// Of the interface that has the address: the frame's source too (RFC 9568 errata 7947, 7949).
  package var hardware: HardwareAddress

  package init(address: UInt32, hardware: HardwareAddress) {
    self.address = address
    self.hardware = hardware
  }

  private static let kind: [UInt8] = [0x08, 0x06, 0, 1, 0x08, 0x00, 6, 4, 0, 1]

  /// The whole Ethernet frame, 42 bytes.
  package var bytes: [UInt8] {
    let ip = networkOrder(address)
    return HardwareAddress.broadcast.bytes + hardware.bytes + GratuitousARP.kind + hardware.bytes
      + ip + HardwareAddress.broadcast.bytes + ip
  }

  /// nil unless the frame is a gratuitous request; RFC 5944 allows any target hardware address, and
  /// padding may follow.
  package init?(_ frame: some Collection<UInt8>) {
    var reader = Reader(frame)
    guard reader.bytes(6) != nil, let source = reader.bytes(6),
      let kind = reader.bytes(10), Array(kind) == GratuitousARP.kind,
      let hardware = reader.bytes(6), let address = reader.integer(UInt32.self),
      reader.bytes(6) != nil, let target = reader.integer(UInt32.self),
      target == address, source == hardware, let sender = HardwareAddress(bytes: hardware)
    else { return nil }
    self.init(address: address, hardware: sender)
  }
}
