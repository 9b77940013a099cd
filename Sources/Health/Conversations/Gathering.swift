/// A conversation whose messages come in pieces: lines, or frames that tell their length. What has
/// come of a message is kept until the rest is there, at most `gatheringLimit` bytes.
package protocol GatheringConversation: Conversation {
  var gathered: [UInt8] { get set }
  /// Where the first message of what has come ends.
  func extent(of bytes: ArraySlice<UInt8>) -> Extent
  mutating func take(_ message: ArraySlice<UInt8>) -> ConversationStep
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

extension GatheringConversation {
  /// Takes message after message until one ends the conversation; what they ask to be said is said
  /// together.
  package mutating func receive(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
    // Without a message that waits, what came is read where it lies.
    let isFresh = gathered.isEmpty
    if !isFresh { gathered += bytes }
    var rest = isFresh ? bytes : gathered[...]
    var answer = Answer()
    while !rest.isEmpty {
      switch extent(of: rest) {
      case .broken(let reason): return .fail(reason)
      case .incomplete:
        guard rest.count <= gatheringLimit else {
          return .fail(
            "an answer of more than \(gatheringLimit >> 10) KiB came, not the \(awaited)")
        }
        // A message that comes in small pieces is not copied with each.
        if isFresh || rest.count != gathered.count { gathered = Array(rest) }
        return answer.step
      case .message(let length):
        let message = rest.prefix(max(1, length))
        rest = rest.dropFirst(message.count)
        let step = take(message)
        switch step {
        case .wait: continue
        case .send(let bytes): answer.bytes += bytes
        case .sendSecret(let bytes):
          answer.bytes += bytes
          answer.isSecret = true
        case .secure, .reconnect, .end:
          // What was said before its time belongs to nobody (RFC 3207 §6).
          gathered = []
          return step
        }
      }
    }
    gathered = []
    return answer.step
  }
}

/// What several messages asked to be said.
private struct Answer {
  var bytes: [UInt8] = []
  var isSecret = false

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
