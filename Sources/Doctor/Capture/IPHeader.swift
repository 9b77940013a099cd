import Network

/// The header of an IPv4 or IPv6 packet, with what is needed to read on behind it.
///
/// RFC 791 §3.1, RFC 8200 §3 and §4.
struct IPHeader {
  var source: Address
  var destination: Address
  /// IANA's number of what follows: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. For IPv6 it is the last
  /// header's that could be read.
  var transport: UInt8
  /// TTL or hop limit.
  var timeToLive: UInt8
  /// The packet's length in bytes as its header tells it; nil if it tells 0 (segmentation offload).
  var length: Int?
  /// Bytes of the original payload before this fragment's; 0 for the first one and for a whole packet.
  var fragmentOffset: Int
  /// More fragments follow.
  var hasMoreFragments: Bool
  /// What the transport says; cut if the packet ends.
  var payload: FrameBytes

  var family: Family { source.family }
  var isFragment: Bool { fragmentOffset > 0 || hasMoreFragments }

  /// More extension headers than this are not read: no sender has a reason to send them.
  static let mostExtensions = 8

  /// nil if these bytes do not begin with a whole header.
  init?(_ bytes: FrameBytes) {
    switch bytes.byte(0).map({ $0 >> 4 }) {
    case 4: self.init(ipv4: bytes)
    case 6: self.init(ipv6: bytes)
    default: return nil
    }
  }

  private init?(ipv4 bytes: FrameBytes) {
    guard let first = bytes.byte(0), let length = bytes.short(2), let fragment = bytes.short(6),
      let timeToLive = bytes.byte(8), let transport = bytes.byte(9),
      let source = bytes.address(.ipv4, 12), let destination = bytes.address(.ipv4, 16)
    else { return nil }
    // In words of 32 bits, options counted.
    let headerLength = Int(first & 0xf) * 4
    guard headerLength >= 20 else { return nil }
    self.source = source
    self.destination = destination
    self.transport = transport
    self.timeToLive = timeToLive
    self.length = Int(length) >= headerLength ? Int(length) : nil
    fragmentOffset = Int(fragment & 0x1fff) * 8
    hasMoreFragments = fragment & 0x2000 != 0
    payload = bytes.prefix(self.length ?? bytes.count).dropping(headerLength)
  }

  private init?(ipv6 bytes: FrameBytes) {
    guard let length = bytes.short(4), let next = bytes.byte(6), let hopLimit = bytes.byte(7),
      let source = bytes.address(.ipv6, 8), let destination = bytes.address(.ipv6, 24)
    else { return nil }
    self.source = source
    self.destination = destination
    transport = next
    timeToLive = hopLimit
    // 0: a jumbogram, or a packet that the card is to cut.
    self.length = length > 0 ? Int(length) + 40 : nil
    fragmentOffset = 0
    hasMoreFragments = false
    payload = bytes.prefix(self.length ?? bytes.count).dropping(40)
    readExtensions()
  }

  /// Goes on to the transport behind hop-by-hop options, routing, fragment, destination options and
  /// mobility headers (RFC 8200 §4.1).
  private mutating func readExtensions() {
    for _ in 0..<Self.mostExtensions {
      guard [0, 43, 44, 60, 135].contains(transport), let next = payload.byte(0) else { return }
      if transport == 44 {
        guard let offset = payload.short(2) else { return }
        fragmentOffset = Int(offset & 0xfff8)
        hasMoreFragments = offset & 1 != 0
        payload = payload.dropping(8)
        transport = next
        // Behind it, in all but the first fragment, stand bytes of the middle.
        if fragmentOffset > 0 { return }
      } else {
        guard let words = payload.byte(1) else { return }
        payload = payload.dropping((Int(words) + 1) * 8)
        transport = next
      }
    }
  }
}

extension IPHeader {
  /// The ports of TCP, UDP, SCTP, DCCP and UDP-Lite; nil in a later fragment, or if they were cut.
  var ports: (source: UInt16, destination: UInt16)? {
    guard [6, 17, 33, 132, 136].contains(transport), fragmentOffset == 0,
      let source = payload.short(0), let destination = payload.short(2)
    else { return nil }
    return (source, destination)
  }

  /// Addresses and ports, as a walk's step names a packet within another one.
  var quoted: WalkFacts.Quoted {
    WalkFacts.Quoted(
      from: source, ports?.source, to: destination, ports?.destination)
  }
}
