import Network
import Testing

@testable import directord

private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

struct WatchdogTests {
  @Test func withoutAnElectionItIsFedEachInterval() {
    var watchdog = Watchdog(every: .seconds(2), from: at(10))
    #expect(watchdog.next == at(12))
    let first = watchdog.step(electionRuns: false, at: at(12))
    #expect(first == .feed)
    #expect(watchdog.next == at(14))
    do {
      let step = watchdog.step(electionRuns: false, at: at(14))
      #expect(step == .feed)
    }
  }

  @Test func itIsFedWhenTheElectionHasAnswered() {
    var watchdog = Watchdog(every: .seconds(2), from: at(10))
    do {
      let step = watchdog.step(electionRuns: true, at: at(12))
      #expect(step == .askElection)
    }
    let turns = [watchdog.electionTurned(), watchdog.electionTurned()]
    #expect(turns == [true, false])
    do {
      let step = watchdog.step(electionRuns: true, at: at(14))
      #expect(step == .askElection)
    }
  }

  @Test func itIsNotFedWhileTheElectionStandsStill() {
    var watchdog = Watchdog(every: .seconds(2), from: at(10))
    do {
      let step = watchdog.step(electionRuns: true, at: at(12))
      #expect(step == .askElection)
    }
    for second: Int64 in [14, 16, 18] {
      do {
        let step = watchdog.step(electionRuns: true, at: at(second))
        #expect(step == .leave)
      }
    }
    let isFed = watchdog.electionTurned()
    #expect(isFed)
    do {
      let step = watchdog.step(electionRuns: true, at: at(20))
      #expect(step == .askElection)
    }
  }
}
