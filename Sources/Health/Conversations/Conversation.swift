/// One conversation with a server, as a value: what came goes in, what must be said or the verdict
/// comes out. It knows no socket and no clock, so a test of it is bytes in, bytes out.
///
/// The same machine speaks over a TCP connection, over TLS, and in datagrams of UDP and ICMP, where
/// each `received` is one datagram.
package protocol Conversation: Sendable {
  /// What the server owes now, for the words of a probe that ends without it: `greeting`.
  var awaited: String { get }
  /// Where at the server, after its endpoint, for the words of a verdict: `/health`; often empty.
  var place: String { get }

  /// The connection stands, or stands again after `reconnect`.
  mutating func begin() -> ConversationStep
  mutating func receive(_ bytes: ArraySlice<UInt8>) -> ConversationStep
  /// TLS stands, after `startTLS`.
  mutating func secured() -> ConversationStep
  /// The work is done, after `work`.
  mutating func worked(_ outcome: Work.Outcome) -> ConversationStep
  /// It has heard more messages than it takes at a time: it goes on with the next `receive`, if only
  /// of nothing.
  var isBehind: Bool { get }
  /// The server has closed its side.
  mutating func close() -> ConversationStep
  /// The connection broke, in words: `connection reset`.
  mutating func breakOff(_ reason: String) -> ConversationStep
  /// The probe's time is over; `wait` is that silence is a failure.
  mutating func expire() -> ConversationStep
}

package enum ConversationEvent: Hashable, Sendable {
  case connected
  case received(ArraySlice<UInt8>)
  case secured
  case worked(Work.Outcome)
  case closed
  case broken(String)
  case expired
}

package enum ConversationStep: Hashable, Sendable {
  /// More is to come from the server.
  case wait
  case send([UInt8])
  /// The same, and no transcript shows it.
  case sendSecret([UInt8])
  /// The connection goes on in TLS, after these last words.
  case secure(after: [UInt8])
  /// After these words the work is to be done; until it is, nothing more is heard.
  case work(Work, after: [UInt8])
  /// Another connection takes this one's place.
  case reconnect
  /// `detail`: what was seen on the way, in a few words; may be empty.
  /// `weight`: what the answer makes of the real server's weight, if it says so.
  case end(Verdict, detail: String, weight: WeightContribution?)

  package static func pass(_ detail: String = "") -> ConversationStep {
    .end(.passed, detail: detail, weight: nil)
  }

  package static func drain(_ reason: String) -> ConversationStep {
    .end(.drain(reason), detail: "", weight: nil)
  }

  /// Words that are said as a line.
  package static func say(_ line: String) -> ConversationStep { .send(Array("\(line)\r\n".utf8)) }

  package static var startTLS: ConversationStep { .secure(after: []) }

  package static func startTLS(after words: [UInt8]) -> ConversationStep { .secure(after: words) }

  package static func fail(_ reason: String) -> ConversationStep {
    .end(.failed(reason), detail: "", weight: nil)
  }
}

extension Conversation {
  /// The one entrance.
  package mutating func handle(_ event: ConversationEvent) -> ConversationStep {
    switch event {
    case .connected: begin()
    case .received(let bytes): receive(bytes)
    case .secured: secured()
    case .worked(let outcome): worked(outcome)
    case .closed: close()
    case .broken(let reason): breakOff(reason)
    case .expired: expire()
    }
  }

  package var place: String { "" }

  package var isBehind: Bool { false }

  package mutating func secured() -> ConversationStep { .wait }
  package mutating func worked(_ outcome: Work.Outcome) -> ConversationStep { .wait }
  package mutating func expire() -> ConversationStep { .wait }
  package mutating func breakOff(_ reason: String) -> ConversationStep { .fail(reason) }
  package mutating func close() -> ConversationStep {
    .fail("connection closed before the \(awaited)")
  }
}

/// A conversation that ends with a goodbye, which a server need not answer.
package protocol PartingConversation: Conversation {
  /// All is well, and we have said goodbye.
  var isParting: Bool { get }
  /// What the server said of itself.
  var banner: String { get }
}

extension PartingConversation {
  /// A server that hangs up instead of saying goodbye has said enough.
  package mutating func close() -> ConversationStep {
    isParting ? .pass(banner) : .fail("connection closed before the \(awaited)")
  }

  package mutating func breakOff(_ reason: String) -> ConversationStep {
    isParting ? .pass(banner) : .fail(reason)
  }
}
