package import Network

/// A packet as a socket gave it, its IP headers taken off.
package struct ReceivedPacket: Codable, Hashable, Sendable {
  package var source: Address
  package var destination: Address
  /// TTL or hop limit; nil if the kernel did not tell.
  package var hopLimit: UInt8?
  /// The VRRP message, with its trailer if there is one.
  package var payload: [UInt8]
  /// Over IPv4, the header: the authentication header signs it.
  var ip: IPv4Header?
  /// Over IPv4, if there was one.
  var authentication: AuthenticationHeader?

  /// Over IPv6, if a raw socket gives the message without its header.
  package init(
    ipv6 payload: some Sequence<UInt8>, source: Address, destination: Address, hopLimit: UInt8?
  ) {
    self.source = source
    self.destination = destination
    self.hopLimit = hopLimit
    self.payload = Array(payload)
  }

  /// Over IPv4, if a raw socket gives the whole packet: protocol 112, or 51 and then 112.
  package init(ipv4 packet: some Collection<UInt8>) throws(Rejection) {
    try self.init(slice: ArraySlice(packet))
  }

  /// The same of bytes that stand among others; not generic, since each packet is read by it.
  package init(slice packet: ArraySlice<UInt8>) throws(Rejection) {
    let (header, place) = try IPv4Header.read(packet)
    source = .v4(header.source)
    destination = .v4(header.destination)
    hopLimit = header.timeToLive
    ip = header
    switch header.transport {
    case Advertisement.transport:
      payload = packet[place].withUnsafeBufferPointer { Array($0) }
    case AuthenticationHeader.transport:
      let (authentication, message) = try AuthenticationHeader.read(packet[place])
      self.authentication = authentication
      payload = Array(message)
    default:
      throw .header
    }
  }

  /// The virtual router that the message is for, before any check; nil if it has none.
  package var virtualRouter: UInt8? { payload.dropFirst().first }
}

/// A packet to be sent.
package struct OutgoingPacket: Hashable, Sendable {
  package var destination: Address
  /// Over IPv4 the whole packet with its header, over IPv6 the VRRP message.
  package var bytes: [UInt8]
  /// What the kernel puts into an IPv6 header; an IPv4 header has it already.
  package var hopLimit: UInt8
}
