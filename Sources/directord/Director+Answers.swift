import Control
import Network
import System

/// An answer that is given once the kernel is as it is asked for, or has been waited for long enough.
struct PendingAnswer {
  var clients: [ControlSocket.ClientIdentifier]
  var response: Response
  /// The service manager is told that a start or a reload is over.
  var tellsReady: Bool
  /// The election has carried out its orders when it has answered this ping.
  var ping: UInt64
  var until: Instant
}

extension Director {
  /// So long the kernel is waited for.
  private static let answerPatience = Duration.seconds(10)

  /// Answers when the table and the addresses are as they are asked for by now, with what could not
  /// be done.
  func answer(
    _ response: Response, to clients: [ControlSocket.ClientIdentifier], tellsReady: Bool = false,
    at now: Instant
  ) {
    guard !clients.isEmpty || tellsReady else { return }
    answers.append(
      PendingAnswer(
        clients: clients, response: response, tellsReady: tellsReady, ping: pingElection(),
        until: now + Self.answerPatience))
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
    while let first = answers.first, isTrue(for: first) || first.until <= now {
      answers.removeFirst()
      let response = first.response.with(shortcomings: shortcomings(of: first))
      for client in first.clients { send(response, to: client, at: now) }
      if first.tellsReady { tellManager([.ready]) }
    }
  }

  private func hasTurned(for answer: PendingAnswer) -> Bool {
    !election.isRunning || answer.ping <= election.answeredPing
  }

  private func isTrue(for answer: PendingAnswer) -> Bool {
    tableKeeping.isSettled && hasTurned(for: answer)
  }

  private func shortcomings(of answer: PendingAnswer) -> [String] {
    let addresses =
      hasTurned(for: answer)
      ? election.refusals : ["the election has not carried it out yet: its addresses may be others"]
    return tableKeeping.shortcomings + addresses
  }
}
