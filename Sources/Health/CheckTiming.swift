/// When a check is run, and how its answers count: keepalived's `delay_loop`, `retry`,
/// `delay_before_retry`, `warmup`, and our own `fall`, `rise`, `reverse`, `fast_interval`,
/// `down_interval`.
package struct CheckTiming: Hashable, Sendable {
  /// From one probe's start to the next one's, while nothing is wrong. More than zero.
  package var interval: Duration
  /// How many failures in a row are forgiven while the check passes: failure `retries + 1` fails it.
  /// (`fall` is one more.)
  package var retries: Int
  /// From a forgiven failure's end to the next probe.
  package var retryDelay: Duration
  /// The bound of the random wait before the first probe; nil spreads first probes over a second.
  package var warmup: Duration?
  /// `log_all_failures`: forgiven failures are logged too.
  package var logsEveryFailure: Bool
  /// `rise`: how many successes in a row a failed check needs to pass again; 1 or more.
  package var successes: Int
  /// `fast_interval`: from one probe's start to the next one's while the check is about to change:
  /// failures are being forgiven, or successes counted. nil: `retryDelay`, or the interval.
  package var undecidedInterval: Duration?
  /// `down_interval`: the same while it has failed; nil: the interval.
  package var failedInterval: Duration?
  /// `reverse`: a failure passes, and an answer fails.
  package var isReversed: Bool

  package init(
    interval: Duration = .seconds(60), retries: Int = 1, retryDelay: Duration = .seconds(1),
    warmup: Duration? = nil, logsEveryFailure: Bool = false, successes: Int = 1,
    undecidedInterval: Duration? = nil, failedInterval: Duration? = nil, isReversed: Bool = false
  ) {
    self.interval = interval
    self.retries = retries
    self.retryDelay = retryDelay
    self.warmup = warmup
    self.logsEveryFailure = logsEveryFailure
    self.successes = successes
    self.undecidedInterval = undecidedInterval
    self.failedInterval = failedInterval
    self.isReversed = isReversed
  }
}
