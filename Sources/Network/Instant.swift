/// A moment on the monotonic clock, in nanoseconds since an arbitrary start. It is passed into the
/// cores as an argument: no core reads a clock.
package struct Instant: Codable, Hashable, Sendable, Comparable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// Saturates at the ends of the clock, so that no configured interval can trap.
  package static func + (instant: Instant, duration: Duration) -> Instant {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return Instant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
  }

  package static func - (instant: Instant, duration: Duration) -> Instant {
    let (difference, overflow) = instant.nanoseconds.subtractingReportingOverflow(
      duration.nanoseconds)
    return Instant(nanoseconds: overflow ? (duration < .zero ? .max : .min) : difference)
  }

  package static func - (left: Instant, right: Instant) -> Duration {
    .nanoseconds(left.nanoseconds &- right.nanoseconds)
  }

  package static func += (instant: inout Instant, duration: Duration) {
    instant = instant + duration
  }
}

extension Duration {
  package var inSeconds: Double { Double(nanoseconds) / 1e9 }

  /// Whole nanoseconds, towards zero; saturates past 292 years.
  package var nanoseconds: Int64 {
    // Nine seconds of attoseconds fit into a word: longer numbers take ten times as long to divide.
    let attoseconds = Int64(truncatingIfNeeded: self.attoseconds)
    if Int128(attoseconds) == self.attoseconds { return attoseconds / 1_000_000_000 }
    return wholeNanoseconds
  }

  private var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carry ? (seconds < 0 ? .min : .max) : sum
  }
}

/// The earlier of two moments that need not be.
package func earliest(_ one: Instant?, _ other: Instant?) -> Instant? {
  guard let one, let other else { return one ?? other }
  return min(one, other)
}
