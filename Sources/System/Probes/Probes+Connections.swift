import CCurl
import Glibc
import Health
import Network

/// From a probe's socket to a connection that stands, in TLS if that is asked for.
extension Probes {
  func connect(_ attempt: Attempt, at now: Instant) {
    switch attempt.probe.carrier {
    case .stream, .secured:
      switch Connecting(attempt.probe) {
      case .ended(let verdict): end(attempt, verdict, at: now)
      case .blocked(let verdict): endBlocked(attempt, verdict, at: now)
      case .begun(let socket):
        attempt.socket = consume socket
        add(attempt, for: attempt.probe.interest, at: now)
      }
    case .datagram: enquire(attempt, .datagram, at: now)
    case .echo: enquire(attempt, .echo, at: now)
    }
  }

  /// A datagram's socket is ready as soon as it is there: the question goes out first.
  private func enquire(_ attempt: Attempt, _ kind: SocketKind, at now: Instant) {
    switch Connecting(attempt.probe, kind) {
    case .begun(let socket):
      attempt.socket = consume socket
      attempt.conversation = attempt.probe.conversation(using: &randomness)
      attempt.isConnected = true
      attempt.phases.connected = .zero
      let token = attempt.token
      perform(attempt, .connected, at: now)
      guard attempts[token] === attempt else { return }
      add(attempt, for: [.readable, .edge], at: now)
    case .ended(let verdict): end(attempt, verdict, at: now)
    case .blocked(let verdict): endBlocked(attempt, verdict, at: now)
    }
  }

  /// This machine has let nothing out.
  private func endBlocked(_ attempt: Attempt, _ verdict: Verdict, at now: Instant) {
    attempt.isBlockedHere = true
    end(attempt, verdict, at: now)
  }

  private func add(_ attempt: Attempt, for interest: Poller.Interest, at now: Instant) {
    guard let socket = attempt.socket?.number else { return }
    do throws(SystemError) {
      try poller.add(socket, for: interest, token: attempt.token)
    } catch {
      end(attempt, attempt.probe.lacking(error.number), at: now)
    }
  }

  /// The connection stands.
  func connected(_ attempt: Attempt, _ events: Poller.Interest, at now: Instant) {
    attempt.isConnected = true
    if attempt.phases.connected == nil { attempt.phases.connected = now - attempt.started }
    switch attempt.probe.dialogue {
    case .tcp, .ftp, .program, .tracked: return end(attempt, .passed, at: now)
    case .http(let probe) where probe.version == .http2: return ask(probe, attempt, events, at: now)
    case .http, .conversation: break
    }
    if attempt.conversation == nil {
      attempt.conversation = attempt.probe.conversation(using: &randomness)
    }
    guard case .secured(let tls) = attempt.probe.carrier else {
      perform(attempt, .connected, at: now)
      return converse(attempt, events, at: now)
    }
    secure(attempt, tls, events, at: now)
  }

  /// The connection goes on in TLS.
  func secure(_ attempt: Attempt, _ tls: TLS, _ events: Poller.Interest, at now: Instant) {
    guard let socket = attempt.socket?.number else { return }
    allowance.charge(TurnAllowance.handshake)
    attempt.transfer = transfers.secure(
      tls, at: attempt.probe.path.destination, for: attempt.token, over: socket)
    guard attempt.transfer != nil else {
      return end(attempt, .notMade("no memory for the probe"), at: now)
    }
    // The edge that told of it is spent.
    if events.contains(.readable) { moved.append(attempt.token) }
  }

  func transferEnded(_ transfer: Transfer, _ code: CURLcode, at now: Instant) {
    guard let attempt = attempts[transfer.token], attempt.transfer === transfer else {
      return transfers.end(transfer)
    }
    if attempt.conversation == nil { return pageEnded(attempt, transfer, code, at: now) }
    guard code == CURLE_OK else {
      return end(
        attempt, attempt.probe.verdict(transfer.fault(code), at: attempt.conversation?.place ?? ""),
        at: now)
    }
    attempt.isSecured = true
    if attempt.phases.secured == nil { attempt.phases.secured = now - attempt.started }
    watch(attempt, for: Probe.talking, at: now)
    if case .secured = attempt.probe.carrier {
      perform(attempt, .connected, at: now)
    } else {
      perform(attempt, .secured, at: now)
    }
    // What came with the handshake's end was read already, and no edge tells of it again.
    converse(attempt, .readable, at: now)
  }

  /// What was moved and goes on is watched for what it waits for now. libcurl need not have read all
  /// there was, and an edge is told once: so it is asked for again.
  func watchMoved(at now: Instant) {
    for token in moved {
      guard let attempt = attempts[token], attempt.token == token, !attempt.isSecured,
        let transfer = attempt.transfer
      else { continue }
      watch(attempt, for: transfer.wanted.union(.edge), at: now)
    }
    moved.removeAll(keepingCapacity: true)
  }
}

extension Probe {
  /// What a connection that is spoken over is watched for. An answer is an edge of the watch that it
  /// began with, so that most conversations need no other word to the poller; the end of what comes
  /// is one too, so that a read that found little need not be followed by one that finds nothing.
  static let talking: Poller.Interest = [.readable, .writable, .ended, .edge]

  fileprivate var interest: Poller.Interest {
    switch dialogue {
    case .tcp: [.writable, .edge]
    case .http, .ftp, .conversation, .program, .tracked: Probe.talking
    }
  }
}
