package import Network
package import VRRP

/// A packet that belongs to no instance.
package struct Stray: Hashable, Sendable, CustomStringConvertible {
  package var reason: Rejection
  /// nil where the packet's headers cannot be read.
  package var source: Address?
  package var interface: String
  /// How many of this cause there were so far.
  package var count: Int

  package var description: String {
    let from = source.map { " from \($0)" } ?? ""
    return
      "\(interface): a packet\(from) was dropped: \(reason). \(count) so far; the next line of "
      + "this kind follows in a minute at the earliest."
  }
}

/// The packets that belong to no instance, counted, and now and then said.
struct Strays: Sendable {
  private struct Kind: Hashable {
    var reason: Rejection
    var interface: String
  }

  private(set) var counts: [Rejection.Cause: Int] = [:]
  private var said: [Kind: Instant] = [:]

  /// Counts one; answers it where it is to be said.
  mutating func note(
    _ reason: Rejection, from source: Address?, on interface: String, at now: Instant
  ) -> Stray? {
    let count = counts[reason.cause, default: 0] + 1
    counts[reason.cause] = count
    let kind = Kind(reason: reason, interface: interface)
    if let last = said[kind], now - last < .seconds(60) { return nil }
    // A flood of ever other virtual routers is not written down whole.
    said = said.filter { now - $0.value < .seconds(60) }
    guard said.count < 16 else { return nil }
    said[kind] = now
    return Stray(reason: reason, source: source, interface: interface, count: count)
  }

  /// Counts one of which nothing is said.
  mutating func count(_ reason: Rejection) { counts[reason.cause, default: 0] += 1 }
}

extension Election {
  mutating func receive(
    _ packet: ReceivedPacket, on interface: String, in turn: inout Turn
  ) {
    let index = instances.firstIndex {
      $0.settings.interface == interface && $0.settings.router.family == packet.source.family
        && $0.settings.router.virtualRouter == packet.virtualRouter && !$0.isRetired
    }
    // "MUST verify that the VRID is configured on the receiving interface" (RFC 9568 §7.1).
    guard let index else {
      let reason = Rejection.virtualRouter(packet.virtualRouter ?? 0)
      guard settings.saysStrays else { return strayPackets.count(reason) }
      return stray(reason, from: packet.source, on: interface, in: &turn)
    }
    do {
      let advertisement = try instances[index].carrier.advertisement(in: packet, wall: turn.wall)
      tell(index, .advertisementReceived(advertisement, from: packet.source), in: &turn)
    } catch {
      tell(index, .packetRejected(error, from: packet.source), in: &turn)
    }
  }

  mutating func stray(
    _ reason: Rejection, from source: Address?, on interface: String, in turn: inout Turn
  ) {
    let stray = strayPackets.note(reason, from: source, on: interface, at: turn.now)
    if let stray { turn.effects.append(.strayHeard(stray)) }
  }
}
