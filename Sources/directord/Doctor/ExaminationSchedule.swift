import Network

/// When the daemon looks at its own machine with the doctor's rules: soon after the start and a reload,
/// when the kernel tells of a change, and once a minute for what the kernel does not tell.
struct ExaminationSchedule {
  /// Checks have ended and virtual routers have been elected by then, as a rule.
  static let firstDelay = Duration.seconds(3)
  /// A change seldom comes alone.
  static let settling = Duration.seconds(2)
  /// From the end of one to the begin of the next.
  static let shortestPause = Duration.seconds(5)
  static let longestPause = Duration.seconds(60)

  /// When the next one begins; nil: none does, or one is under way.
  private(set) var due: Instant?
  private(set) var isUnderWay = false
  private var earliest = Instant(nanoseconds: 0)
  /// Something has changed while one was under way.
  private var isStale = false

  /// The daemon has started, or follows another configuration.
  mutating func configured(at now: Instant) { ask(for: now + Self.firstDelay) }

  mutating func changed(at now: Instant) { ask(for: now + Self.settling) }

  private mutating func ask(for moment: Instant) {
    guard !isUnderWay else {
      isStale = true
      return
    }
    due = max(earliest, min(due ?? moment, moment))
  }

  mutating func begun() {
    due = nil
    isUnderWay = true
    isStale = false
  }

  /// `isOpen`: what was found is to be seen once more before it is told.
  mutating func ended(isOpen: Bool, at now: Instant) {
    isUnderWay = false
    earliest = now + Self.shortestPause
    due = isOpen || isStale ? earliest : now + Self.longestPause
  }

  /// `doctor off`.
  mutating func stop() {
    due = nil
    isStale = false
  }
}
