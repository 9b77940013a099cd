package import Network

/// Where the kernel's routes lead: `RTM_GETROUTE` of one address.
package struct RouteQuestion: Hashable, Sendable {
  package var address: Address

  package init(to address: Address) { self.address = address }

  package var message: UInt16 { Wire.Message.getRoute }

  package func append(to bytes: inout [UInt8]) {
    bytes += [Wire.number(address.family), UInt8(address.bytes.count * 8), 0, 0, 0, 0, 0, 0]
    bytes.appendHost(UInt32(0))
    bytes.append(attribute: Wire.Route.destination, bytes: address.bytes)
  }
}

extension Route.NextHop {
  /// From the answer; nil where the address is this machine's own, or none is led to.
  package init?(answer message: NetlinkMessage) {
    let payload = message.payload
    // RTN_UNICAST.
    guard message.type == Wire.Message.newRoute, payload.byte(7) == 1, payload.count >= 12 else {
      return nil
    }
    self.init()
    var reader = AttributeReader(payload.dropFirst(12))
    while let attribute = reader.next() { take(attribute) }
    guard interface != nil, !reader.isMalformed else { return nil }
  }
}
