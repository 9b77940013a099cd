package import Network

extension Check {
  package enum State: Hashable, Sendable {
    /// No probe has ended yet since the check began.
    case pending
    /// The last probe passed, or so many in a row have failed since and are forgiven.
    case passing(failures: Int)
    /// The same of one that serves those that it has and wants no more.
    case draining(failures: Int)
    /// It has failed; so many probes in a row have passed since and are not enough yet.
    case failed(successes: Int)
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
    /// Success number `successes` in a row, of which `timing.successes` are needed.
    case rising(successes: Int)
    /// It passed by silence, which is not believed yet.
    case doubted
    /// It passes from now on.
    case passed
    /// It drains from now on.
    case drained
    /// It has failed from now on.
    case failed
  }
}
