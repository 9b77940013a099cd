import Glibc
import Health
import Network

/// The one machine that every conversation is spoken by.
extension Probes {
  /// What a conversation may hear in all, but for pages, whose bodies have their own bound.
  private static let hearingLimit = 1 << 20

  /// Something can be moved: says what is unsaid, and hears what has come, as much as one connection
  /// may in a turn.
  func converse(_ attempt: Attempt, _ events: Poller.Interest, at now: Instant) {
    let token = attempt.token
    if !attempt.unsent.isEmpty { flush(attempt, at: now) }
    guard !events.isDisjoint(with: [.readable, .ended, .hangup, .failed]) else { return }
    let mayEnd = !events.isDisjoint(with: [.ended, .hangup, .failed])
    let before = allowance.left
    reading: for _ in 0..<TurnAllowance.readings {
      guard attempts[token] === attempt, attempt.token == token, let wire = attempt.wire,
        !attempt.isComputing
      else { return }
      allowance.charge(TurnAllowance.reading)
      if attempt.conversation?.isBehind == true {
        perform(attempt, .received([]), at: now)
        break reading
      }
      switch wire.receive(into: &buffer) {
      case .moved(let count):
        allowance.charge(count)
        hear(attempt, count, at: now)
        if attempt.conversation?.isBehind == true { break reading }
        // Little came: there is no more, unless the end follows, or TLS holds some back.
        if count < buffer.count, !mayEnd, wire.transfer == nil, !attempt.isDatagram { return }
      case .blocked: return
      case .closed where attempt.isDatagram: perform(attempt, .received([]), at: now)
      case .closed: return perform(attempt, .closed, at: now)
      case .broken(let reason): return perform(attempt, .broken(reason), at: now)
      }
      if before - allowance.left > TurnAllowance.connection { break reading }
    }
    // No edge tells again of what was not read.
    if attempts[token] === attempt, attempt.token == token { wait(attempt, for: events) }
  }

  private func hear(_ attempt: Attempt, _ count: Int, at now: Instant) {
    if attempt.phases.firstByte == nil { attempt.phases.firstByte = now - attempt.started }
    attempt.received += count
    let bytes = buffer.prefix(count)
    note(attempt, .server, bytes, at: now)
    if attempt.received > Probes.hearingLimit, !attempt.isPage {
      return perform(
        attempt, .broken("more than \(Probes.hearingLimit >> 20) MiB came"), at: now)
    }
    perform(attempt, .received(bytes), at: now)
  }

  func note(
    _ attempt: Attempt, _ speaker: ProbeRemark.Speaker, _ bytes: ArraySlice<UInt8>,
    isSecret: Bool = false, at now: Instant
  ) {
    attempt.transcript.note(
      speaker, bytes, isSecret: isSecret, at: now - attempt.started, within: attempt.bounds)
  }

  /// Tells the conversation, and does what it answers.
  func perform(_ attempt: Attempt, _ event: ConversationEvent, at now: Instant) {
    guard let step = attempt.conversation?.handle(event) else { return }
    switch step {
    case .wait: break
    case .send(let bytes):
      note(attempt, .director, bytes[...], at: now)
      say(attempt, bytes, at: now)
    case .sendSecret(let bytes):
      note(attempt, .director, bytes[...], isSecret: true, at: now)
      say(attempt, bytes, at: now)
    case .secure(let words):
      if !words.isEmpty { say(attempt, words, at: now) }
      switch attempt.probe.carrier {
      case .stream(let tls?): secure(attempt, tls, [], at: now)
      case .stream, .secured, .datagram, .echo:
        end(attempt, .notMade("\(attempt.probe.subject): no TLS is configured"), at: now)
      }
    case .work(let work, let words):
      if !words.isEmpty {
        note(attempt, .director, words[...], isSecret: true, at: now)
        say(attempt, words, at: now)
      }
      if attempts[attempt.token] === attempt { compute(attempt, work, at: now) }
    case .reconnect:
      release(attempt)
      attempt.turnPage()
      connect(attempt, at: now)
    case .end(let verdict, let detail, let weight):
      conclude(attempt, verdict, detail: detail, weight: weight, at: now)
    }
  }

  private func say(_ attempt: Attempt, _ bytes: [UInt8], at now: Instant) {
    let waits = !attempt.unsent.isEmpty
    attempt.unsent += bytes
    if !waits { flush(attempt, at: now) }
  }

  private func flush(_ attempt: Attempt, at now: Instant) {
    while let wire = attempt.wire, !attempt.unsent.isEmpty {
      switch wire.send(attempt.unsent) {
      case .moved(let count): attempt.unsent = attempt.unsent.dropFirst(count)
      case .blocked: return
      case .closed: return
      case .broken(let reason):
        attempt.unsent = []
        return perform(attempt, .broken(reason), at: now)
      }
    }
  }

  /// A verdict, with the server before its words.
  func conclude(
    _ attempt: Attempt, _ verdict: Verdict, detail: String, weight: WeightContribution?,
    at now: Instant
  ) {
    let subject = attempt.probe.subject + (attempt.conversation?.place ?? "")
    let words: Verdict =
      switch verdict {
      case .passed: .passed
      case .drain(let reason): .drain("\(subject): \(reason)")
      case .failed(let reason): .failed("\(subject): \(reason)")
      case .notMade(let reason): .notMade("\(subject): \(reason)")
      }
    end(attempt, words, detail: detail, weight: weight, at: now)
  }
}

extension Attempt {
  fileprivate var wire: Wire? {
    guard let socket = socket?.number, transfer == nil || isSecured else { return nil }
    return Wire(socket: socket, transfer: transfer)
  }

  fileprivate var isDatagram: Bool {
    switch probe.carrier {
    case .datagram, .echo: true
    case .stream, .secured: false
    }
  }

  fileprivate var isPage: Bool {
    switch probe.dialogue {
    case .http: true
    case .tcp, .ftp, .conversation, .program, .tracked: false
    }
  }
}
