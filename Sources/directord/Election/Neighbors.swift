import BFD
import Network
import System

/// The sessions of BFD with what carries them.
final class Neighbors {
  /// A session has come up, or is no longer.
  struct Change {
    var name: String
    var isUp: Bool
    var words: String
  }

  struct Outcome {
    var changes: [Change] = []
    var lines: [ElectionNews] = []
  }

  private let sockets: SessionSockets
  private var sessions = Sessions(seed: .random(in: .min ... .max))
  private var settings: [SessionSettings] = []
  /// What was said of each the last time, so that it is said once.
  private var complaints: Set<String> = []
  private var nextTry: Instant?

  init() throws(SystemError) { sockets = try SessionSockets() }

  /// Readable while a packet waits.
  var descriptor: CInt { sockets.descriptor }

  var deadline: Instant? { earliest(sessions.deadline, nextTry) }

  func follow(_ settings: [SessionSettings], at now: Instant) -> Outcome {
    guard settings != self.settings else { return Outcome() }
    self.settings = settings
    let complaints = open(at: now)
    return Outcome(
      changes: obey(sessions.handle(.configured(settings), at: now)), lines: complaints)
  }

  /// What has come, and what is due.
  func turn(hears: Bool, at now: Instant) throws(SystemError) -> Outcome {
    var effects: [Sessions.Effect] = []
    if hears || (sessions.deadline.map { $0 <= now } ?? false) {
      for arrival in try sockets.receive() {
        effects += sessions.handle(
          .received(
            arrival.bytes, from: arrival.source, to: arrival.destination,
            hopLimit: arrival.hopLimit, port: arrival.port),
          at: now)
      }
    }
    if let deadline = sessions.deadline, deadline <= now {
      effects += sessions.handle(.deadline, at: now)
    }
    let complaints = nextTry.map { $0 <= now } ?? false ? open(at: now) : []
    return Outcome(changes: obey(effects), lines: complaints)
  }

  /// The end: the neighbours learn that it is meant.
  func stop(at now: Instant) { _ = obey(sessions.handle(.stopped, at: now)) }

  private func open(at now: Instant) -> [ElectionNews] {
    let failures = sockets.open(for: settings)
    nextTry = failures.isEmpty ? nil : now + .seconds(1)
    defer { complaints = Set(failures) }
    return failures.filter { !complaints.contains($0) }.map {
      .said(.error, "\($0); tried again every second")
    }
  }

  private func obey(_ effects: [Sessions.Effect]) -> [Change] {
    var changes: [Change] = []
    for effect in effects {
      switch effect {
      case .send(let packet, let settings):
        // A neighbour that cannot be reached is one that is not heard.
        _ = sockets.send(packet, of: settings)
      case .changed(let name, let isUp, let diagnostic):
        let reason = isUp ? "" : ": \(diagnostic)"
        changes.append(
          Change(
            name: name, isUp: isUp,
            words: "bfd_instance \(name) is \(isUp ? "UP" : "DOWN")\(reason)"))
      }
    }
    return changes
  }
}
