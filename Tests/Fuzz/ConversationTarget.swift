import Health
import Network

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

private func feed(_ bytes: [UInt8], to conversation: inout any Conversation) {
  let size = max(1, Int(bytes.first ?? 1))
  var rest = bytes.dropFirst()
  while !rest.isEmpty {
    let piece = Array(rest.prefix(size))
    rest = rest.dropFirst(size)
    switch conversation.handle(.received(piece[...])) {
    case .wait, .send, .sendSecret: continue
    case .startTLS: _ = conversation.handle(.secured)
    case .reconnect: _ = conversation.handle(.connected)
    case .end: return
    }
  }
  _ = (conversation.awaited, conversation.place)
  var other = conversation
  _ = other.handle(.expired)
  _ = conversation.handle(.closed)
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
]

/// An operator's pattern, and a page's text after the first newline.
let patternTarget = FuzzTarget(
  name: "pattern",
  samples: [
    "^(a|b)*c{2,3}[^x-z]$\nabcc", "(?i)\\bfoo\\d+\\s*(?:x|y)?\nFOO12 ",
    "[[:alpha:]]+\\x41\\Q.\\E\n.",
    "(?mx) ^ a . $ # b\na\nab", "a{1,3}(b+c*?)+(?<n>d)\naabcd",
  ].map { Array($0.utf8) },
  feed: { bytes in
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    for options in [Pattern.Options(), [.utf, .caseless], [.extended, .multiline, .dotAll]] {
      guard let pattern = try? Pattern(Array(bytes[..<end]), options) else { continue }
      _ = pattern.matches(bytes[end...].prefix(200))
    }
  })
