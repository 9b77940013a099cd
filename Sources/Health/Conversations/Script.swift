package import Patterns

/// `TCP_CHECK` with steps: what is sent and what must come, in turn.
package struct ScriptProbe: Hashable, Sendable {
  package enum Step: Hashable, Sendable {
    case send([UInt8])
    /// It comes somewhere in what follows the step before.
    case expect([UDPProbe.Pattern])
    case expectPattern(Pattern)
    case startTLS
  }

  package var steps: [Step]

  package init(steps: [Step]) { self.steps = steps }
}

package struct ScriptConversation: Conversation {
  private let steps: [ScriptProbe.Step]
  private var index = 0
  /// What came since the last step that found something, at most `gatheringLimit` bytes.
  private var heard: [UInt8] = []
  /// Where in it the step's bytes may still begin: they do not before.
  private var searched = 0
  private var total = 0

  package init(_ probe: ScriptProbe) { steps = probe.steps }

  package var awaited: String { "answer of step \(index + 1)" }

  package mutating func begin() -> ConversationStep { proceed() }
  package mutating func secured() -> ConversationStep { proceed() }

  package mutating func receive(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
    total += bytes.count
    heard += bytes
    return withinLimit(proceed())
  }

  package mutating func worked(_ outcome: Work.Outcome) -> ConversationStep {
    switch outcome {
    case .found:
      index += 1
      forget(heard.count)
      return proceed()
    case .absent, .derived: return withinLimit(.wait)
    case .tooCostly: return .fail("the pattern of step \(index + 1) is too costly on this answer")
    }
  }

  private func withinLimit(_ step: ConversationStep) -> ConversationStep {
    switch step {
    case .wait, .send, .sendSecret:
      heard.count <= gatheringLimit
        ? step : .fail("what step \(index + 1) expects is not in \(gatheringLimit >> 10) KiB")
    case .secure, .work, .reconnect, .end: step
    }
  }

  private mutating func forget(_ count: Int) {
    heard.removeFirst(count)
    searched = 0
  }

  package mutating func close() -> ConversationStep {
    if index >= steps.count { return .pass("\(total) bytes came") }
    return .fail(
      heard.isEmpty
        ? "connection closed before the \(awaited)"
        : "step \(index + 1) expects something else than \"\(printable(heard))\"")
  }

  package mutating func breakOff(_ reason: String) -> ConversationStep {
    index >= steps.count ? .pass("\(total) bytes came") : .fail(reason)
  }

  package mutating func expire() -> ConversationStep {
    if index >= steps.count { return .pass("\(total) bytes came") }
    return heard.isEmpty
      ? .wait : .fail("step \(index + 1) expects something else than \"\(printable(heard))\"")
  }

  /// As far as the steps go without hearing more.
  private mutating func proceed() -> ConversationStep {
    var answer: [UInt8] = []
    while index < steps.count {
      switch steps[index] {
      case .send(let bytes):
        answer += bytes
      case .expect(let wanted):
        guard let end = end(of: wanted) else { return answer.isEmpty ? .wait : .send(answer) }
        forget(end)
      case .expectPattern(let pattern):
        return .work(.search(pattern, in: heard, starts: 0...Int.max), after: answer)
      case .startTLS:
        guard answer.isEmpty else { return .send(answer) }
        index += 1
        forget(heard.count)
        return .startTLS
      }
      index += 1
    }
    // What nobody must answer is said, and the server's next sign ends it.
    guard answer.isEmpty else { return .send(answer) }
    return .pass("\(total) bytes came")
  }

  /// Where what is wanted ends in what was heard; nil if it is not in it.
  private mutating func end(of wanted: [UDPProbe.Pattern]) -> Int? {
    guard heard.count >= wanted.count else { return nil }
    let last = heard.count - wanted.count
    for start in min(searched, last)...last {
      var place = 0
      while place < wanted.count, heard[start + place] & wanted[place].mask == wanted[place].value {
        place += 1
      }
      if place == wanted.count { return start + place }
    }
    searched = last + 1
    return nil
  }
}
