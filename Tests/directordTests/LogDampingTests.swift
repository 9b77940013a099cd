import Network
import Service
import Testing

@testable import directord

private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

private func line(_ number: Int, _ level: LogLine.Level = .notice) -> LogLine {
  LogLine(level, "change \(number)")
}

struct LogDampingTests {
  @Test func theFirstLinesOfASubjectAreWrittenAtOnce() {
    var damping = LogDamping()
    for number in 1...LogDamping.bearable {
      let written = damping.take(line(number), on: "one", at: at(1))
      #expect(written == line(number))
    }
    #expect(damping.deadline == nil)
  }

  @Test func whatFollowsIsCountedAndToldOnceAPeriodWithTheLastLine() {
    var damping = LogDamping()
    for number in 1...1000 { _ = damping.take(line(number), on: "one", at: at(1)) }
    #expect(damping.deadline == at(11))
    let early = damping.due(at: at(10))
    #expect(early.isEmpty)
    let said = damping.due(at: at(11))
    #expect(
      said == [
        LogLine(
          .notice,
          "one: 990 lines left out in the last 10 s, because it changes again and again; so it goes "
            + "on, one line every 10 s, until it is calm. The last was: change 1000")
      ])
    #expect(damping.deadline == nil)
  }

  @Test func theDampingGoesOnWhileLinesAreLeftOut() {
    var damping = LogDamping()
    for number in 1...11 { _ = damping.take(line(number), on: "one", at: at(1)) }
    _ = damping.due(at: at(11))
    let next = damping.take(line(12), on: "one", at: at(20))
    #expect(next == nil)
    let said = damping.due(at: at(21))
    #expect(said.map(\.text.last) == ["2"])
  }

  @Test func aCalmPeriodEndsTheDamping() {
    var damping = LogDamping()
    for number in 1...11 { _ = damping.take(line(number), on: "one", at: at(1)) }
    _ = damping.due(at: at(11))
    let next = damping.take(line(12), on: "one", at: at(21))
    #expect(next == line(12))
    #expect(damping.deadline == nil)
  }

  @Test func aSlowChangeIsNeverDamped() {
    var damping = LogDamping()
    for number in 1...100 {
      let written = damping.take(line(number), on: "one", at: at(2 * Int64(number)))
      #expect(written == line(number))
    }
  }

  @Test func oneSubjectHoldsBackNoOther() {
    var damping = LogDamping()
    for number in 1...1000 { _ = damping.take(line(number), on: "one", at: at(1)) }
    let other = damping.take(line(1), on: "two", at: at(1))
    #expect(other == line(1))
  }

  @Test func aSummaryIsAsGraveAsTheGravestLineInIt() {
    var damping = LogDamping()
    for number in 1...10 { _ = damping.take(line(number), on: "one", at: at(1)) }
    _ = damping.take(line(11, .warning), on: "one", at: at(1))
    _ = damping.take(line(12), on: "one", at: at(1))
    let said = damping.due(at: at(11))
    #expect(said.map(\.level) == [.warning])
  }

  @Test func theEndTellsWhatWasLeftOut() {
    var damping = LogDamping()
    for number in 1...12 { _ = damping.take(line(number), on: "one", at: at(1)) }
    let rest = damping.rest(at: at(2))
    #expect(rest.count == 1)
    let again = damping.rest(at: at(2))
    #expect(again.isEmpty)
  }
}
