package import Network

/// Whose packets a walk follows.
package struct WalkSubject: Hashable, Sendable {
  /// nil: the first address that sends a request to one of the virtual addresses.
  package var client: Address?
  package var virtualAddresses: Set<Address>
  package var realServers: Set<Address>
  /// Next hops and other neighbours for which ARP or neighbour discovery is of interest.
  package var gateways: Set<Address>
  /// UDP ports to which GUE is sent.
  package var tunnelPorts: Set<UInt16>

  package init(
    client: Address? = nil, virtualAddresses: Set<Address>, realServers: Set<Address> = [],
    gateways: Set<Address> = [], tunnelPorts: Set<UInt16> = [CapturedPacket.guePort]
  ) {
    self.client = client
    self.virtualAddresses = virtualAddresses
    self.realServers = realServers
    self.gateways = gateways
    self.tunnelPorts = tunnelPorts
  }

  /// Whether a packet is one of the client's or about them: what the client and the real servers
  /// send each other under any address, ICMP that quotes it, tunnels that carry it, and the search
  /// for hardware addresses.
  package func concerns(_ packet: CapturedPacket) -> Bool {
    switch packet.kind {
    case .arpRequest, .arpReply:
      return isParty(packet.source) || isParty(packet.destination)
    case .syn, .synAck, .rst, .tcp, .udp, .icmpError, .icmp, .tunnel, .esp, .ah, .other: break
    }
    guard let client else { return false }
    if packet.source == client || packet.destination == client { return true }
    if packet.about?.names(client) == true || packet.inner?.names(client) == true { return true }
    // An error about a tunnel's packet that quotes too little of it to name the client.
    guard packet.kind == .icmpError, packet.inner == nil, let about = packet.about else {
      return false
    }
    return packet.tunnel != nil && realServers.contains(about.destination)
  }

  /// The client that a packet makes known: it is the first one that asks a virtual address.
  package func client(askingBy packet: CapturedPacket) -> Address? {
    guard virtualAddresses.contains(packet.destination),
      !virtualAddresses.contains(packet.source), !realServers.contains(packet.source)
    else { return nil }
    switch packet.kind {
    case .syn, .udp, .esp, .ah: return packet.source
    case .icmp where packet.type == 8 || packet.type == 128: return packet.source
    case .synAck, .rst, .tcp, .icmpError, .icmp, .arpRequest, .arpReply, .tunnel, .other: return nil
    }
  }

  private func isParty(_ address: Address) -> Bool {
    address == client || virtualAddresses.contains(address) || realServers.contains(address)
      || gateways.contains(address)
  }
}

extension WalkFacts.Quoted {
  fileprivate func names(_ address: Address) -> Bool {
    source == address || destination == address
  }
}
