internal import Network
internal import VRRP

// MARK: - Packets

extension Election {
  mutating func receive(
    _ packet: ReceivedPacket, on interface: String, in turn: inout Turn
  ) {
    let place = packet.virtualRouter.flatMap {
      let space = InstanceSettings.Key(
        virtualRouter: $0, family: packet.source.family, interface: interface)
      return places.recipient(of: packet, space, in: instances)
    }
    // "MUST verify that the VRID is configured on the receiving interface" (RFC 9568 §7.1).
    guard let place else {
      let reason = Rejection.virtualRouter(packet.virtualRouter ?? 0)
      guard settings.saysStrays else { return strayPackets.count(reason) }
      return stray(reason, from: packet.source, on: interface, in: &turn)
    }
    do {
      let isOnLink =
        instances[place].carrier.settings.destination.asksForNeighbors
        && links[interface]?.networks.contains { $0.contains(packet.source) } ?? false
      let advertisement = try instances[place].carrier.advertisement(
        in: packet, wall: turn.wall, isOnLink: isOnLink)
      let isAuthenticated = instances[place].carrier.settings.authentication.provesSender
      tell(
        place,
        .advertisementReceived(
          advertisement, from: packet.source, isAuthenticated: isAuthenticated), in: &turn)
    } catch {
      tell(place, .packetRejected(error, from: packet.source), in: &turn)
    }
  }

  mutating func stray(
    _ reason: Rejection, from source: Address?, on interface: String, in turn: inout Turn
  ) {
    let stray = strayPackets.note(reason, from: source, on: interface, at: turn.now)
    if let stray { turn.effects.append(.strayHeard(stray)) }
  }
}
