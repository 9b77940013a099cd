/// `IMAP_CHECK` (RFC 3501) and `POP_CHECK` (RFC 1939): a greeting, a login if there is a user, a
/// goodbye.
package struct MailboxProbe: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case imap, pop }

  package var kind: Kind
  package var user: String?
  package var password: String
  package var startsTLS: Bool

  package init(_ kind: Kind, user: String? = nil, password: String = "", startsTLS: Bool = false) {
    self.kind = kind
    self.user = user
    self.password = password
    self.startsTLS = startsTLS
  }
}

package struct MailboxConversation: LineConversation, PartingConversation {
  private enum Stage {
    case greeting, startTLS, user, password, goodbye
  }

  private let probe: MailboxProbe
  private var stage = Stage.greeting
  package private(set) var banner = ""
  package var gathered = Gathered()

  package init(_ probe: MailboxProbe) { self.probe = probe }

  package var awaited: String {
    switch stage {
    case .greeting: "greeting"
    case .startTLS: "answer to \(isIMAP ? "STARTTLS" : "STLS")"
    case .user: "answer to \(isIMAP ? "LOGIN" : "USER")"
    case .password: "answer to PASS"
    case .goodbye: "goodbye"
    }
  }

  private var isIMAP: Bool { probe.kind == .imap }

  package var isParting: Bool { stage == .goodbye }

  package mutating func begin() -> ConversationStep { .wait }
  package mutating func secured() -> ConversationStep { login() }

  package mutating func hear(_ line: ArraySlice<UInt8>) -> ConversationStep {
    let said = printable(line)
    guard let isGood = answer(said) else { return .wait }
    guard isGood || stage == .goodbye else { return .fail("\(awaited): \(said)") }
    switch stage {
    case .greeting:
      banner = "\(isIMAP ? "IMAP" : "POP") \(said)"
      guard probe.startsTLS else { return login() }
      stage = .startTLS
      return say(isIMAP ? "STARTTLS" : "STLS")
    case .startTLS: return .startTLS
    case .user where !isIMAP:
      stage = .password
      return .sendSecret(Array("PASS \(probe.password)\r\n".utf8))
    case .user, .password: return leave()
    case .goodbye: return .pass(banner)
    }
  }

  /// Whether a line answers what was said last, and well; nil if it is no answer.
  private func answer(_ said: String) -> Bool? {
    guard isIMAP else { return said.hasPrefix("+OK") }
    if stage == .greeting { return said.hasPrefix("* OK") || said.hasPrefix("* PREAUTH") }
    // Untagged lines come between (RFC 3501 §7).
    return said.hasPrefix("a ") ? said.hasPrefix("a OK") : nil
  }

  private mutating func login() -> ConversationStep {
    guard let user = probe.user else { return leave() }
    stage = .user
    guard isIMAP else { return .say("USER \(user)") }
    return .sendSecret(Array("a LOGIN \(quoted(user)) \(quoted(probe.password))\r\n".utf8))
  }

  private mutating func leave() -> ConversationStep {
    stage = .goodbye
    return say(isIMAP ? "LOGOUT" : "QUIT")
  }

  private func say(_ word: String) -> ConversationStep { .say(isIMAP ? "a \(word)" : word) }

  private func quoted(_ text: String) -> String {
    let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
    return "\"" + String(escaped) + "\""
  }
}
