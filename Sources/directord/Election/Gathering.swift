import Network

/// Lets what comes close together gather, and be read with one wake-up, as network cards do it with
/// interrupts (`rx-usecs` of ethtool): the advertisements of hundreds of virtual routers come one
/// after the other, and to wake for each costs more than to read it. What comes alone is read at once.
struct Gathering {
  /// Far less than the shortest interval (10 ms), and than what a take-over takes.
  static let pause = Duration.microseconds(250)
  /// Turns that hear something as soon after one another as this are a burst.
  private static let burst = pause * 2

  private var heardAt = Instant(nanoseconds: .min)
  private var isBurst = false

  /// A turn begins for which something waited to be read.
  mutating func heard(at now: Instant) {
    isBurst = now < heardAt + Self.burst
    heardAt = now
  }

  /// How long to sleep before what is there is looked for; nil: not at all. A deadline that is nearer
  /// is kept.
  mutating func pause(before deadline: Instant?, at now: Instant) -> Duration? {
    guard isBurst else { return nil }
    isBurst = false
    if let deadline, deadline < now + Self.pause { return nil }
    return Self.pause
  }
}
