import Network

/// When the service manager's watchdog is fed: once an interval, and only if the election's loop has
/// turned too. The service loop has if it asks.
struct Watchdog {
  enum Step: Hashable {
    case feed
    /// It is fed when the election has answered.
    case askElection
    /// The election has not answered for a whole interval: it is not fed.
    case leave
  }

  let interval: Duration
  /// When the next step is due.
  private(set) var next: Instant
  private var awaitsElection = false

  init(every interval: Duration, from now: Instant) {
    self.interval = interval
    next = now + interval
  }

  mutating func step(electionRuns: Bool, at now: Instant) -> Step {
    next = now + interval
    guard electionRuns else {
      awaitsElection = false
      return .feed
    }
    defer { awaitsElection = true }
    return awaitsElection ? .leave : .askElection
  }

  /// The election has answered; true: the watchdog is to be fed now.
  mutating func electionTurned() -> Bool {
    defer { awaitsElection = false }
    return awaitsElection
  }
}
