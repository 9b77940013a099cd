import Control
import Network
import Testing

@testable import directord

private func second(_ number: Int64) -> Instant { Instant(nanoseconds: number * 1_000_000_000) }

@Suite struct AnswersTests {
  private func answer(_ text: String, _ awaited: PendingAnswer.Awaited, until: Instant? = nil)
    -> PendingAnswer
  {
    PendingAnswer(clients: [], response: .done(text), awaited: awaited, until: until)
  }

  @Test func whoWaitsForADrainHoldsUpNobody() {
    var answers = PendingAnswers()
    answers.add(answer("drain", .drain))
    answers.add(answer("two", .kernel(ping: 2), until: second(9)))
    answers.add(answer("one", .kernel(ping: 1), until: second(5)))
    #expect(answers.deadline == second(5))
    let due = answers.take { $0.awaited == .kernel(ping: 1) || $0.awaited == .kernel(ping: 2) }
    #expect(due.map(\.response) == [.done("two"), .done("one")])
    #expect(answers.all.map(\.response) == [.done("drain")] && answers.deadline == nil)
    let clients = answers.takeDrainClients()
    #expect(clients.isEmpty && answers.all.isEmpty)
  }
}
