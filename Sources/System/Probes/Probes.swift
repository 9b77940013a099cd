import CCurl
import Glibc
package import Health
package import Network

/// Performs probes: any number at once, on the thread of the loop that turns it.
///
/// It keeps a poller of its own, so the loop watches one `descriptor` and one `deadline`, and calls
/// `turn` when either tells. Nothing here waits.
package final class Probes {
  /// A probe that has ended.
  package struct Ended: Hashable, Sendable {
    package let identifier: ProbeIdentifier
    package let result: ProbeResult
  }

  private let poller: Poller
  private let transfers: Transfers
  private let sessions: FTPSessions
  private var attempts = Attempts()
  private var deadlines = Deadlines()
  private var ended: [Ended] = []
  private var endedAt: Instant?
  private var buffer = [UInt8](repeating: 0, count: HTTPExchange.bufferSize)
  /// Whose transfers were moved in this turn.
  private var moved: [UInt64] = []

  package init() throws(SystemError) {
    poller = try Poller(capacity: 1024)
    transfers = try Transfers()
    sessions = try FTPSessions()
    try poller.add(sessions.descriptor, for: .readable, token: Probes.sessionsToken)
    // A peer that goes away is an error of the call that wrote to it, inside of libcurl too.
    signal(SIGPIPE, SIG_IGN)
  }

  /// No probe's: its place is past the last.
  private static let sessionsToken = UInt64.max

  /// Readable while a probe has something to say.
  package var descriptor: CInt { poller.descriptor }

  /// When `turn` is to be called though the descriptor is silent; nil while nothing is in flight.
  /// It is in the past when a probe ended at its very start.
  package var deadline: Instant? {
    if !ended.isEmpty { return endedAt }
    let probe = deadlines.earliest { attempts[$0] != nil }
    guard let transfer = transfers.deadline else { return probe }
    return min(probe ?? transfer, transfer)
  }

  /// How many probes are in flight.
  package var count: Int { attempts.count }

  /// Begins a probe. Its end is told by a `turn`, never from in here.
  package func start(_ identifier: ProbeIdentifier, _ probe: Probe, at now: Instant) {
    cancel(identifier)
    let attempt = Attempt(identifier, probe, at: now)
    let token = attempts.insert(attempt)
    deadlines.insert(token, timeout: probe.timeout, at: now)
    if case .ftp(let dialogue) = probe.dialogue {
      sessions.begin(probe, dialogue, for: token)
    } else {
      connect(attempt, at: now)
    }
  }

  /// Ends a probe without a verdict, though it may have come: none is told after this.
  package func cancel(_ identifier: ProbeIdentifier) {
    if let token = attempts.token(of: identifier) { drop(token) }
    if !ended.isEmpty { ended.removeAll { $0.identifier == identifier } }
  }

  /// Moves on every probe that can be, and answers those that have ended.
  package func turn(at now: Instant) throws(SystemError) -> [Ended] {
    for ready in try poller.waitingNow() { move(ready, at: now) }
    for (transfer, code) in transfers.turn(at: now) { transferEnded(transfer, code, at: now) }
    watchMoved(at: now)
    // After what is ready: an answer that waits to be read has come in time.
    for token in deadlines.takeExpired(at: now) {
      guard let attempt = attempts[token] else { continue }
      let hasBegun = !sessions.cancel(token)
      end(attempt, hasBegun ? attempt.probe.noAnswer : attempt.probe.crowdedOut, at: now)
    }
    defer { ended.removeAll(keepingCapacity: true) }
    return ended
  }

  private func connect(_ attempt: Attempt, at now: Instant) {
    switch Connecting(attempt.probe) {
    case .ended(let verdict): end(attempt, verdict, at: now)
    case .begun(let socket):
      let number = socket.number
      attempt.socket = consume socket
      do throws(SystemError) {
        try poller.add(number, for: attempt.probe.interest, token: attempt.token)
      } catch {
        end(attempt, attempt.probe.lacking(error.number), at: now)
      }
    }
  }

  private func move(_ ready: Poller.Readiness, at now: Instant) {
    if ready.token == Probes.sessionsToken { return endSessions(at: now) }
    guard let attempt = attempts[ready.token], attempt.token == ready.token else { return }
    if attempt.exchange != nil { return exchange(attempt, ready.events, at: now) }
    if let transfer = attempt.transfer {
      transfers.move(transfer)
      moved.append(ready.token)
      return
    }
    // A connection that stands has neither of these, so most probes are spared the question.
    if !ready.events.isDisjoint(with: [.failed, .hangup]), let socket = attempt.socket?.number {
      let error = pendingError(of: socket)
      if error != 0 { return end(attempt, attempt.probe.verdict(connecting: error), at: now) }
    }
    switch attempt.probe.dialogue {
    case .tcp, .ftp: end(attempt, .passed, at: now)
    case .http(let probe): ask(probe, attempt, ready.events, at: now)
    }
  }

  private func endSessions(at now: Instant) {
    for session in sessions.takeEnded() {
      guard let attempt = attempts[session.token] else { continue }
      end(attempt, session.verdict, detail: session.detail, at: now)
    }
  }

  /// The connection stands: the page is asked for.
  private func ask(
    _ probe: HTTPProbe, _ attempt: Attempt, _ events: Poller.Interest, at now: Instant
  ) {
    guard attempt.page < probe.pages.count, let socket = attempt.socket?.number else {
      return end(attempt, .passed, at: now)
    }
    let page = probe.pages[attempt.page]
    let destination = attempt.probe.path.destination
    guard probe.tls != nil else {
      attempt.exchange = HTTPExchange(
        page, of: probe, host: page.virtualHost ?? "\(destination)")
      return exchange(attempt, events, at: now)
    }
    attempt.transfer = transfers.begin(
      page, of: probe, at: destination, for: attempt.token, over: socket)
    guard attempt.transfer != nil else {
      return end(attempt, .notMade("no memory for the probe"), at: now)
    }
    // The edge that told of it is spent.
    if events.contains(.readable) { moved.append(attempt.token) }
  }

  /// Moves a page of plain HTTP.
  private func exchange(_ attempt: Attempt, _ events: Poller.Interest, at now: Instant) {
    guard let socket = attempt.socket?.number, var exchange = attempt.exchange.take() else {
      return
    }
    let canRead = !events.isDisjoint(with: [.readable, .hangup, .failed])
    switch exchange.move(socket, canRead: canRead, through: &buffer) {
    case .waiting: attempt.exchange = exchange
    case .unread:
      attempt.exchange = exchange
      watch(socket, for: attempt.probe.interest, attempt, at: now)
    case .ended(let fault):
      turnPage(
        attempt, fault.map { .seen($0) },
        detail: "HTTP \(exchange.status), \(exchange.body.count) bytes", at: now)
    }
  }

  private func transferEnded(_ transfer: Transfer, _ code: CURLcode, at now: Instant) {
    guard let attempt = attempts[transfer.token], case .http(let probe) = attempt.probe.dialogue,
      attempt.page < probe.pages.count
    else { return transfers.end(transfer) }
    let fault = transfer.fault(of: probe.pages[attempt.page], ended: code)
    let detail = "HTTP \(transfer.status), \(transfer.body.count) bytes"
    transfers.end(transfer)
    attempt.transfer = nil
    turnPage(attempt, fault, detail: detail, at: now)
  }

  /// A page has come, or has not: the next one, or the verdict.
  private func turnPage(
    _ attempt: Attempt, _ fault: Transfer.Fault?, detail: @autoclosure () -> String, at now: Instant
  ) {
    guard case .http(let probe) = attempt.probe.dialogue, attempt.page < probe.pages.count else {
      return
    }
    attempt.socket = nil
    if let fault {
      end(attempt, attempt.probe.verdict(fault, of: probe.pages[attempt.page]), at: now)
    } else if attempt.page + 1 < probe.pages.count {
      attempt.turnPage()
      connect(attempt, at: now)
    } else {
      end(attempt, .passed, detail: detail(), at: now)
    }
  }

  /// What was moved and goes on is watched for what it waits for now. libcurl need not have read all
  /// there was, and an edge is told once: so it is asked for again.
  private func watchMoved(at now: Instant) {
    for token in moved {
      guard let attempt = attempts[token], attempt.token == token,
        let transfer = attempt.transfer, let socket = attempt.socket?.number
      else { continue }
      watch(socket, for: transfer.wanted.union(.edge), attempt, at: now)
    }
    moved.removeAll(keepingCapacity: true)
  }

  /// Asks again for what an edge has told already.
  private func watch(
    _ socket: CInt, for interest: Poller.Interest, _ attempt: Attempt, at now: Instant
  ) {
    do throws(SystemError) {
      try poller.modify(socket, for: interest, token: attempt.token)
    } catch {
      end(attempt, attempt.probe.lacking(error.number), at: now)
    }
  }

  private func end(
    _ attempt: Attempt, _ verdict: Verdict, detail: String = "", at now: Instant
  ) {
    drop(attempt.token)
    let result = ProbeResult(verdict, detail: detail, duration: now - attempt.started)
    endedAt = now
    ended.append(Ended(identifier: attempt.identifier, result: result))
  }

  private func drop(_ token: UInt64) {
    guard let attempt = attempts.remove(token) else { return }
    if let transfer = attempt.transfer { transfers.end(transfer) }
    if case .ftp = attempt.probe.dialogue { sessions.cancel(token) }
    attempt.transfer = nil
    attempt.socket = nil
  }
}

extension Probe {
  /// What the connection is watched for from its beginning. A page's answer is an edge of the same
  /// watch, so that most are fetched without another word to the poller.
  fileprivate var interest: Poller.Interest {
    switch dialogue {
    case .tcp: [.writable, .edge]
    case .http, .ftp: [.readable, .writable, .edge]
    }
  }
}
