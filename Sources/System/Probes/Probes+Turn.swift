import Health
package import Network

/// A turn of the probes is bounded: what is ready and finds no allowance left waits for the next one,
/// in the order in which it became ready.
extension Probes {
  /// As many probes at most end in one turn because their time is over.
  private static let expiriesPerTurn = 256

  /// Moves on every probe that can be, and answers those that have ended.
  package func turn(at now: Instant) throws(SystemError) -> [Ended] {
    turnedAt = now
    allowance = TurnAllowance()
    for ready in try poller.waitingNow() { take(ready, at: now) }
    if let due = programs.deadline, due <= now { endPrograms(at: now) }
    serveWaiting(at: now)
    for (transfer, code) in transfers.turn(at: now) { transferEnded(transfer, code, at: now) }
    watchMoved(at: now)
    expireOverdue(at: now)
    return takeEnded()
  }

  private func take(_ ready: Poller.Readiness, at now: Instant) {
    switch ready.token {
    case Probes.sessionsToken: endSessions(at: now)
    case Probes.programsToken: endPrograms(at: now)
    case Probes.workToken: endWork(at: now)
    default:
      guard let attempt = attempts[ready.token], attempt.token == ready.token else { return }
      wait(attempt, for: ready.events)
    }
  }

  /// It is served when its turn comes.
  func wait(_ attempt: Attempt, for events: Poller.Interest) {
    if attempt.events == nil { waiting.append(attempt.token) }
    attempt.events = (attempt.events ?? []).union(events)
  }

  private func serveWaiting(at now: Instant) {
    let tokens = waiting
    waiting.removeAll(keepingCapacity: true)
    for (index, token) in tokens.enumerated() {
      guard !allowance.isSpent else {
        // What was served and goes on waits behind those.
        waiting.insert(contentsOf: tokens[index...], at: 0)
        return
      }
      guard let attempt = attempts[token], attempt.token == token, let events = attempt.events
      else { continue }
      attempt.events = nil
      move(attempt, events, at: now)
      if attempt.isOverdue, !attempt.isComputing, attempts[attempt.token] === attempt {
        expire(attempt, hasBegun: true, at: now)
      }
    }
  }

  private func move(_ attempt: Attempt, _ events: Poller.Interest, at now: Instant) {
    if let transfer = attempt.transfer, !attempt.isSecured {
      let before = transfer.bodyLength
      let begun = MonotonicClock.now
      transfers.move(transfer)
      allowance.charge(
        max(
          TurnAllowance.transfer + transfer.bodyLength - before,
          TurnAllowance.bytes(MonotonicClock.now - begun)))
      moved.append(attempt.token)
      return
    }
    if attempt.isConnected { return converse(attempt, events, at: now) }
    allowance.charge(TurnAllowance.reading)
    // A connection that stands has neither of these, so most probes are spared the question.
    if !events.isDisjoint(with: [.failed, .hangup]), let socket = attempt.socket?.number {
      let error = pendingError(of: socket)
      if error != 0 { return end(attempt, attempt.probe.verdict(connecting: error), at: now) }
    }
    connected(attempt, events, at: now)
  }

  /// An answer that waits to be read, or is being searched, has come in time.
  private func expireOverdue(at now: Instant) {
    for token in deadlines.takeExpired(at: now, atMost: Probes.expiriesPerTurn) {
      guard let attempt = attempts[token] else { continue }
      if attempt.events != nil || attempt.isComputing {
        attempt.isOverdue = true
      } else {
        expire(attempt, hasBegun: !sessions.cancel(token), at: now)
      }
    }
  }

  /// The time is over: the conversation may have something to say to that.
  func expire(_ attempt: Attempt, hasBegun: Bool, at now: Instant) {
    guard hasBegun else { return end(attempt, attempt.probe.crowdedOut, at: now) }
    let isTalking = attempt.transfer == nil || attempt.isSecured
    guard attempt.isConnected, let conversation = attempt.conversation else {
      return end(attempt, attempt.probe.noAnswer("answer"), at: now)
    }
    guard isTalking else {
      return end(attempt, attempt.probe.noAnswer("end of the TLS handshake"), at: now)
    }
    let awaited = conversation.awaited
    switch attempt.conversation?.handle(.expired) {
    case .end(let verdict, let detail, let weight):
      attempt.isSilent = attempt.probe.carrier == .datagram
      conclude(attempt, verdict, detail: detail, weight: weight, at: now)
    case .wait, .send, .sendSecret, .secure, .work, .reconnect, nil:
      end(attempt, attempt.probe.noAnswer(awaited, at: conversation.place), at: now)
    }
  }
}
