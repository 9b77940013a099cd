/// A conversation whose messages come in pieces: lines, or frames that tell their length. What has
/// come of a message is kept until the rest is there, at most `gatheringLimit` bytes.
package protocol GatheringConversation: Conversation {
  var gathered: Gathered { get set }
  /// Where the first message of what has come ends.
  func extent(of bytes: ArraySlice<UInt8>) -> Extent
  mutating func take(_ message: ArraySlice<UInt8>) -> ConversationStep
}

/// What has come and was not taken yet.
package struct Gathered: Sendable {
  package var bytes: [UInt8] = []
  /// A whole message may be in it.
  package fileprivate(set) var isBehind = false

  package init() {}
}

package enum Extent: Hashable, Sendable {
  /// Its end has not come.
  case incomplete
  /// Bytes, at least one.
  case message(Int)
  /// It will never be a message; why, in words.
  case broken(String)
}

/// No message that a check reads is longer: 64 KiB.
package let gatheringLimit = 64 << 10
/// How many messages a conversation takes at a time: a server that sends many small ones must not
/// hold up the others.
package let messagesAtATime = 64

extension GatheringConversation {
  package var isBehind: Bool { gathered.isBehind }

  /// Takes message after message until one ends the conversation or it has taken enough for a time;
  /// what they ask to be said is said together.
  package mutating func receive(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
    // Without a message that waits, what came is read where it lies.
    let isFresh = gathered.bytes.isEmpty
    if !isFresh { gathered.bytes += bytes }
    var rest = isFresh ? bytes : gathered.bytes[...]
    gathered.isBehind = false
    var answer = Answer()
    for _ in 0..<messagesAtATime {
      guard !rest.isEmpty else { break }
      switch extent(of: rest) {
      case .broken(let reason): return .fail(reason)
      case .incomplete:
        guard rest.count <= gatheringLimit else {
          return .fail(
            "an answer of more than \(gatheringLimit >> 10) KiB came, not the \(awaited)")
        }
        // A message that comes in small pieces is not copied with each.
        if isFresh || rest.count != gathered.bytes.count { gathered.bytes = Array(rest) }
        return answer.step
      case .message(let length):
        let message = rest.prefix(max(1, length))
        rest = rest.dropFirst(message.count)
        if let step = answer.add(take(message)) {
          // What was said before its time belongs to nobody (RFC 3207 §6).
          gathered = Gathered()
          if case .work = step { keep(rest) }
          return step
        }
      }
    }
    keep(rest)
    return answer.step
  }

  private mutating func keep(_ rest: ArraySlice<UInt8>) {
    gathered.bytes = Array(rest)
    gathered.isBehind = !rest.isEmpty
  }
}

/// What several messages asked to be said.
private struct Answer {
  var bytes: [UInt8] = []
  var isSecret = false

  /// A step that says nothing but how it goes on, with what is to be said before; nil: the next
  /// message is taken.
  mutating func add(_ step: ConversationStep) -> ConversationStep? {
    switch step {
    case .wait: return nil
    case .send(let words):
      bytes += words
      return nil
    case .sendSecret(let words):
      bytes += words
      isSecret = true
      return nil
    case .work(let work, let words): return .work(work, after: bytes + words)
    case .secure, .reconnect, .end: return step
    }
  }

  var step: ConversationStep {
    bytes.isEmpty ? .wait : isSecret ? .sendSecret(bytes) : .send(bytes)
  }
}

/// A conversation in lines that end with LF or CRLF.
package protocol LineConversation: GatheringConversation {
  /// One line, without its end.
  mutating func hear(_ line: ArraySlice<UInt8>) -> ConversationStep
}

extension LineConversation {
  package func extent(of bytes: ArraySlice<UInt8>) -> Extent {
    bytes.firstIndex(of: UInt8(ascii: "\n")).map { .message($0 - bytes.startIndex + 1) }
      ?? .incomplete
  }

  package mutating func take(_ message: ArraySlice<UInt8>) -> ConversationStep {
    var line = message
    if line.last == UInt8(ascii: "\n") { line = line.dropLast() }
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    return hear(line)
  }
}
