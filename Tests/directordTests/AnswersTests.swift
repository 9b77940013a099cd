import Control
import Network
import Testing

@testable import directord

private func second(_ number: Int64) -> Instant { Instant(nanoseconds: number * 1_000_000_000) }

@Suite struct AnswersTests {
  private func answer(_ text: String, ping: UInt64, until: Instant) -> PendingAnswer {
    PendingAnswer(clients: [], response: .done(text), ping: ping, until: until)
  }

  @Test func whatIsDueIsGivenInTheOrderOfTheRequests() {
    var answers = PendingAnswers()
    answers.add(answer("three", ping: 3, until: second(7)))
    answers.add(answer("two", ping: 2, until: second(9)))
    answers.add(answer("one", ping: 1, until: second(5)))
    #expect(answers.deadline == second(5))
    let due = answers.take { $0.ping < 3 }
    #expect(due.map(\.response) == [.done("two"), .done("one")])
    #expect(answers.all.map(\.response) == [.done("three")])
    #expect(answers.deadline == second(7))
  }
}
