import Network
import Testing

@testable import directord

private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

struct WatchdogTests {
  @Test func withoutAnElectionItIsFedEachInterval() {
    var watchdog = Watchdog(every: .seconds(2), from: at(10))
    #expect(watchdog.next == at(12))
    #expect(watchdog.step(electionRuns: false, at: at(12)) == .feed)
    #expect(watchdog.next == at(14))
    #expect(watchdog.step(electionRuns: false, at: at(14)) == .feed)
  }

  @Test func itIsFedWhenTheElectionHasAnswered() {
    var watchdog = Watchdog(every: .seconds(2), from: at(10))
    #expect(watchdog.step(electionRuns: true, at: at(12)) == .askElection)
    do {
      let turned = watchdog.electionTurned()
      #expect(turned)
    }
    do {
      let turned = watchdog.electionTurned()
      #expect(!turned)
    }
    #expect(watchdog.step(electionRuns: true, at: at(14)) == .askElection)
  }

  @Test func itIsNotFedWhileTheElectionStandsStill() {
    var watchdog = Watchdog(every: .seconds(2), from: at(10))
    #expect(watchdog.step(electionRuns: true, at: at(12)) == .askElection)
    for second: Int64 in [14, 16, 18] {
      #expect(watchdog.step(electionRuns: true, at: at(second)) == .leave)
    }
    do {
      let turned = watchdog.electionTurned()
      #expect(turned)
    }
    #expect(watchdog.step(electionRuns: true, at: at(20)) == .askElection)
  }
}
