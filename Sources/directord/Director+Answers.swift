import Control
import Network
import System

/// An answer that is given once what it tells of is so.
struct PendingAnswer {
  enum Awaited: Hashable {
    /// The table stands as it is asked for, and the election has carried out its orders: it has
    /// answered this ping.
    case kernel(ping: UInt64)
    /// Somebody has taken over from this director, or nobody.
    case drain
  }

  var clients: [ControlSocket.ClientIdentifier]
  var response: Response
  /// The service manager is told that a start or a reload is over.
  var tellsReady = false
  var awaited: Awaited
  /// Then it is given all the same, with what is not so; nil: whoever is awaited keeps a time himself.
  var until: Instant?
}

/// Who waits for what.
struct PendingAnswers {
  private(set) var all: [PendingAnswer] = []

  var deadline: Instant? { all.lazy.compactMap(\.until).min() }

  mutating func add(_ answer: PendingAnswer) { all.append(answer) }

  /// What can be given now, in the order of the requests.
  mutating func take(where isDue: (PendingAnswer) -> Bool) -> [PendingAnswer] {
    let due = all.filter(isDue)
    if !due.isEmpty { all.removeAll(where: isDue) }
    return due
  }

  /// The clients that wait for a drain: they are told otherwise.
  mutating func takeDrainClients() -> [ControlSocket.ClientIdentifier] {
    take { $0.awaited == .drain }.flatMap(\.clients)
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
        awaited: .kernel(ping: pingElection()), until: now + Self.answerPatience))
  }

  /// A client waits for the end of a drain.
  func awaitDrain(_ client: ControlSocket.ClientIdentifier) {
    answers.add(
      PendingAnswer(clients: [client], response: .failure("not drained"), awaited: .drain))
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
    for answer in answers.take(where: { isTrue(for: $0) || $0.until.map { $0 <= now } ?? false }) {
      let response = answer.response.with(shortcomings: shortcomings(of: answer))
      for client in answer.clients { send(response, to: client, at: now) }
      if answer.tellsReady {
        if case .serving = phase { extendsAt = nil }
        tellManager([.ready])
      }
    }
  }

  private func hasTurned(for answer: PendingAnswer) -> Bool {
    switch answer.awaited {
    case .kernel(let ping): !election.isRunning || ping <= election.answeredPing
    case .drain: false
    }
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
