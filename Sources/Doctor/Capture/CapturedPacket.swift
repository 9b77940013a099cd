package import Network

/// What one frame carries, in the words of a walk.
///
/// Nothing of it is judged here: a packet that no host would accept is decoded as far as its fields
/// can be read, because a fault is often just that.
package struct CapturedPacket: Hashable, Sendable {
  package var kind: WalkFacts.Packet
  package var source: Address
  package var sourcePort: UInt16?
  package var destination: Address
  package var destinationPort: UInt16?
  /// IANA's number of the transport; nil for ARP.
  package var transport: UInt8?
  /// TTL or hop limit; nil for ARP.
  package var timeToLive: UInt8?
  /// The IP packet's length in bytes.
  package var length: Int?
  /// It is one fragment of a packet.
  package var isFragment = false
  /// Of an ICMP error: the packet that it complains of.
  package var about: WalkFacts.Quoted?
  /// Of a tunnel's packet, or of an error about one: the packet within.
  package var inner: WalkFacts.Quoted?
  /// ICMP's type and code.
  package var type: UInt8?
  package var code: UInt8?
  /// Bytes, in "fragmentation needed" and "packet too big": what the next hop takes.
  package var mtu: Int?
  /// `ipip`, `gre`, `gue`.
  package var tunnel: String?
  /// The hardware address that ARP or neighbour discovery names; the frame's own may differ.
  package var claimed: HardwareAddress?

  init(_ kind: WalkFacts.Packet, from source: Address, to destination: Address) {
    self.kind = kind
    self.source = source
    self.destination = destination
  }

  /// The default port of Generic UDP Encapsulation.
  package static let guePort: UInt16 = 6080

  /// nil if it is neither IP nor ARP, or too short to tell who talks to whom.
  ///
  /// `tunnelPorts`: UDP ports to which GUE is sent.
  package init?(_ frame: CapturedFrame, tunnelPorts: Set<UInt16> = [guePort]) {
    let bytes = FrameBytes(frame.payload)
    switch frame.etherType {
    case 0x0806: self.init(arp: bytes)
    case 0x0800, 0x86dd:
      guard let header = IPHeader(bytes) else { return nil }
      self.init(header, tunnelPorts: tunnelPorts)
      length = header.length ?? frame.length
    default: return nil
    }
  }

  private init(_ header: IPHeader, tunnelPorts: Set<UInt16>) {
    self.init(.other, from: header.source, to: header.destination)
    transport = header.transport
    timeToLive = header.timeToLive
    isFragment = header.isFragment
    sourcePort = header.ports?.source
    destinationPort = header.ports?.destination
    switch header.transport {
    case 6: kind = Self.kind(ofTCP: header)
    case 17:
      kind = .udp
      readTunnel(header, tunnelPorts)
    case 1 where header.family == .ipv4: readICMP(header, tunnelPorts)
    case 58 where header.family == .ipv6: readICMPv6(header, tunnelPorts)
    case 4, 41, 47:
      kind = .tunnel
      readTunnel(header, tunnelPorts)
    case 50: kind = .esp
    case 51: kind = .ah
    default: kind = .other
    }
  }

  /// By the flags of RFC 9293 §3.1.
  private static func kind(ofTCP header: IPHeader) -> WalkFacts.Packet {
    guard header.fragmentOffset == 0, let flags = header.payload.byte(13) else { return .tcp }
    let (isSYN, isReset, isAcknowledgement) = (flags & 2 != 0, flags & 4 != 0, flags & 0x10 != 0)
    if isReset { return .rst }
    if isSYN { return isAcknowledgement ? .synAck : .syn }
    return .tcp
  }

  private mutating func readTunnel(_ header: IPHeader, _ tunnelPorts: Set<UInt16>) {
    guard let content = TunnelContent(header, tunnelPorts: tunnelPorts) else { return }
    kind = .tunnel
    tunnel = content.name
    inner = IPHeader(content.payload)?.quoted
  }

  // MARK: ICMP

  /// RFC 792; the next hop's MTU by RFC 1191 §4.
  private mutating func readICMP(_ header: IPHeader, _ tunnelPorts: Set<UInt16>) {
    kind = .icmp
    guard header.fragmentOffset == 0, let type = header.payload.byte(0) else { return }
    self.type = type
    code = header.payload.byte(1)
    // Unreachable, source quench, redirect, time exceeded, parameter problem.
    guard [3, 4, 5, 11, 12].contains(type) else { return }
    kind = .icmpError
    if type == 3, code == 4 { mtu = header.payload.short(6).map(Int.init) }
    readQuote(header.payload.dropping(8), tunnelPorts)
  }

  /// RFC 4443 §3 for the errors, RFC 4861 §4.3 and §4.4 for neighbours.
  private mutating func readICMPv6(_ header: IPHeader, _ tunnelPorts: Set<UInt16>) {
    kind = .icmp
    guard header.fragmentOffset == 0, let type = header.payload.byte(0) else { return }
    self.type = type
    code = header.payload.byte(1)
    switch type {
    case 1...4:
      kind = .icmpError
      if type == 2 { mtu = header.payload.long(4).map(Int.init) }
      readQuote(header.payload.dropping(8), tunnelPorts)
    case 135: readSolicitation(header.payload)
    case 136: readNeighborAdvertisement(header.payload)
    default: break
    }
  }

  private mutating func readQuote(_ quote: FrameBytes, _ tunnelPorts: Set<UInt16>) {
    guard let header = IPHeader(quote) else { return }
    about = header.quoted
    guard let content = TunnelContent(header, tunnelPorts: tunnelPorts) else { return }
    tunnel = content.name
    inner = IPHeader(content.payload)?.quoted
  }
}
