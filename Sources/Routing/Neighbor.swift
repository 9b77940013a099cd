package import Network

/// A neighbour as the kernel tells of it (`RTM_NEWNEIGH`, `struct ndmsg`).
package struct Neighbor: Hashable, Sendable {
  /// The interface's index.
  package var interface: UInt32
  package var address: Address
  package var hardware: HardwareAddress?
  /// `NUD_*`, one bit.
  package var state: UInt16

  package init(
    interface: UInt32, address: Address, hardware: HardwareAddress? = nil, state: UInt16
  ) {
    self.interface = interface
    self.address = address
    self.hardware = hardware
    self.state = state
  }

  /// As `ip neighbour` names it.
  package var stateName: String {
    switch state {
    case 0x01: "INCOMPLETE"
    case 0x02: "REACHABLE"
    case 0x04: "STALE"
    case 0x08: "DELAY"
    case 0x10: "PROBE"
    case 0x20: "FAILED"
    case 0x40: "NOARP"
    case 0x80: "PERMANENT"
    case 0: "NONE"
    default: "0x\(String(state, radix: 16))"
    }
  }

  /// From a message; nil if it is none of IPv4 or IPv6, or cut short.
  package init?(_ message: NetlinkMessage) {
    let payload = message.payload
    guard message.type == Wire.Message.newNeighbor,
      let family = payload.byte(0).flatMap(Wire.family), let interface = payload.word(4),
      let state = payload.dropFirst(8).prefix(2).hostInteger(UInt16.self)
    else { return nil }
    var address: Address?
    var hardware: HardwareAddress?
    var reader = AttributeReader(payload.dropFirst(12))
    while let attribute = reader.next() {
      switch attribute.type {
      case Wire.Neighbor.destination: address = Address(bytes: attribute.value)
      case Wire.Neighbor.hardware: hardware = HardwareAddress(bytes: attribute.value)
      default: break
      }
    }
    guard !reader.isMalformed, let address, address.family == family else { return nil }
    self.init(interface: interface, address: address, hardware: hardware, state: state)
  }
}
