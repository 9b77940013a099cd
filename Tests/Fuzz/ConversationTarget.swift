import Health
import Network
import Patterns

/// What a server says in a conversation, or a stranger in its place: the first byte says in which
/// pieces. No conversation may trap, or say more and more to what it hears.
private func conversationTarget(
  _ name: String, _ samples: [[UInt8]], _ make: @escaping @Sendable () -> [any Conversation]
) -> FuzzTarget {
  FuzzTarget(
    name: name, samples: samples.map { [0x40] + $0 } + samples.map { [0x03] + $0 },
    feed: { bytes in
      for var conversation in make() {
        _ = conversation.handle(.connected)
        feed(bytes, to: &conversation)
      }
    })
}

func feed(_ bytes: [UInt8], to conversation: inout any Conversation) {
  let size = max(1, Int(bytes.first ?? 1))
  var rest = bytes.dropFirst()
  while !rest.isEmpty {
    let piece = Array(rest.prefix(size))
    rest = rest.dropFirst(size)
    var step = conversation.handle(.received(piece[...]))
    while true {
      if case .work(let work, _) = step {
        step = conversation.handle(.worked(outcome(of: work)))
      } else if conversation.isBehind {
        step = conversation.handle(.received([]))
      } else {
        break
      }
    }
    switch step {
    case .wait, .send, .sendSecret, .work: continue
    case .secure: _ = conversation.handle(.secured)
    case .reconnect: _ = conversation.handle(.connected)
    case .end: return
    }
  }
  _ = (conversation.awaited, conversation.place)
  var other = conversation
  _ = other.handle(.expired)
  _ = conversation.handle(.closed)
}

/// Of a derivation no more than its length is looked at.
private func outcome(of work: Work) -> Work.Outcome {
  guard case .search = work else { return .derived([UInt8](repeating: 1, count: 32)) }
  var asked = 0
  return work.outcome {
    asked += 1
    return asked < 100
  }
}

private func text(_ lines: String...) -> [UInt8] { Array(lines.joined(separator: "\r\n").utf8) }

/// The numbers are the same in every run, so that a sample's identifier is the expected one.
private struct FixedNumbers: RandomNumberGenerator {
  mutating func next() -> UInt64 { 0x4242_4242_4242_4242 }
}

private func made<C: Conversation>(_ make: (inout FixedNumbers) -> C) -> any Conversation {
  var numbers = FixedNumbers()
  return make(&numbers)
}

let conversationTargets: [FuzzTarget] = [
  conversationTarget(
    "smtp", [text("220-a", "220 b", "250-c", "250 d", "221 e", "")],
    { [SMTPConversation(SMTPProbe()), SMTPConversation(SMTPProbe(startsTLS: true))] }),
  conversationTarget(
    "dns", [[0x42, 0x42, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 1, 97, 0, 0, 1, 0, 1]],
    { [made { DNSConversation(DNSProbe(type: .a, labels: [[97]]), using: &$0) }] }),
  conversationTarget(
    "ping", [[0, 0, 0, 0, 1, 1, 0x42, 0x42], [0x45] + [UInt8](repeating: 0, count: 40)],
    { [Family.ipv4, .ipv6].map { family in made { PingConversation(family, using: &$0) } } }),
  conversationTarget(
    "pages",
    [
      text("HTTP/1.1 200 OK", "Content-Length: 5", "X-A: b", "", "hello"),
      text("HTTP/1.1 302 Found", "Location: /x", "Content-Length: 0", "", ""),
      text("HTTP/1.1 302 Found", "Location: http://a/b", "Content-Length: 0", "", ""),
    ],
    {
      let page = HTTPProbe.Page(
        digest: [UInt8](repeating: 0, count: 16),
        search: (try? Pattern("h(e|l)+o$")).map { HTTPProbe.Search($0) },
        expectedHeaders: [.init(name: "X-A", value: "b")], redirects: 3)
      let probe = HTTPProbe(pages: [page, HTTPProbe.Page()])
      return [HTTPConversation(probe, at: Endpoint(.v4(1), port: 80))]
    }),
  conversationTarget(
    "script", [text("220 hello", "250 ok v12", "")],
    {
      let wanted = Array("250".utf8).map { UDPProbe.Pattern(value: $0) }
      let steps: [ScriptProbe.Step] = [
        .expect(wanted), .send([1]), .expect([.init(value: 0, mask: 0)]), .startTLS,
      ]
      return [ScriptConversation(ScriptProbe(steps: steps))]
    }),
  conversationTarget(
    "agent", [text("up 75% maxconn:30 # reason", ""), text("drain", ""), text("down #x", "")],
    { [AgentConversation(AgentProbe())] }),
  conversationTarget(
    "ike",
    [
      [1] + [UInt8](repeating: 0x42, count: 7) + [UInt8](repeating: 1, count: 8)
        + [41, 0x20, 34, 0x20, 0, 0, 0, 0, 0, 0, 0, 36, 0, 0, 0, 8, 0, 0, 0x40, 6]
    ],
    {
      [IKEProbe.Version.one, .two].map { version in
        made { IKEConversation(IKEProbe(version: version), using: &$0) }
      } + [made { IKEConversation(IKEProbe(isEncapsulated: true), using: &$0) }]
    }),
  conversationTarget(
    "redis", [text("+OK", "*3", "$6", "master", ":0", ""), text("+PONG", ""), text("-ERR x", "")],
    {
      [
        RedisConversation(RedisProbe(password: "x", role: .primary)),
        RedisConversation(RedisProbe()),
      ]
    }),
  conversationTarget(
    "mysql",
    [
      [0x4f, 0, 0, 0, 10, 0x38, 0, 1, 0, 0, 0] + [UInt8](repeating: 0x41, count: 72)
        + [7, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0] + [1, 0, 0, 1, 1, 1, 0, 0, 2, 3, 1, 0, 0, 3, 0xfe]
        + [2, 0, 0, 4, 1, 0x30]
    ],
    {
      [MySQLConversation(MySQLProbe()), MySQLConversation(MySQLProbe(user: "u", password: "p"))]
    }),
  conversationTarget(
    "pgsql",
    [
      Array("SR\0\0\0\u{8}\0\0\0\0Z\0\0\0\u{5}ID\0\0\0\u{b}\0\u{1}\0\0\0\u{1}tZ\0\0\0\u{5}I".utf8),
      Array("R\0\0\0\u{17}\0\0\0\nSCRAM-SHA-256\0\0".utf8),
    ],
    {
      [PostgreSQLProbe(), PostgreSQLProbe(user: "u", password: "p")].map { probe in
        made { PostgreSQLConversation(probe, using: &$0) }
      }
    }),
  conversationTarget(
    "ldap",
    [
      [0x30, 12, 2, 1, 2, 0x61, 7, 10, 1, 0, 4, 0, 4, 0, 0x30, 9, 2, 1, 3, 0x64, 4, 4, 0, 0x30, 0]
        + [0x30, 12, 2, 1, 3, 0x65, 7, 10, 1, 0, 4, 0, 4, 0]
    ],
    { [LDAPConversation(LDAPProbe(base: "a")), LDAPConversation(LDAPProbe(startsTLS: true))] }),
  conversationTarget(
    "mailbox",
    [text("* OK a", "a OK b", "* BYE", "a OK", ""), text("+OK a", "+OK", "+OK", "-ERR", "")],
    {
      [
        MailboxConversation(MailboxProbe(.imap, user: "u", startsTLS: true)),
        MailboxConversation(MailboxProbe(.pop, user: "u")),
      ]
    }),
  conversationTarget(
    "sip", [text("SIP/2.0 100 T", "", ""), text("SIP/2.0 200 OK", "X: 4242424242424242", "", "")],
    {
      [true, false].map { isDatagram in
        made { SIPConversation(SIPProbe(isDatagram: isDatagram), host: "a", using: &$0) }
      }
    }),
  conversationTarget(
    "radius",
    [
      [2, 0x42, 0, 38] + [UInt8](repeating: 0, count: 16) + [80, 18]
        + [UInt8](repeating: 0, count: 16)
    ],
    { [made { RADIUSConversation(RADIUSProbe(secret: "s"), using: &$0) }] }),
]

/// An operator's pattern, and a page's text after the first newline.
let patternTarget = FuzzTarget(
  name: "pattern",
  samples: [
    "^(a|b)*c{2,3}[^x-z]$\nabcc", "(?i)\\bfoo\\d+\\s*(?:x|y)?\nFOO12 ",
    "[[:alpha:]]+\\x41\\Q.\\E\n.",
    "(?mx) ^ a . $ # b\na\nab", "a{1,3}(b+c*?)+(?<n>d)\naabcd", "(?>a|(b))\\1(?<=b)(?!c)\nbbd",
  ].map { Array($0.utf8) },
  feed: { bytes in
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    // A longer one takes its time to be compiled, as one does that is repeated and repeated.
    guard end < 200 else { return }
    for options in [Pattern.Options(), [.utf, .caseless], [.extended, .multiline, .dotAll]] {
      guard let pattern = try? Pattern(Array(bytes[..<end]), options) else { continue }
      var asked = 0
      _ = pattern.search(Array(bytes[end...].prefix(200))) {
        asked += 1
        return asked < 100
      }
    }
  })
