package import Network

/// All sessions of this director: which packet is whose, and who is due.
package struct Sessions: Sendable {
  package enum Event: Sendable {
    case configured([SessionSettings])
    /// A datagram, with its hop limit and the address, if it is known, and port that it came to.
    case received([UInt8], from: Address, to: Address? = nil, hopLimit: UInt8, port: UInt16)
    case deadline
    /// The end: every neighbour is told that it is meant.
    case stopped
  }

  package enum Effect: Hashable, Sendable {
    case send(ControlPacket, SessionSettings)
    case changed(name: String, isUp: Bool, ControlPacket.Diagnostic)
  }

  /// In the file's order.
  package private(set) var sessions: [Session] = []
  /// Packets that belonged to no session or could not be read.
  package private(set) var strays = 0
  private var randomness: Randomness

  /// - Parameter seed: decides discriminators and jitter.
  package init(seed: UInt64) { randomness = Randomness(seed: seed) }

  /// When `handle(.deadline)` is due; nil: nothing is waited for.
  package var deadline: Instant? { sessions.compactMap(\.deadline).min() }

  /// The only entrance. `now` never goes back.
  package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    switch event {
    case .configured(let settings): return follow(settings, at: now)
    case .received(let bytes, let source, let own, let hopLimit, let port):
      let known = sessions.indices.filter {
        sessions[$0].settings.isAddressed(from: source, to: own, port: port)
          && sessions[$0].settings.admits(hopLimit: hopLimit)
      }
      return receive(bytes, for: known, at: now)
    case .deadline:
      return sessions.indices.flatMap { index -> [Effect] in
        guard let deadline = sessions[index].deadline, deadline <= now else { return [] }
        return tell(index, .deadline, at: now)
      }
    case .stopped: return sessions.indices.flatMap { tell($0, .stopped, at: now) }
    }
  }

  /// Who is meant by one name and reached in one way is the same session.
  private mutating func follow(_ settings: [SessionSettings], at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    let gone = sessions.indices.filter { index in
      !settings.contains { $0.isSame(as: sessions[index].settings) }
    }
    for index in gone { effects += tell(index, .stopped, at: now) }
    let old = sessions
    sessions = []
    for new in settings {
      if let kept = old.first(where: { new.isSame(as: $0.settings) }) {
        sessions.append(kept)
        if kept.settings != new {
          effects += tell(sessions.count - 1, .configured(new), at: now)
        }
      } else {
        sessions.append(
          Session(new, discriminator: unused(beside: old), seed: randomness.next(), at: now))
        effects += tell(sessions.count - 1, .started, at: now)
      }
    }
    return effects
  }

  /// "If the Your Discriminator field is nonzero, it MUST be used to select the session"; else the
  /// addresses do (RFC 5880 §6.8.6, RFC 5881 §3). `known`: the sessions of these addresses.
  private mutating func receive(_ bytes: [UInt8], for known: [Int], at now: Instant) -> [Effect] {
    do throws(ControlPacket.Rejection) {
      let packet = try ControlPacket(bytes)
      let index = known.first {
        packet.yours == 0 || sessions[$0].discriminator == packet.yours
      }
      guard let index else {
        strays += 1
        return []
      }
      return tell(index, .received(packet), at: now)
    } catch {
      strays += 1
      guard let index = known.first else { return [] }
      return tell(index, .rejected(error), at: now)
    }
  }

  private mutating func tell(_ index: Int, _ event: Session.Event, at now: Instant) -> [Effect] {
    let settings = sessions[index].settings
    return sessions[index].handle(event, at: now).compactMap { effect in
      switch effect {
      case .send(let packet): .send(packet, settings)
      case .transition(let from, let to, let diagnostic):
        (from == .up) == (to == .up)
          ? nil : .changed(name: settings.name, isUp: to == .up, diagnostic)
      }
    }
  }

  private mutating func unused(beside old: [Session]) -> UInt32 {
    let taken = Set((sessions + old).map(\.discriminator) + [0])
    while true {
      let number = UInt32(truncatingIfNeeded: randomness.next() >> 32)
      if !taken.contains(number) { return number }
    }
  }
}

extension SessionSettings {
  /// True if a packet between these addresses is this session's: two sessions with one neighbour have
  /// two addresses of ours.
  func isAddressed(from source: Address, to own: Address?, port: UInt16) -> Bool {
    guard neighbor == source, self.port == port else { return false }
    guard let own, let configured = self.source else { return true }
    return own == configured
  }

  /// Whether it is the same session, under these settings or others.
  package func isSame(as other: SessionSettings) -> Bool {
    name == other.name && neighbor == other.neighbor && source == other.source
      && isMultihop == other.isMultihop
  }
}
