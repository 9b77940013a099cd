package import Network

/// One check of one real server: whether it passes, since when, and when its next probe is due.
///
/// An event is a mutating function, its answer says what has changed. The check starts no probe and
/// reads no clock; whoever holds it looks at `due`.
package struct Check: Hashable, Sendable {
  private struct Doubt: Hashable {
    var failed: Instant
    var silences = 0
  }

  /// The least wait before a retry, so that a delay of zero does not become a busy loop.
  package static let leastDelay: Duration = .milliseconds(10)
  /// How long after its own time-out a probe may still report.
  package static let grace: Duration = .seconds(5)

  /// After a failure silence is believed when so many probes in a row have met it, for so long:
  /// a kernel sends few ICMP errors a second, so a refusal need not be heard.
  package static let silencesNeeded = 3
  package static let silenceNeeded: Duration = .seconds(10)

  package private(set) var timing: CheckTiming
  package private(set) var state: State
  /// When the check became pending, passing or failed.
  package private(set) var since: Instant
  /// When the check is to be woken: its next probe's start.
  package private(set) var due: Instant
  package private(set) var flight: Flight?
  package private(set) var last: Ending?
  /// What it said last of its real server's weight.
  package private(set) var weight: WeightContribution?
  /// Since it failed last; nil once something has answered, or silence is believed.
  private var doubt: Doubt?
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
    case .pending, .draining, .failed: false
    }
  }

  /// The last answer that counted let the server serve, if only those that it has.
  package var isServing: Bool {
    switch state {
    case .passing, .draining: true
    case .pending, .failed: false
    }
  }

  /// Failures in a row that are forgiven so far.
  package var failures: Int {
    switch state {
    case .passing(let failures), .draining(let failures): failures
    case .pending, .failed: 0
    }
  }

  /// True if a probe should have started, or have ended, a good while ago: whoever runs the
  /// probes does not.
  package func isOverdue(at now: Instant) -> Bool {
    if let flight { return now > flight.start + patience }
    return now > due + Self.grace
  }
}

// MARK: - Resting

extension Check {
  /// A probe that was due is left out.
  package mutating func rest(at now: Instant) { due = point(after: max(now, due)) }

  /// The probe under way, which was cancelled, will not end; the state stays.
  package mutating func forget() { flight = nil }

  /// The next probe starts then, if it would start later.
  package mutating func hasten(to moment: Instant) { due = min(due, moment) }
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
  //   state       verdict    becomes                         next probe
  //   pending     passed     passing: one is enough          next point of the grid
  //   pending     failed     failed: nothing is forgiven     as of a failed one
  //                          to a server not yet known
  //   passing,    passed     passing, count 0                next point of the grid
  //   draining    failed     failure n ≤ retries:            undecidedInterval after its start, or
  //                          the same, count n               else retryDelay after its end
  //                          failure retries + 1: failed     as of a failed one
  //   failed      passed     success n < successes:          undecidedInterval after its start, or
  //                          failed, count n                 else as of a failed one
  //                          success n = successes: passing  next point of the grid
  //   failed      failed     failed, count 0                 failedInterval after its start, or
  //                                                          else next point of the grid
  //   any but     passed by  the same, the same count, until so many in a row did for so
  //   pending     silence    long (`silencesNeeded`), if it has failed since the last answer;
  //                          undecidedInterval after its start, or else retryDelay after its end
  //   any         drain      as passed, but draining instead of passing
  //   any         not made   the same, the same count        retryDelay after its end
  /// The probe named `serial` has ended. `result` is as `timing.judged` has it.
  package mutating func probeEnded(
    _ serial: UInt32, _ result: ProbeResult, at now: Instant
  ) -> Change {
    guard let flight, flight.serial == serial else { return .ignored }
    self.flight = nil
    last = Ending(result: result, instant: now)
    // Of those that pass there are many, and nobody asks.
    if result.verdict == .passed { last?.result.transcript = Transcript() }
    switch result.verdict {
    case .passed where result.isSilent && isDoubted(at: now):
      last?.result.detail = "nothing came back; after a failure that is not believed at once"
      retry(since: flight.start, at: now)
      return .doubted
    case .passed:
      doubt = nil
      if let weight = result.weight { self.weight = weight }
      return succeed(.passing(failures: 0), .passed, since: flight.start, at: now)
    case .drain:
      if let weight = result.weight { self.weight = weight }
      return succeed(.draining(failures: 0), .drained, since: flight.start, at: now)
    case .failed:
      doubt = Doubt(failed: now)
      return fail(since: flight.start, at: now)
    case .notMade:
      due = now + max(timing.retryDelay, Self.leastDelay)
      return .notMade
    }
  }

  /// One more silence is not enough to believe it.
  private mutating func isDoubted(at now: Instant) -> Bool {
    guard let doubt else { return false }
    self.doubt?.silences += 1
    return doubt.silences + 1 < Self.silencesNeeded || now < doubt.failed + Self.silenceNeeded
  }

  private mutating func succeed(
    _ goal: State, _ change: Change, since start: Instant, at now: Instant
  ) -> Change {
    switch (state, goal) {
    case (.passing, .passing), (.draining, .draining):
      state = goal
      due = point(after: now)
      return .unchanged
    case (.failed(let successes), _) where successes + 1 < timing.successes:
      state = .failed(successes: successes + 1)
      wait(timing.undecidedInterval ?? timing.failedInterval, since: start, at: now)
      return .rising(successes: successes + 1)
    case (.pending, _), (.passing, _), (.draining, _), (.failed, _):
      state = goal
      self.since = now
      due = point(after: now)
      return change
    }
  }

  private mutating func fail(since start: Instant, at now: Instant) -> Change {
    switch state {
    case .failed:
      state = .failed(successes: 0)
      wait(timing.failedInterval, since: start, at: now)
      return .unchanged
    case .passing(let failures) where failures < timing.retries:
      state = .passing(failures: failures + 1)
      retry(since: start, at: now)
      return .forgiven(failures: failures + 1)
    case .draining(let failures) where failures < timing.retries:
      state = .draining(failures: failures + 1)
      retry(since: start, at: now)
      return .forgiven(failures: failures + 1)
    case .pending, .passing, .draining:
      state = .failed(successes: 0)
      self.since = now
      wait(timing.failedInterval, since: start, at: now)
      return .failed
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

  private mutating func retry(since start: Instant, at now: Instant) {
    guard timing.undecidedInterval != nil else {
      due = now + max(timing.retryDelay, Self.leastDelay)
      return
    }
    wait(timing.undecidedInterval, since: start, at: now)
  }

  /// The next probe starts `interval` after this one did; without one, at the grid's next point.
  private mutating func wait(_ interval: Duration?, since start: Instant, at now: Instant) {
    guard let interval else {
      due = point(after: now)
      return
    }
    due = max(start + interval, now + Self.leastDelay)
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
