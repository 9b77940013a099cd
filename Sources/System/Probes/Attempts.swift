import Health
import Network

/// The ways of a probe that is made both ways.
enum Way {
  case direct
  case forwarded
}

/// One probe in flight, or one way of it.
final class Attempt {
  let identifier: ProbeIdentifier
  let probe: Probe
  let started: Instant
  /// Which of the two ways of a probe that is made both ways; nil: it is made one way.
  let way: Way?
  /// What the poller calls its connection; the next one has another.
  fileprivate(set) var token: UInt64 = 0
  var socket: Descriptor?
  /// What is said over the connection.
  var conversation: (any Conversation)?
  /// What is to be said and found no room yet.
  var unsent: ArraySlice<UInt8> = []
  /// libcurl's part: the TLS of a conversation, or all of a page of HTTP/2.
  var transfer: Transfer?
  /// Which page of HTTP/2 is asked for.
  var course: PageCourse?
  /// The connection stands.
  var isConnected = false
  /// `transfer` is the conversation's stream, and stands.
  var isSecured = false
  /// What it is ready for and waits to be served for; nil: it does not wait.
  var events: Poller.Interest?
  /// A computation is under way: until it has ended nothing is heard.
  var isComputing = false
  /// The processor time that its computations have taken.
  var computed = Duration.zero
  /// Its time is over, and what came before is yet to be looked at.
  var isOverdue = false
  /// It ends because nothing came.
  var isSilent = false
  /// It ends because this machine let nothing out.
  var isBlockedHere = false
  /// How the page of HTTP/2 was that is being searched.
  var pageDetail = ""
  /// How many bytes have come over all connections.
  var received = 0
  var phases = ProbePhases()
  var transcript = Transcript()
  /// How much of it is kept.
  var bounds = Transcript.Bounds.daemon
  /// How many connections there were before this one.
  private(set) var leg = 0

  init(
    _ identifier: ProbeIdentifier, _ probe: Probe, _ way: Way? = nil, at started: Instant
  ) {
    self.way = way
    self.identifier = identifier
    self.probe = probe
    self.started = started
  }

  /// Goes on over another connection.
  func turnPage() {
    leg += 1
    token = token & ~Attempts.legs | UInt64(leg & 0xff) << 24
    unsent = []
    events = nil
    isConnected = false
    isSecured = false
  }
}

/// The probes in flight, by identifier and by token. A token's low 24 bits are a place, which is used
/// again; the next 8 are the connection's number, and its high half says for whom the place is, so
/// that a late event of one that is gone meets nobody.
struct Attempts {
  private var places: [(serial: UInt32, attempt: Attempt?)] = []
  private var free: [Int] = []
  private var tokens: [Name: UInt64] = [:]

  private struct Name: Hashable {
    var identifier: ProbeIdentifier
    var isForwarded: Bool

    init(_ attempt: Attempt) {
      identifier = attempt.identifier
      isForwarded = attempt.way == .forwarded
    }

    init(_ identifier: ProbeIdentifier, _ way: Way) {
      self.identifier = identifier
      isForwarded = way == .forwarded
    }
  }

  var count: Int { tokens.count }

  mutating func insert(_ attempt: Attempt) -> UInt64 {
    let place = free.popLast() ?? places.count
    if place == places.count { places.append((0, nil)) }
    places[place].serial &+= 1
    places[place].attempt = attempt
    let token = UInt64(places[place].serial) << 32 | UInt64(place)
    attempt.token = token
    tokens[Name(attempt)] = token
    return token
  }

  fileprivate static let legs: UInt64 = 0xff00_0000

  /// nil if the token's probe has ended, whichever its connection.
  subscript(_ token: UInt64) -> Attempt? {
    let place = Int(token & 0xff_ffff)
    guard place < places.count, places[place].serial == UInt32(token >> 32) else { return nil }
    return places[place].attempt
  }

  /// Of a probe that is made one way, the direct one.
  func token(of identifier: ProbeIdentifier, _ way: Way = .direct) -> UInt64? {
    tokens[Name(identifier, way)]
  }

  mutating func remove(_ token: UInt64) -> Attempt? {
    guard let attempt = self[token] else { return nil }
    let place = Int(token & 0xff_ffff)
    places[place].attempt = nil
    free.append(place)
    tokens[Name(attempt)] = nil
    return attempt
  }
}
