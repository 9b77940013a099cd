import Health

/// A conversation that a test holds with the server's lines.
final class Talk<Subject: Conversation> {
  private var subject: Subject
  private(set) var saidBeforeWork: [UInt8] = []

  init(_ subject: Subject) { self.subject = subject }

  var isBehind: Bool { subject.isBehind }

  var awaited: String { subject.awaited }

  /// What it answers at last, when the work that it asks for on the way is done.
  func handle(_ event: ConversationEvent) -> ConversationStep {
    var step = subject.handle(event)
    while case .work(let work, let words) = step {
      saidBeforeWork += words
      step = subject.handle(.worked(work.outcome { true }))
    }
    return step
  }

  /// What it answers at once.
  func answer(to event: ConversationEvent) -> ConversationStep { subject.handle(event) }

  /// Tells it what a server said, in text.
  func hears(_ text: String) -> ConversationStep { handle(.received(Array(text.utf8)[...])) }

  /// Tells it what a server sent.
  func hears(_ bytes: [UInt8]) -> ConversationStep { handle(.received(bytes[...])) }

  /// What follows from all that a server says in turn, each after the answer to the one before.
  func end(after texts: [String]) -> ConversationStep {
    var step = handle(.connected)
    for text in texts { step = hears(text) }
    return step
  }
}

extension ConversationStep {
  /// What is said, as text.
  var said: String? {
    switch self {
    case .send(let bytes), .sendSecret(let bytes): String(decoding: bytes, as: UTF8.self)
    case .wait, .secure, .work, .reconnect, .end: nil
    }
  }

  var sent: [UInt8]? {
    switch self {
    case .send(let bytes), .sendSecret(let bytes): bytes
    case .wait, .secure, .work, .reconnect, .end: nil
    }
  }

  /// Why it failed.
  var reason: String? {
    if case .end(.failed(let reason), _, _) = self { reason } else { nil }
  }

  var passes: Bool {
    if case .end(.passed, _, _) = self { true } else { false }
  }
}

/// The same numbers in every run.
struct FixedNumbers: RandomNumberGenerator {
  private var last: UInt64 = 0x0123_4567_89ab_cdef

  mutating func next() -> UInt64 {
    last &+= 0x1111_1111_1111_1111
    return last
  }
}
