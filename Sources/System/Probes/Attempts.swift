import Health
import Network

/// One probe in flight.
final class Attempt {
  let identifier: ProbeIdentifier
  let probe: Probe
  let started: Instant
  /// The connection, until it is handed to what talks over it.
  var socket: Descriptor?

  init(_ identifier: ProbeIdentifier, _ probe: Probe, at started: Instant) {
    self.identifier = identifier
    self.probe = probe
    self.started = started
  }
}

/// The probes in flight, by identifier and by token. A token's low half is a place, which is used
/// again; its high half says for whom, so that a late event of one that is gone meets nobody.
struct Attempts {
  private var places: [(serial: UInt32, attempt: Attempt?)] = []
  private var free: [Int] = []
  private var tokens: [ProbeIdentifier: UInt64] = [:]

  var count: Int { tokens.count }

  mutating func insert(_ attempt: Attempt) -> UInt64 {
    let place = free.popLast() ?? places.count
    if place == places.count { places.append((0, nil)) }
    places[place].serial &+= 1
    places[place].attempt = attempt
    let token = UInt64(places[place].serial) << 32 | UInt64(place)
    tokens[attempt.identifier] = token
    return token
  }

  /// nil where the token's probe has ended.
  subscript(_ token: UInt64) -> Attempt? {
    let place = Int(token & 0xffff_ffff)
    guard place < places.count, places[place].serial == UInt32(token >> 32) else { return nil }
    return places[place].attempt
  }

  func token(of identifier: ProbeIdentifier) -> UInt64? { tokens[identifier] }

  mutating func remove(_ token: UInt64) -> Attempt? {
    guard let attempt = self[token] else { return nil }
    let place = Int(token & 0xffff_ffff)
    places[place].attempt = nil
    free.append(place)
    tokens[attempt.identifier] = nil
    return attempt
  }
}
