import Health
import Network
import Testing

private func second(_ seconds: Double) -> Instant {
  Instant(nanoseconds: Int64(seconds * 1e9))
}

private let pass = ProbeResult(.passed, duration: .milliseconds(1))
private let fail = ProbeResult(.failed("connection refused"), duration: .milliseconds(1))
private let drain = ProbeResult(.drain("HTTP 404"), duration: .milliseconds(1))

/// A check at second 0 with interval 6 s, retry 2, delay_before_retry 1 s.
private func check(
  _ state: Check.State = .passing(failures: 0), successes: Int = 1,
  undecided: Duration? = nil, failed: Duration? = nil
) -> Check {
  Check(
    timing: CheckTiming(
      interval: .seconds(6), retries: 2, successes: successes, undecidedInterval: undecided,
      failedInterval: failed),
    timeout: .seconds(5), state: state, due: second(0), at: second(0))
}

extension Check {
  fileprivate mutating func probe(
    _ result: ProbeResult, from start: Double, to end: Double? = nil
  ) -> Change {
    #expect(wake(serial: 7, at: second(start)) == .start)
    return probeEnded(7, result, at: second(end ?? start))
  }
}

@Suite struct JudgementTests {
  @Test func whatNeverLeftThisMachineIsNoSilenceOfTheServer() {
    var blocked = fail
    blocked.wasBlockedHere = true
    let plain = CheckTiming()
    let reversed = CheckTiming(isReversed: true)
    #expect(plain.judged(blocked).verdict == .failed("connection refused"))
    #expect(reversed.judged(fail).verdict == .passed)
    guard case .notMade(let reason) = reversed.judged(blocked).verdict else {
      Issue.record("\(reversed.judged(blocked).verdict)")
      return
    }
    #expect(reason.hasPrefix("connection refused: nothing left this machine"))
  }

  @Test func aFailedCheckPassesAfterAsManySuccessesInARowAsItNeeds() {
    var check = check(.failed(successes: 0), successes: 3)
    #expect(check.probe(pass, from: 0) == .rising(successes: 1))
    #expect(check.probe(pass, from: 6) == .rising(successes: 2))
    #expect(check.state == .failed(successes: 2))
    #expect(check.probe(pass, from: 12) == .passed)
    #expect(check.since == second(12))
  }

  @Test func aFailureBetweenSuccessesBeginsTheCountAnew() {
    var check = check(.failed(successes: 0), successes: 2)
    #expect(check.probe(pass, from: 0) == .rising(successes: 1))
    #expect(check.probe(fail, from: 6) == .unchanged)
    #expect(check.probe(pass, from: 12) == .rising(successes: 1))
    #expect(check.probe(pass, from: 18) == .passed)
  }

  @Test func aPendingCheckNeedsOneSuccessWhateverItsRise() {
    var check = check(.pending, successes: 5)
    #expect(check.probe(pass, from: 0) == .passed)
  }

  @Test func whileFailuresAreForgivenItProbesFast() {
    var check = check(undecided: .seconds(2))
    #expect(check.probe(fail, from: 0, to: 0.5) == .forgiven(failures: 1))
    #expect(check.due == second(2))
    #expect(check.probe(pass, from: 2) == .unchanged)
    #expect(check.due == second(6))
  }

  @Test func whileSuccessesAreCountedItProbesFast() {
    var check = check(
      .failed(successes: 0), successes: 2, undecided: .seconds(1), failed: .seconds(20))
    #expect(check.probe(fail, from: 0) == .unchanged)
    #expect(check.due == second(20))
    #expect(check.probe(pass, from: 20) == .rising(successes: 1))
    #expect(check.due == second(21))
    #expect(check.probe(pass, from: 21) == .passed)
    #expect(check.due == second(24))
  }

  @Test func aProbeLongerThanAFastIntervalIsFollowedByTheNextSoon() {
    var check = check(undecided: .seconds(1))
    #expect(check.probe(fail, from: 0, to: 3) == .forgiven(failures: 1))
    #expect(check.due == second(3) + Check.leastDelay)
  }

  @Test func aDrainAnswerIsATurnOfItsOwnAndAPassEndsIt() {
    var check = check()
    #expect(check.probe(drain, from: 0) == .drained)
    #expect(check.state == .draining(failures: 0))
    #expect(check.probe(drain, from: 6) == .unchanged)
    #expect(check.probe(pass, from: 12) == .passed)
  }

  @Test func aDrainingCheckForgivesAndFailsAsAPassingOne() {
    var check = check(.draining(failures: 0))
    #expect(check.probe(fail, from: 0) == .forgiven(failures: 1))
    #expect(check.probe(fail, from: 1) == .forgiven(failures: 2))
    #expect(check.state == .draining(failures: 2))
    #expect(check.probe(fail, from: 2) == .failed)
  }

  @Test func aFailedCheckThatAsksToBeDrainedRisesToThat() {
    var check = check(.failed(successes: 0), successes: 2)
    #expect(check.probe(drain, from: 0) == .rising(successes: 1))
    #expect(check.probe(drain, from: 6) == .drained)
  }

  @Test func whatIsSaidOfTheWeightStandsUntilItSaysSomethingElse() {
    var check = check()
    var result = pass
    result.weight = .absolute(5)
    _ = check.probe(result, from: 0)
    _ = check.probe(pass, from: 6)
    #expect(check.weight == .absolute(5))
    _ = check.probe(fail, from: 12)
    #expect(check.weight == .absolute(5))
    result.weight = .delta(-2)
    _ = check.probe(result, from: 13)
    #expect(check.weight == .delta(-2))
  }

  @Test func reverseTurnsAnswersRound() {
    let timing = CheckTiming(isReversed: true)
    #expect(
      timing.judged(ProbeResult(.passed, detail: "HTTP 200", duration: .zero)).verdict
        == .failed("it answers (HTTP 200), which 'reverse' forbids"))
    #expect(timing.judged(fail).verdict == .passed)
    #expect(timing.judged(fail).detail == "as 'reverse' asks: connection refused")
    #expect(timing.judged(drain) == drain)
    #expect(CheckTiming().judged(fail) == fail)
  }
}

@Suite struct ReasonLengthTests {
  @Test func aReasonIsOneShortLineWhoeverWroteIt() {
    let hostile = "a\u{202E}b\n\u{2028}" + String(repeating: "\u{FFFD}", count: 60_000)
    for timing in [CheckTiming(), CheckTiming(isReversed: true)] {
      for verdict in [Verdict.failed(hostile), .drain(hostile), .notMade(hostile)] {
        let judged = timing.judged(ProbeResult(verdict, detail: hostile, duration: .zero))
        #expect(judged.words.utf8.count < 600)
        #expect(!judged.words.contains("\u{202E}"))
        #expect(!judged.words.contains("\n"))
        #expect(judged.detail.utf8.count <= 540)
      }
    }
  }

  @Test func aProbeThatWasNotMadeIsNeverPassedByReverse() {
    let timing = CheckTiming(isReversed: true)
    let missing = fail.notMade("FWM 1 was not in the table")
    #expect(timing.judged(missing).verdict == .notMade("FWM 1 was not in the table"))
  }
}

@Suite struct SilenceTests {
  private let silence = {
    var result = ProbeResult(.passed, detail: "nothing came back", duration: .seconds(1))
    result.isSilent = true
    return result
  }()

  @Test func silenceIsBelievedBeforeAnyFailure() {
    var check = check(.pending)
    #expect(check.probe(silence, from: 0) == .passed)
    #expect(check.probe(silence, from: 6) == .unchanged)
  }

  @Test func afterAFailureSilenceIsBelievedLate() {
    var check = check(.failed(successes: 0))
    #expect(check.probe(fail, from: 0) == .unchanged)
    for second in [6.0, 7, 8, 9] { #expect(check.probe(silence, from: second) == .doubted) }
    #expect(check.state == .failed(successes: 0))
    #expect(check.probe(silence, from: 10) == .passed)
    #expect(check.probe(silence, from: 16) == .unchanged)
  }

  @Test func anAnswerIsBelievedAtOnce() {
    var check = check(.failed(successes: 0))
    _ = check.probe(fail, from: 0)
    #expect(check.probe(pass, from: 6) == .passed)
    #expect(check.probe(silence, from: 12) == .unchanged)
  }

  @Test func silenceBetweenRefusalsForgivesNothing() {
    var check = check()
    #expect(check.probe(fail, from: 0) == .forgiven(failures: 1))
    #expect(check.probe(silence, from: 1) == .doubted)
    #expect(check.probe(fail, from: 2) == .forgiven(failures: 2))
    #expect(check.probe(silence, from: 3) == .doubted)
    #expect(check.probe(fail, from: 4) == .failed)
  }
}

@Suite struct WeightTests {
  @Test func contributionsAreAddedToTheConfiguredWeight() {
    #expect(WeightContribution.weight(from: 10, []) == 10)
    #expect(WeightContribution.weight(from: 10, [.absolute(4)]) == 4)
    #expect(WeightContribution.weight(from: 10, [.delta(-3)]) == 7)
    #expect(WeightContribution.weight(from: 10, [.percentage(75)]) == 7)
    #expect(WeightContribution.weight(from: 10, [.percentage(250)]) == 25)
    // As keepalived adds several of them: each for its difference from the configured weight.
    #expect(WeightContribution.weight(from: 10, [.absolute(4), .absolute(12), .delta(1)]) == 7)
  }

  @Test func theSumIsClampedAndNothingTraps() {
    #expect(WeightContribution.weight(from: 1, [.delta(-9)]) == 0)
    #expect(WeightContribution.weight(from: 5, [.absolute(0), .delta(-5)]) == 0)
    #expect(
      WeightContribution.weight(from: .max, [.delta(.max), .absolute(.max)]) == 2_147_483_647)
    #expect(WeightContribution.weight(from: 0, [.delta(.min), .absolute(.min)]) == 0)
    #expect(WeightContribution.weight(from: .max, [.percentage(.max)]) == 2_147_483_647)
  }

  @Test func onlyNoughtPerCentOfAWeightIsNone() {
    #expect(WeightContribution.weight(from: 1, [.percentage(1)]) == 1)
    #expect(WeightContribution.weight(from: 1, [.percentage(0)]) == 0)
    #expect(WeightContribution.weight(from: 1, [.percentage(-5)]) == 0)
    #expect(WeightContribution.weight(from: 0, [.percentage(50)]) == 0)
  }
}
