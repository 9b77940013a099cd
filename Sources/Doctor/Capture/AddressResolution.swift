import Network

extension CapturedPacket {
  /// ARP for IPv4 over Ethernet (RFC 826). A request's destination is the address that is asked for;
  /// an announcement (RFC 5227 §2.3) asks for its own.
  init?(arp bytes: FrameBytes) {
    // Ethernet, IPv4, lengths 6 and 4.
    guard bytes.long(0) == 0x0001_0800, bytes.short(4) == 0x0604,
      let operation = bytes.short(6), let hardware = bytes.hardwareAddress(8),
      let sender = bytes.address(.ipv4, 14), let target = bytes.address(.ipv4, 24)
    else { return nil }
    switch operation {
    case 1: self.init(.arpRequest, from: sender, to: target)
    case 2: self.init(.arpReply, from: sender, to: target)
    default: return nil
    }
    claimed = hardware
  }

  /// Who has the target? (RFC 4861 §4.3)
  mutating func readSolicitation(_ message: FrameBytes) {
    guard let target = message.address(.ipv6, 8) else { return }
    kind = .arpRequest
    destination = target
    claimed = Self.linkAddress(1, in: message.dropping(24))
  }

  /// The target is here (RFC 4861 §4.4).
  mutating func readNeighborAdvertisement(_ message: FrameBytes) {
    guard let target = message.address(.ipv6, 8) else { return }
    kind = .arpReply
    source = target
    claimed = Self.linkAddress(2, in: message.dropping(24))
  }

  /// The source's (1) or target's (2) link-layer address among at most eight options (RFC 4861
  /// §4.6.1).
  private static func linkAddress(_ wanted: UInt8, in options: FrameBytes) -> HardwareAddress? {
    var rest = options
    for _ in 0..<8 {
      guard let type = rest.byte(0), let length = rest.byte(1), length > 0 else { return nil }
      if type == wanted { return rest.hardwareAddress(2) }
      // In units of eight bytes.
      rest = rest.dropping(Int(length) * 8)
    }
    return nil
  }
}
