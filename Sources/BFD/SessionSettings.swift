package import Network

/// keepalived's `bfd_instance`: one neighbour.
package struct SessionSettings: Hashable, Sendable {
  package var name: String
  /// `neighbor_ip`
  package var neighbor: Address
  /// `source_ip`; nil: the kernel's choice.
  package var source: Address?
  /// `min_rx`: how often it may be spoken to. More than zero.
  package var requiredReceive: Duration
  /// `min_tx`: how often it wants to speak while it is up. More than zero.
  package var desiredTransmit: Duration
  /// `idle_tx`: how often while it is not; a second at least (RFC 5880 §6.8.3).
  package var idleTransmit: Duration
  /// `multiplier`, 1…255: so many packets missed are the end.
  package var multiplier: UInt8
  /// `passive`: speaks only once it is spoken to (RFC 5880 §6.1).
  package var isPassive: Bool
  /// `ttl`, `hoplimit`, 1…255: of what is sent.
  package var hopLimit: UInt8
  /// `max_hops`, 0…254: how many hops what comes may have made; nil: any number.
  package var greatestHops: UInt8?
  /// `multihop`: port 4784 (RFC 5883).
  package var isMultihop: Bool

  package init(
    name: String, neighbor: Address, source: Address? = nil,
    requiredReceive: Duration = .milliseconds(10), desiredTransmit: Duration = .milliseconds(10),
    idleTransmit: Duration = .seconds(1), multiplier: UInt8 = 5, isPassive: Bool = false,
    hopLimit: UInt8 = 255, greatestHops: UInt8? = 0, isMultihop: Bool = false
  ) {
    self.name = name
    self.neighbor = neighbor
    self.source = source
    self.requiredReceive = requiredReceive
    self.desiredTransmit = desiredTransmit
    self.idleTransmit = idleTransmit
    self.multiplier = multiplier
    self.isPassive = isPassive
    self.hopLimit = hopLimit
    self.greatestHops = greatestHops
    self.isMultihop = isMultihop
  }

  /// What makes it the same session after a reload.
  package var port: UInt16 {
    isMultihop ? ControlPacket.multihopPort : ControlPacket.singleHopPort
  }

  /// "MUST be discarded if the received TTL or Hop Limit is not equal to 255" (RFC 5881 §5), unless
  /// hops are allowed.
  package func admits(hopLimit: UInt8) -> Bool {
    greatestHops.map { 255 - hopLimit <= $0 } ?? true
  }
}
