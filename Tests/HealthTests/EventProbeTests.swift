import Network
import Testing

@testable import Health

private func said(
  _ end: ProgramProbe.End, isDynamic: Bool = true, _ output: String = ""
) -> ProbeResult {
  ProgramProbe(arguments: ["/bin/check"], isDynamic: isDynamic)
    .result(end, output: Array(output.utf8), duration: .milliseconds(1), timeout: .seconds(3))
}

@Suite struct ProgramProbeTests {
  @Test(
    arguments: [
      (0, nil), (2, .absolute(0)), (3, .absolute(1)), (102, .absolute(100)), (255, .absolute(253)),
    ] as [(Int32, WeightContribution?)])
  func anExitCodeIsAWeightWithMiscDynamic(code: Int32, weight: WeightContribution?) {
    #expect(said(.exited(code)).verdict == .passed)
    #expect(said(.exited(code)).weight == weight)
  }

  @Test func exitCodeOneFailsWithMiscDynamicToo() {
    #expect(said(.exited(1)).verdict == .failed("exit code 1"))
  }

  @Test func withoutMiscDynamicEveryCodeButZeroFails() {
    #expect(said(.exited(0), isDynamic: false).verdict == .passed)
    #expect(said(.exited(0), isDynamic: false).weight == nil)
    for code: Int32 in [1, 2, 102, 255] {
      #expect(said(.exited(code), isDynamic: false).verdict == .failed("exit code \(code)"))
    }
  }

  @Test func aRunThatIsEndedHasFailedAndOneThatNeverBeganSaysNothing() {
    #expect(said(.killed(signal: 11)).verdict == .failed("ended by signal 11"))
    #expect(said(.timedOut).verdict == .failed("not ended within 3 s, and killed"))
    #expect(said(.notStarted("no memory")).verdict == .notMade("no memory"))
  }

  @Test func theFirstLineOfWhatItWroteIsTold() {
    #expect(
      said(.exited(1), "\nreplica is behind\u{1b}[2J\nmore").verdict
        == .failed("exit code 1: \"replica is behind?[2J\""))
    #expect(said(.exited(52), "ok").detail == "exit code 52 for weight 50: \"ok\"")
    let long = String(repeating: "x", count: 5000)
    #expect(said(.exited(0), long).detail.count < 200)
  }
}

private func file(_ value: Int, _ weight: Int, reversed: Bool = false) -> ProbeResult {
  TrackedProbe(.file("web"), weight: weight, isReversed: reversed).result(.value(value))
}

@Suite struct TrackedProbeTests {
  @Test func aFilesNumberTimesItsWeightIsAdded() {
    #expect(file(5, 1).weight == .delta(5))
    #expect(file(5, -2).weight == .delta(-10))
    #expect(file(5, 2, reversed: true).weight == .delta(-10))
    #expect(file(0, 3).weight == .delta(0))
    #expect(file(0, 3).verdict == .passed)
  }

  @Test func aSumAsLowAsKeepalivedsLowestFails() {
    #expect(file(-1, 2_147_483_647).verdict == .passed)
    #expect(file(-2, 2_147_483_647).verdict == .failed("its number is -2, too low to serve with"))
    #expect(file(2, 2_147_483_647, reversed: true).verdict != .passed)
    #expect(file(2_147_483_647, 2_147_483_647).verdict == .passed)
    #expect(WeightContribution.weight(from: 1, [file(9, 2_147_483_647).weight ?? .delta(0)]) > 1)
    #expect(file(.min, .min).verdict == .passed)
  }

  @Test func withWeightZeroAnyNumberButZeroFails() {
    #expect(file(0, 0).verdict == .passed)
    #expect(file(7, 0).verdict == .failed("its number is 7"))
    #expect(file(0, 0, reversed: true).verdict == .failed("its number is 0"))
    #expect(file(-1, 0, reversed: true).verdict == .passed)
    #expect(file(7, 0).weight == nil)
  }

  @Test func aSessionIsUpOrDown() {
    let probe = TrackedProbe(.session("uplink"))
    #expect(probe.result(.up).verdict == .passed)
    #expect(probe.result(.down).verdict == .failed("it is down"))
    #expect(probe.result(nil).verdict == .failed("it has not come up within 10 s"))
  }

  @Test func aFileThatWasNotReadSaysNothing() {
    #expect(TrackedProbe(.file("web")).result(nil).verdict == .notMade("it has not been read yet"))
  }
}
