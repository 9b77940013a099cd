import Health
import Network
import Testing

/// A check at second 0 with interval 6 s, retry 2, delay_before_retry 1 s.
private func check(
  _ state: Check.State = .pending, interval: Duration = .seconds(6), retries: Int = 2,
  retryDelay: Duration = .seconds(1), due: Duration = .zero
) -> Check {
  Check(
    timing: CheckTiming(interval: interval, retries: retries, retryDelay: retryDelay),
    timeout: .seconds(5), state: state, due: second(0) + due, at: second(0))
}

private func second(_ seconds: Double) -> Instant {
  Instant(nanoseconds: Int64(seconds * 1e9))
}

private let pass = ProbeResult(.passed, duration: .milliseconds(1))
private let fail = ProbeResult(.failed("connection refused"), duration: .milliseconds(1))
private let unmade = ProbeResult(.notMade("no descriptor left"), duration: .zero)

extension Check {
  /// A probe from `start` to `end`.
  fileprivate mutating func probe(
    _ result: ProbeResult, from start: Double, to end: Double? = nil, serial: UInt32 = 7
  ) -> Change {
    let waking = wake(serial: serial, at: second(start))
    #expect(waking == .start)
    return probeEnded(serial, result, at: second(end ?? start))
  }
}

@Suite struct CheckTests {
  @Test func aPendingCheckPassesWithItsFirstSuccess() {
    var check = check()
    #expect(check.probe(pass, from: 0, to: 0.5) == .passed)
    #expect(check.state == .passing(failures: 0))
    #expect(check.since == second(0.5))
  }

  @Test func aPendingCheckFailsAtOnceWhateverItsRetries() {
    var check = check(retries: 3)
    #expect(check.probe(fail, from: 0) == .failed)
    #expect(check.state == .failed(successes: 0))
  }

  @Test func failuresUpToRetriesAreForgivenAndTheNextOneFails() {
    var check = check(.passing(failures: 0), retries: 2)
    #expect(check.probe(fail, from: 0) == .forgiven(failures: 1))
    #expect(check.probe(fail, from: 1) == .forgiven(failures: 2))
    #expect(check.isPassing)
    #expect(check.probe(fail, from: 2) == .failed)
    #expect(!check.isPassing)
    #expect(check.since == second(2))
  }

  @Test func withoutRetriesTheFirstFailureFails() {
    var check = check(.passing(failures: 0), retries: 0)
    #expect(check.probe(fail, from: 0) == .failed)
  }

  @Test func aSuccessResetsTheCount() {
    var check = check(.passing(failures: 0), retries: 1)
    #expect(check.probe(fail, from: 0) == .forgiven(failures: 1))
    #expect(check.probe(pass, from: 1) == .unchanged)
    #expect(check.failures == 0)
    #expect(check.probe(fail, from: 6) == .forgiven(failures: 1))
  }

  @Test func aForgivenFailureIsRetriedAfterItsEnd() {
    var check = check(.passing(failures: 0))
    _ = check.probe(fail, from: 0, to: 3)
    #expect(check.due == second(4))
  }

  @Test func afterARetryTheCheckIsBackInItsPhase() {
    var check = check(.passing(failures: 0))
    _ = check.probe(fail, from: 0, to: 3)
    _ = check.probe(pass, from: 4, to: 4.5)
    #expect(check.due == second(6))
  }

  @Test func aFailedCheckWaitsTheWholeInterval() {
    var check = check()
    _ = check.probe(fail, from: 0)
    #expect(check.due == second(6))
    #expect(check.probe(fail, from: 6) == .unchanged)
    #expect(check.due == second(12))
  }

  @Test func aFailedCheckPassesWithOneSuccess() {
    var check = check(.failed(successes: 0))
    #expect(check.probe(pass, from: 0, to: 1) == .passed)
    #expect(check.since == second(1))
  }

  @Test func anAdoptedCheckForgivesAsUsual() {
    var check = check(.passing(failures: 0), retries: 1)
    #expect(check.probe(fail, from: 0) == .forgiven(failures: 1))
  }

  @Test func theIntervalIsFromStartToStartHoweverLongAProbeTakes() {
    var check = check()
    _ = check.probe(pass, from: 0, to: 4)
    #expect(check.due == second(6))
  }

  @Test func aLateStartDoesNotShiftThePhase() {
    var check = check()
    _ = check.probe(pass, from: 0)
    _ = check.probe(pass, from: 6.7)
    #expect(check.due == second(12))
  }

  @Test func anEarlyStartDoesNotShiftThePhase() {
    var check = check()
    _ = check.probe(pass, from: 0)
    _ = check.probe(pass, from: 5.995)
    #expect(check.due == second(12))
  }

  @Test func pointsThatHavePassedAreLeftOut() {
    var check = check()
    _ = check.probe(pass, from: 0)
    _ = check.probe(pass, from: 20)
    #expect(check.due == second(24))
  }

  @Test func aProbeLongerThanTheIntervalLeavesOutAPoint() {
    var check = check(interval: .seconds(1))
    #expect(check.wake(serial: 1, at: second(0)) == .start)
    #expect(check.wake(serial: 2, at: second(1)) == .busy)
    #expect(check.flight?.serial == 1)
    #expect(check.probeEnded(1, pass, at: second(1.5)) == .passed)
    #expect(check.due == second(2))
  }

  @Test func aProbeThatEndsAfterAnUnnoticedPointKeepsThePhase() {
    var check = check(interval: .seconds(1))
    _ = check.probe(pass, from: 0, to: 1.5)
    #expect(check.due == second(2))
  }

  @Test func aProbeThatCouldNotBeMadeCountsNothingAndIsTriedAgain() {
    var check = check(.passing(failures: 0), retries: 0)
    #expect(check.probe(unmade, from: 0, to: 0.5) == .notMade)
    #expect(check.state == .passing(failures: 0))
    #expect(check.due == second(1.5))
    var pending = CheckTests.pendingCheck
    #expect(pending.probe(unmade, from: 0) == .notMade)
    #expect(pending.state == .pending)
  }

  private static var pendingCheck: Check { check() }

  @Test func aRetryDelayOfZeroIsNotABusyLoop() {
    var check = check(.passing(failures: 0), retryDelay: .zero)
    _ = check.probe(fail, from: 0)
    #expect(check.due == second(0) + Check.leastDelay)
  }

  @Test func aResultWithAnOldSerialIsIgnored() {
    var check = check()
    _ = check.wake(serial: 1, at: second(0))
    #expect(check.probeEnded(0, fail, at: second(1)) == .ignored)
    #expect(check.flight?.serial == 1)
    #expect(check.last == nil)
    _ = check.probeEnded(1, pass, at: second(1))
    #expect(check.probeEnded(1, fail, at: second(2)) == .ignored)
    #expect(check.isPassing)
  }

  @Test func aProbeThatNeverEndsIsGivenUpAndCountsNothing() {
    var check = check(.passing(failures: 0), retries: 0)
    _ = check.wake(serial: 1, at: second(0))
    #expect(check.wake(serial: 2, at: second(6)) == .busy)
    #expect(!check.isOverdue(at: second(6)))
    #expect(check.isOverdue(at: second(11)))
    #expect(check.wake(serial: 3, at: second(12)) == .lost(serial: 1))
    #expect(check.isPassing)
    #expect(check.due == second(13))
    #expect(check.wake(serial: 4, at: second(13)) == .start)
  }

  @Test func aCheckThatNobodyWakesIsOverdue() {
    var check = check()
    _ = check.probe(pass, from: 0)
    #expect(!check.isOverdue(at: second(10)))
    #expect(check.isOverdue(at: second(12)))
  }

  @Test func anotherIntervalKeepsStateAndPhase() {
    var check = check()
    _ = check.probe(pass, from: 0)
    check.timingChanged(to: CheckTiming(interval: .seconds(2)), at: second(3))
    #expect(check.due == second(4))
    #expect(check.state == .passing(failures: 0))
    #expect(check.since == second(0))
  }

  @Test func anotherIntervalDoesNotCutARetryShort() {
    var check = check(.passing(failures: 0))
    _ = check.probe(fail, from: 0)
    check.timingChanged(to: CheckTiming(interval: .seconds(2), retries: 2), at: second(0.5))
    #expect(check.due == second(1))
    #expect(check.failures == 1)
  }

  @Test func extremeTimingsDoNotTrap() {
    for interval in [Duration.zero, .nanoseconds(1), .seconds(Int64.max), .seconds(-5)] {
      for start in [Int64.min, -1, 0, Int64.max] {
        let instant = Instant(nanoseconds: start)
        var check = Check(
          timing: CheckTiming(interval: interval, retryDelay: interval),
          timeout: .seconds(5), due: instant, at: instant)
        for now in [instant, Instant(nanoseconds: 5), Instant(nanoseconds: .max)] {
          _ = check.wake(serial: 1, at: now)
          _ = check.probeEnded(1, fail, at: now)
          check.timingChanged(to: CheckTiming(interval: .seconds(1)), at: now)
        }
        #expect(check.state == .failed(successes: 0))
      }
    }
  }
}
