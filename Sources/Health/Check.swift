package import Network

/// One check of one real server: whether it passes, since when, and when its next probe is due.
///
/// An event is a mutating function, its answer says what has changed. The check starts no probe and
/// reads no clock; whoever holds it looks at `due`.
package struct Check: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    /// No probe has ended yet since the check began.
    case pending
    /// The last probe passed, or so many in a row have failed since and are forgiven.
    case passing(failures: Int)
    case failed
  }

  /// A probe under way.
  package struct Flight: Hashable, Sendable {
    package var serial: UInt32
    package var start: Instant
  }

  /// How the last probe ended, and when.
  package struct Ending: Hashable, Sendable {
    package var result: ProbeResult
    package var instant: Instant
  }

  /// What a due instant that came asks for.
  package enum Waking: Hashable, Sendable {
    case start
    /// The probe before is still under way: this one is left out.
    case busy
    /// The probe before should have ended long ago and never did. It counts as not made.
    case lost(serial: UInt32)
  }

  /// What the end of a probe changes.
  package enum Change: Hashable, Sendable {
    /// It is not the probe that is under way.
    case ignored
    case unchanged
    /// Failure number `failures` in a row, of which `timing.retries` are forgiven.
    case forgiven(failures: Int)
    case notMade
    /// It passes from now on.
    case passed
    /// It has failed from now on.
    case failed
  }

  /// The least wait before a retry, so that a delay of zero does not become a busy loop.
  package static let leastDelay: Duration = .milliseconds(10)
  /// How long after its own time-out a probe may still report.
  package static let grace: Duration = .seconds(5)

  package private(set) var timing: CheckTiming
  package private(set) var state: State
  /// When the check became pending, passing or failed.
  package private(set) var since: Instant
  /// When the check is to be woken: its next probe's start.
  package private(set) var due: Instant
  package private(set) var flight: Flight?
  package private(set) var last: Ending?
  /// The longest that a probe may be under way.
  private var patience: Duration
  /// A point of the grid on which probes start while nothing is wrong: the last one asked for.
  private var phase: Instant
  /// The grid's step in nanoseconds, one or more.
  private var step: Int64

  /// - Parameters:
  ///   - timeout: what bounds one probe.
  ///   - state: where it begins: `pending`; or, of a real server that serves already, passing.
  ///   - due: when the first probe starts.
  ///   - phase: a point of the grid of the later ones, `due` unless said.
  package init(
    timing: CheckTiming, timeout: Duration, state: State = .pending, due: Instant,
    phase: Instant? = nil, at now: Instant
  ) {
    self.timing = timing
    self.state = state
    self.since = now
    self.due = due
    self.phase = phase ?? due
    self.patience = timeout + Self.grace
    self.step = max(1, timing.interval.nanoseconds)
  }

  package var isPassing: Bool {
    switch state {
    case .passing: true
    case .pending, .failed: false
    }
  }

  /// Failures in a row that are forgiven so far.
  package var failures: Int {
    switch state {
    case .passing(let failures): failures
    case .pending, .failed: 0
    }
  }

  /// True where a probe should have started, or have ended, a good while ago: whoever runs the
  /// probes does not.
  package func isOverdue(at now: Instant) -> Bool {
    if let flight { return now > flight.start + patience }
    return now > due + Self.grace
  }
}

extension Check {
  /// `due` has come (or is about to): a probe named `serial` starts unless one is under way.
  ///
  /// Probes start on a grid, interval after interval, however long each takes and however late the
  /// caller is; points that have passed by are left out.
  package mutating func wake(serial: UInt32, at now: Instant) -> Waking {
    guard let flight else {
      flight = Flight(serial: serial, start: now)
      due = point(after: max(now, due))
      return .start
    }
    guard now > flight.start + patience else {
      due = point(after: max(now, due))
      return .busy
    }
    let silence = ProbeResult(.notMade("it never ended"), duration: now - flight.start)
    _ = probeEnded(flight.serial, silence, at: now)
    return .lost(serial: flight.serial)
  }

  // The criteria (keepalived.conf(5): retry, delay_before_retry, delay_loop):
  //
  //   state     verdict    becomes                        next probe
  //   pending   passed     passing                        next point of the grid
  //   pending   failed     failed: nothing is forgiven    next point of the grid
  //                        to a server not yet known
  //   passing   passed     passing, count 0               next point of the grid
  //   passing   failed     failure n ≤ retries:           retryDelay after this one's end
  //                        passing, count n
  //                        failure retries + 1: failed    next point of the grid
  //   failed    passed     passing: one is enough         next point of the grid
  //   failed    failed     failed                         next point of the grid
  //   any       not made   the same, the same count       retryDelay after this one's end
  /// The probe named `serial` has ended.
  package mutating func probeEnded(
    _ serial: UInt32, _ result: ProbeResult, at now: Instant
  ) -> Change {
    guard let flight, flight.serial == serial else { return .ignored }
    self.flight = nil
    last = Ending(result: result, instant: now)
    switch (result.verdict, state) {
    case (.passed, .passing):
      state = .passing(failures: 0)
      resume(after: now)
      return .unchanged
    case (.passed, .pending), (.passed, .failed):
      return become(.passing(failures: 0), .passed, at: now)
    case (.failed, .pending):
      return become(.failed, .failed, at: now)
    case (.failed, .passing(let failures)):
      guard failures < timing.retries else { return become(.failed, .failed, at: now) }
      state = .passing(failures: failures + 1)
      retry(after: now)
      return .forgiven(failures: failures + 1)
    case (.failed, .failed):
      resume(after: now)
      return .unchanged
    case (.notMade, .pending), (.notMade, .passing), (.notMade, .failed):
      retry(after: now)
      return .notMade
    }
  }

  /// The configuration gives it another timing; it keeps its state, its count and its phase.
  package mutating func timingChanged(to timing: CheckTiming, at now: Instant) {
    let followsGrid = due == phase
    let previous = step
    self.timing = timing
    step = max(1, timing.interval.nanoseconds)
    guard followsGrid, step != previous, last != nil || flight != nil else { return }
    phase = Instant(nanoseconds: phase.nanoseconds.saturatingAdd(-previous))
    due = point(after: now)
  }

  private mutating func become(_ state: State, _ change: Change, at now: Instant) -> Change {
    self.state = state
    since = now
    resume(after: now)
    return change
  }

  /// Back to the grid.
  private mutating func resume(after now: Instant) {
    due = point(after: now)
  }

  private mutating func retry(after now: Instant) {
    due = now + max(timing.retryDelay, Self.leastDelay)
  }

  /// The first point of the grid after `instant`, which becomes the phase.
  private mutating func point(after instant: Instant) -> Instant {
    guard phase <= instant else { return phase }
    var next = phase.nanoseconds.saturatingAdd(step)
    if next <= instant.nanoseconds {
      let gap = instant.nanoseconds.saturatingAdd(-max(phase.nanoseconds, -.max))
      let steps = (gap / step).saturatingAdd(1)
      let (stride, overflow) = steps.multipliedReportingOverflow(by: step)
      next = overflow ? .max : phase.nanoseconds.saturatingAdd(stride)
    }
    phase = Instant(nanoseconds: next)
    return phase
  }
}

extension Int64 {
  fileprivate func saturatingAdd(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
