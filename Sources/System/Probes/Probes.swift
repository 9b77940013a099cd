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
  private var attempts = Attempts()
  private var deadlines = Deadlines()
  private var ended: [Ended] = []
  private var endedAt: Instant?

  package init() throws(SystemError) {
    poller = try Poller(capacity: 1024)
  }

  /// Readable while a probe has something to say.
  package var descriptor: CInt { poller.descriptor }

  /// When `turn` is to be called though the descriptor is silent; nil while nothing is in flight.
  /// It is in the past when a probe ended at its very start.
  package var deadline: Instant? {
    if !ended.isEmpty { return endedAt }
    return deadlines.earliest { attempts[$0] != nil }
  }

  /// How many probes are in flight.
  package var count: Int { attempts.count }

  /// Begins a probe. Its end is told by a `turn`, never from in here.
  package func start(_ identifier: ProbeIdentifier, _ probe: Probe, at now: Instant) {
    cancel(identifier)
    let attempt = Attempt(identifier, probe, at: now)
    switch Connecting(probe) {
    case .ended(let verdict): end(attempt, verdict, at: now)
    case .begun(let socket): watch(attempt, socket, at: now)
    }
  }

  /// Ends a probe without a verdict, though it may have come: none is told after this.
  package func cancel(_ identifier: ProbeIdentifier) {
    if let token = attempts.token(of: identifier) { _ = attempts.remove(token) }
    if !ended.isEmpty { ended.removeAll { $0.identifier == identifier } }
  }

  /// Moves on every probe that can be, and answers those that have ended.
  package func turn(at now: Instant) throws(SystemError) -> [Ended] {
    for ready in try poller.waitingNow() { moved(ready, at: now) }
    // After what is ready: an answer that waits to be read has come in time.
    for token in deadlines.takeExpired(at: now) {
      guard let attempt = attempts.remove(token) else { continue }
      end(attempt, attempt.probe.noAnswer, at: now)
    }
    defer { ended.removeAll(keepingCapacity: true) }
    return ended
  }

  private func watch(_ attempt: Attempt, _ socket: consuming Descriptor, at now: Instant) {
    let number = socket.number
    attempt.socket = consume socket
    let token = attempts.insert(attempt)
    do throws(SystemError) {
      try poller.add(number, for: [.writable, .edge], token: token)
      deadlines.insert(token, timeout: attempt.probe.timeout, at: now)
    } catch {
      _ = attempts.remove(token)
      end(attempt, attempt.probe.lacking(error.number), at: now)
    }
  }

  private func moved(_ ready: Poller.Readiness, at now: Instant) {
    guard let attempt = attempts[ready.token] else { return }
    var error: CInt = 0
    // A connection that stands has neither of these, so most probes are spared the question.
    if !ready.events.isDisjoint(with: [.failed, .hangup]), let socket = attempt.socket?.number {
      error = pendingError(of: socket)
    }
    _ = attempts.remove(ready.token)
    end(attempt, error == 0 ? .passed : attempt.probe.verdict(connecting: error), at: now)
  }

  private func end(_ attempt: Attempt, _ verdict: Verdict, at now: Instant) {
    let result = ProbeResult(verdict, detail: "", duration: now - attempt.started)
    endedAt = now
    ended.append(Ended(identifier: attempt.identifier, result: result))
  }
}
