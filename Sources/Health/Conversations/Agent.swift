/// `AGENT_CHECK`: HAProxy's agent text protocol (its manual, `agent-check`): one line of words such as
/// `75%`, `drain`, `down #reason`.
package struct AgentProbe: Hashable, Sendable {
  /// Said first, if it is not empty.
  package var request: [UInt8]

  package init(request: [UInt8] = []) { self.request = request }
}

package struct AgentConversation: LineConversation {
  private let probe: AgentProbe
  package var gathered = Gathered()

  package init(_ probe: AgentProbe) { self.probe = probe }

  package var awaited: String { "line of the agent" }

  package mutating func begin() -> ConversationStep {
    probe.request.isEmpty ? .wait : .send(probe.request)
  }

  /// An agent may leave its line without an end.
  package mutating func close() -> ConversationStep {
    gathered.bytes.isEmpty
      ? .fail("connection closed before the \(awaited)") : hear(gathered.bytes[...])
  }

  // The criteria, as HAProxy has them: words apart by blanks, tabs or commas; what follows # is a
  // reason for people; unknown words are passed over.
  //
  //   N%                     so much of the configured weight
  //   up, ready              it serves
  //   drain                  it serves those that it has, and wants no more
  //   down, failed, stopped, fail   it does not serve
  //   maint                  somebody has taken it out: it does not serve
  package mutating func hear(_ line: ArraySlice<UInt8>) -> ConversationStep {
    let said = String(decoding: line.prefix(1024), as: UTF8.self)
    let parts = said.split(separator: "#", maxSplits: 1)
    let reason = parts.count > 1 ? ": \(printable(parts[1].utf8.drop { $0 == 32 }))" : ""
    var percentage: Int?
    var isKnown = false
    for word in (parts.first ?? "").split(whereSeparator: { " \t,\r".contains($0) }) {
      switch word.lowercased() {
      case "up", "ready": isKnown = true
      case "drain": return .drain("the agent says drain\(reason)")
      case "down", "failed", "stopped", "fail", "maint":
        return .fail("the agent says \(word.lowercased())\(reason)")
      default:
        guard word.last == "%", let number = decimal(word.dropLast().utf8, digits: 5) else {
          continue
        }
        percentage = number
      }
    }
    guard isKnown || percentage != nil else {
      return .fail("the agent's line says nothing that is known: \"\(printable(line))\"")
    }
    return .end(
      .passed, detail: "agent: \(printable(line))", weight: .percentage(percentage ?? 100))
  }
}
