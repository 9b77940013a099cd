import Network

extension WalkFacts.Step {
  /// `eth0 in  192.168.3.10:40000 -> 192.168.3.108:80 SYN (3)`
  package var line: String {
    "\(interface) \(direction.rawValue) \(WalkFacts.Step.end(source, sourcePort)) -> "
      + "\(WalkFacts.Step.end(destination, destinationPort)) \(name) (\(count))"
  }

  static func end(_ address: Address, _ port: UInt16?) -> String {
    port.map { Endpoint(address, port: $0).description } ?? address.description
  }

  /// The packet's kind as tcpdump's readers call it.
  var name: String {
    switch packet {
    case .syn: "SYN"
    case .synAck: "SYN-ACK"
    case .rst: "RST"
    case .tcp: "TCP"
    case .udp: "UDP"
    case .icmpError: "ICMP \(type ?? 0)/\(code ?? 0)"
    case .icmp: "ICMP"
    case .arpRequest: "asks who has it"
    case .arpReply: "is at \(from ?? "?")"
    case .tunnel: "IP-in-IP"
    case .esp: "ESP"
    case .ah: "AH"
    case .other: "other"
    }
  }

  /// "Fragmentation needed" (RFC 792), "packet too big" (RFC 4443 §3.2).
  var isTooBig: Bool {
    packet == .icmpError
      && (destination.family == .ipv4 ? type == 3 && code == 4 : type == 2)
  }

  /// ICMP's "destination unreachable" with one of these codes, IPv4's first.
  func isUnreachable(_ codes: Set<Int>, _ codes6: Set<Int>) -> Bool {
    guard packet == .icmpError, let code else { return false }
    return source.family == .ipv4
      ? type == 3 && codes.contains(code) : type == 1 && codes6.contains(code)
  }
}
