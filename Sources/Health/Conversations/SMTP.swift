/// `SMTP_CHECK`: greeting, HELO, QUIT (RFC 5321).
package struct SMTPProbe: Hashable, Sendable {
  /// What we say we are.
  package var name: String
  /// STARTTLS (RFC 3207) before the goodbye; it speaks EHLO then.
  package var startsTLS: Bool

  package init(name: String = SMTPProbe.defaultName, startsTLS: Bool = false) {
    self.name = name
    self.startsTLS = startsTLS
  }

  package static let defaultName = "health-check.director.invalid"
}

package struct SMTPConversation: LineConversation, PartingConversation {
  private enum Stage {
    case greeting, hello, startTLS, secured, goodbye
  }

  private let probe: SMTPProbe
  private var stage = Stage.greeting
  package private(set) var banner = ""
  package var gathered = Gathered()

  package init(_ probe: SMTPProbe) { self.probe = probe }

  package var awaited: String {
    switch stage {
    case .greeting: "greeting"
    case .hello, .secured: "answer to \(greetingWord)"
    case .startTLS: "answer to STARTTLS"
    case .goodbye: "answer to QUIT"
    }
  }

  package var isParting: Bool { stage == .goodbye }

  package mutating func begin() -> ConversationStep { .wait }

  package mutating func secured() -> ConversationStep {
    stage = .secured
    return hello
  }

  package mutating func hear(_ line: ArraySlice<UInt8>) -> ConversationStep {
    guard let code = decimal(line.prefix(3), digits: 3), code >= 200 else {
      return .fail("the \(awaited) was to come, not \"\(printable(line))\"")
    }
    let expected: Int
    switch stage {
    case .goodbye: return .pass(banner)
    case .greeting, .startTLS: expected = 220
    case .hello, .secured: expected = 250
    }
    guard code == expected else {
      return .fail("the \(awaited) was to be \(expected), not \"\(printable(line))\"")
    }
    // A reply of several lines ends with the one that has no hyphen (RFC 5321 §4.2.1).
    if line.dropFirst(3).first == UInt8(ascii: "-") { return .wait }
    return next(line)
  }

  private mutating func next(_ line: ArraySlice<UInt8>) -> ConversationStep {
    switch stage {
    case .greeting:
      banner = "SMTP \(printable(line))"
      stage = .hello
      return hello
    case .hello where probe.startsTLS:
      stage = .startTLS
      return .say("STARTTLS")
    case .startTLS: return .startTLS
    case .hello, .secured, .goodbye:
      stage = .goodbye
      return .say("QUIT")
    }
  }

  private var greetingWord: String { probe.startsTLS ? "EHLO" : "HELO" }
  private var hello: ConversationStep { .say("\(greetingWord) \(probe.name)") }
}
