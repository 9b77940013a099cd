import Network
import System

/// Lets a real-time thread sleep now and then though there is always something to do: the kernel
/// counts how long it has run without (RLIMIT_RTTIME), and lets nothing else run on its processor
/// meanwhile.
struct Rest {
  private static let longestRun = Duration.milliseconds(100)
  private static let length = Duration.microseconds(50)

  /// The kernel's own limit, if it is lower.
  var limit: Duration?
  private var sleptAt = MonotonicClock.now
  private var sleeps = ThisThread.voluntarySwitches

  mutating func afterTurn(at now: Instant) {
    let bound = min(limit.map { $0 / 2 } ?? Self.longestRun, Self.longestRun)
    guard now - sleptAt >= bound else { return }
    let sleeps = ThisThread.voluntarySwitches
    if sleeps == self.sleeps { ThisThread.sleep(Self.length) }
    self.sleeps = ThisThread.voluntarySwitches
    sleptAt = MonotonicClock.now
  }
}
