package import Network

/// What `--walk` saw of one client's packets on all interfaces (seed Q.3, Q.4).
package struct WalkFacts: Codable, Hashable, Sendable {
  /// For how many seconds it was watched.
  package var seconds: Double
  /// Frames that were not looked at because the bound of the capture was reached.
  package var missed: UInt64
  /// One entry for each shape of packet, in order of its first sight.
  package var steps: [Step]

  /// Packets that look alike: same way, same addresses, same kind.
  package struct Step: Codable, Hashable, Sendable {
    package var interface: String
    package var direction: Direction
    package var packet: Packet
    @Spelled package var source: Address
    package var sourcePort: UInt16?
    @Spelled package var destination: Address
    package var destinationPort: UInt16?
    /// Hardware addresses of the frame.
    package var from: String?
    package var to: String?
    package var timeToLive: Int?
    /// Of an ICMP error: the packet that it complains of.
    package var about: Quoted?
    /// ICMP's type and code.
    package var type: Int?
    package var code: Int?
    /// The addresses of an IP-in-IP, GUE or GRE packet's content.
    package var inner: Quoted?
    /// `ipip`, `gue`, `gre`, as IPVS names its tunnels.
    package var tunnel: String?
    /// ICMP's "fragmentation needed" and "packet too big": what the next hop takes, in bytes.
    package var mtu: Int?
    /// The lowest TTL or hop limit, if it differs from `timeToLive`, which is the first packet's:
    /// packets that circle lose one each time.
    package var lowestTimeToLive: Int?
    /// Bytes of the largest IP packet.
    package var largest: Int?
    /// Fragments of packets. The ports of all but the first one are missing.
    package var isFragment: Bool?
    /// The hardware address that ARP or neighbour discovery names, if it is not the frame's `from`.
    package var claimed: String?
    /// The VLAN's number, if the frame has a tag (IEEE 802.1Q).
    package var vlan: Int?
    /// Seconds after the watch began, of the first packet and of the last one.
    package var firstSeen: Double
    package var lastSeen: Double?
    package var count: Int

    package init(
      _ interface: String, _ direction: Direction, _ packet: Packet, from source: Address,
      _ sourcePort: UInt16? = nil, to destination: Address, _ destinationPort: UInt16? = nil,
      at firstSeen: Double = 0
    ) {
      self.interface = interface
      self.direction = direction
      self.packet = packet
      self.source = source
      self.sourcePort = sourcePort
      self.destination = destination
      self.destinationPort = destinationPort
      self.firstSeen = firstSeen
      count = 1
    }
  }

  package struct Quoted: Codable, Hashable, Sendable {
    @Spelled package var source: Address
    package var sourcePort: UInt16?
    @Spelled package var destination: Address
    package var destinationPort: UInt16?

    package init(
      from source: Address, _ sourcePort: UInt16? = nil, to destination: Address,
      _ destinationPort: UInt16? = nil
    ) {
      self.source = source
      self.sourcePort = sourcePort
      self.destination = destination
      self.destinationPort = destinationPort
    }
  }

  package enum Direction: String, Codable, Hashable, Sendable, CaseIterable {
    case arrives = "in"
    case leaves = "out"
  }

  package enum Packet: String, Codable, Hashable, Sendable, CaseIterable {
    case syn
    case synAck = "syn-ack"
    case rst, tcp, udp
    case icmpError = "icmp-error"
    case icmp
    /// An ARP request or neighbour solicitation: `destination` is asked for.
    case arpRequest = "arp-request"
    /// `source` is at the frame's `from`.
    case arpReply = "arp-reply"
    case tunnel, esp, ah, other
  }

  package init(seconds: Double, steps: [Step] = [], missed: UInt64 = 0) {
    self.seconds = seconds
    self.steps = steps
    self.missed = missed
  }
}
