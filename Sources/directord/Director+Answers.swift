import Control
import Network
import Operations
import System

/// An answer that is given when the table and the addresses are as they are asked for.
struct PendingAnswer {
  var clients: [ControlSocket.ClientIdentifier]
  var response: Response
  /// The service manager is told that a start or a reload is over.
  var tellsReady = false
  /// The election has carried out its orders when it has answered this ping.
  var ping: UInt64
  /// Then it is given all the same, with what is not so.
  var until: Instant
}

/// Who waits for what.
struct PendingAnswers {
  private(set) var all: [PendingAnswer] = []

  var deadline: Instant? { all.lazy.map(\.until).min() }

  mutating func add(_ answer: PendingAnswer) { all.append(answer) }

  /// What can be given now, in the order of the requests.
  mutating func take(where isDue: (PendingAnswer) -> Bool) -> [PendingAnswer] {
    let due = all.filter(isDue)
    if !due.isEmpty { all.removeAll(where: isDue) }
    return due
  }
}

extension Director {
  /// So long the kernel is waited for.
  private static let answerPatience = Duration.seconds(10)

  /// Answers when the table and the addresses are as they are asked for by now, with what could not
  /// be done. What has failed is answered at once.
  func answer(
    _ response: Response, to clients: [ControlSocket.ClientIdentifier], tellsReady: Bool = false,
    at now: Instant
  ) {
    guard !clients.isEmpty || tellsReady else { return }
    if case .failure = response, !tellsReady {
      for client in clients { send(response, to: client, at: now) }
      return
    }
    answers.add(
      PendingAnswer(
        clients: clients, response: response, tellsReady: tellsReady,
        ping: pingElection(), until: now + Self.answerPatience))
  }

  /// Asks the election to tell when it has carried out its orders; answers the ping's number.
  func pingElection() -> UInt64 {
    guard let orders = election.orders else { return election.pings }
    election.pings += 1
    orders.post(.ping(election.pings))
    return election.pings
  }

  /// At the end of a turn: the kernel may be as it is asked for now.
  func giveAnswers(at now: Instant) {
    guard !answers.all.isEmpty else { return }
    for answer in answers.take(where: { isTrue(for: $0) || $0.until <= now }) {
      let response = answer.response.with(shortcomings: shortcomings(of: answer))
      for client in answer.clients { send(response, to: client, at: now) }
      if answer.tellsReady {
        if operations.phase == .serving { extendsAt = nil }
        tellManager([.ready])
      }
    }
  }

  private func hasTurned(for answer: PendingAnswer) -> Bool {
    !election.isRunning || answer.ping <= election.answeredPing
  }

  private func isTrue(for answer: PendingAnswer) -> Bool {
    hasTurned(for: answer) && tableKeeping.isSettled
  }

  private func shortcomings(of answer: PendingAnswer) -> [String] {
    let addresses =
      hasTurned(for: answer)
      ? election.refusals : ["the election has not carried it out yet: its addresses may be others"]
    return tableKeeping.shortcomings + addresses
  }
}
