/// When a check is run, and how many failures are forgiven: keepalived's `delay_loop`, `retry`,
/// `delay_before_retry`, `warmup`, `alpha`.
package struct CheckTiming: Hashable, Sendable {
  /// From one probe's start to the next one's, while nothing is wrong. More than zero.
  package var interval: Duration
  /// How many failures in a row are forgiven while the check passes: failure `retries + 1` fails it.
  package var retries: Int
  /// From a forgiven failure's end to the next probe.
  package var retryDelay: Duration
  /// The bound of the random wait before the first probe; nil spreads first probes over a second.
  package var warmup: Duration?
  /// `log_all_failures`: forgiven failures are logged too.
  package var logsEveryFailure: Bool

  package init(
    interval: Duration = .seconds(60), retries: Int = 1, retryDelay: Duration = .seconds(1),
    warmup: Duration? = nil, logsEveryFailure: Bool = false
  ) {
    self.interval = interval
    self.retries = retries
    self.retryDelay = retryDelay
    self.warmup = warmup
    self.logsEveryFailure = logsEveryFailure
  }
}
