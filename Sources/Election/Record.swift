package import Network
internal import VRRP

/// One thing that happened to an election, and what came of it: a line of a recording.
package struct Record: Codable, Hashable, Sendable {
  package var at: Instant
  /// The time since 1970.
  package var wall: Duration
  package var event: Event
  /// The effects in words, which are the same in every run.
  package var effects: [String]

  package init(at: Instant, wall: Duration, event: Event, effects: [String]) {
    self.at = at
    self.wall = wall
    self.event = event
    self.effects = effects
  }
}

/// The same before it is put into words, which is not the election's thread's work.
package struct Happening: Sendable {
  package var at: Instant
  package var wall: Duration
  package var event: Event
  package var effects: [Effect]

  package init(at: Instant, wall: Duration, event: Event, effects: [Effect]) {
    self.at = at
    self.wall = wall
    self.event = event
    self.effects = effects
  }

  package var record: Record {
    Record(at: at, wall: wall, event: event, effects: effects.compactMap(\.text))
  }
}

/// Where an election does something else than was recorded.
package struct Divergence: Hashable, Sendable {
  /// The record's place, from 0.
  package var place: Int
  package var recorded: [String]
  package var replayed: [String]
}

extension Election {
  /// Feeds what was recorded to a fresh election; nil: it does what was done then.
  package static func replay(_ records: some Sequence<Record>) -> Divergence? {
    var election = Election()
    for (place, record) in records.enumerated() {
      let effects = election.handle(record.event, at: record.at, wall: record.wall).compactMap(
        \.text)
      guard effects == record.effects else {
        return Divergence(place: place, recorded: record.effects, replayed: effects)
      }
    }
    return nil
  }
}

extension Effect {
  /// `send eth0 10.0.0.1 > 224.0.0.18 ttl 255: 4500…`, `announce 10.0.0.100 on eth0`,
  /// `instance VI_1: backup -> master, priority 100: nobody was heard for 3.6 seconds`
  /// nil: it follows from the other effects.
  package var text: String? {
    switch self {
    case .send(let packet, let source, let interface):
      "send \(interface) \(source) > \(packet.destination) ttl \(packet.hopLimit): "
        + hexadecimal(packet.bytes)
    case .transition(let transition): transition.text
    case .rivalHeard(let instance, let address): "rival of \(instance): \(address)"
    case .priorityChanged(let instance, let priority): "priority of \(instance): \(priority)"
    case .notice(let instance, let notice): "notice of \(instance): \(notice)"
    case .strayHeard(let stray): "stray: \(stray)"
    case .announce(let address, let interface): "announce \(address) on \(interface)"
    case .drainEnded: nil
    }
  }
}

extension Transition {
  fileprivate var text: String {
    let name =
      switch object {
      case .instance(let name): "instance \(name)"
      case .group(let name): "group \(name)"
      }
    return "\(name): \(from.rawValue) -> \(to.rawValue), priority \(priority)"
      + (reason.map { ": \($0)" } ?? "")
  }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
