import Election
import Network
import System

/// Foresees what plans would do, on a thread of its own: an election waits neither for dumps of the
/// kernel's routes nor for a trial of all its instances. Answers come in the order of the questions.
final class Foreseer: Sendable {
  private struct Question: Sendable {
    var plan: ElectionPlan
    var election: Election
    var wanted: Wanted
    var view: KernelView
    var moment: Instant
  }

  private let news: Mailbox<ElectionNews>
  /// nil if no thread could be started: questions are answered where they are asked.
  private let questions: Mailbox<Question>?

  init(_ news: Mailbox<ElectionNews>) {
    self.news = news
    let questions = try? Mailbox<Question>()
    let answer = { @Sendable (question: Question) in Self.answer(question, news) }
    let isStarted: ()? = questions.flatMap { questions in
      try? startThread(named: "plan") {
        guard let poller = try? Poller(capacity: 1),
          (try? poller.add(questions.descriptor, for: .readable, token: 0)) != nil
        else { return }
        while (try? poller.wait(until: nil)) != nil { questions.takeAll().forEach(answer) }
      }
    }
    self.questions = isStarted == nil ? nil : questions
  }

  /// Of these only copies are looked at.
  func foresee(
    _ plan: ElectionPlan, _ election: Election, wanted: Wanted, _ view: KernelView,
    at moment: Instant
  ) {
    let question = Question(
      plan: plan, election: election, wanted: wanted, view: view, moment: moment)
    guard let questions else { return Self.answer(question, news) }
    questions.post(question)
  }

  private static func answer(_ question: Question, _ news: Mailbox<ElectionNews>) {
    var view = question.view
    // What the kernel does not tell is taken to be as it was.
    if let routes = try? KernelRouting().standingRoutes() { view.routes = routes }
    news.post(
      .foreseen(
        Foresight(
          of: question.plan, question.election, wanted: question.wanted, view,
          at: question.moment)))
  }
}
