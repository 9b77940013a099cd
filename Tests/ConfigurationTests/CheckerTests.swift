import Health
import Network
import Patterns
import Testing

@testable import Configuration

/// The checks of one real server whose block is `text`, and what was said of it.
private func checks(_ text: String) -> (checks: [CheckDefinition], said: [String]) {
  let file = """
    virtual_server 192.0.2.1 80 {
      delay_loop 7
      lb_algo rr
      lb_kind NAT
      protocol TCP
      real_server 10.0.0.2 80 {
        \(text)
      }
    }
    """
  let result = loaded(file)
  let servers = result.configuration?.virtualServers.first?.realServers.first
  return (servers?.checks ?? [], result.diagnostics.map(\.message))
}

private func topic(_ text: String) -> Topic? {
  guard case .conversation(let topic, _)? = checks(text).checks.first?.probe.dialogue else {
    return nil
  }
  return topic
}

private func page(_ text: String) -> HTTPProbe.Page? {
  guard
    case .http(let probe)? = checks("HTTP_GET { url {\n\(text)\n} }").checks.first?.probe.dialogue
  else { return nil }
  return probe.pages.first
}

@Test func smtpIsReadWithItsNameAndTLS() throws {
  let (found, said) = checks(
    """
    SMTP_CHECK {
      helo_name lb1
      tls starttls
      sni_name mail.example.org
      verify_certificate
    }
    """)
  let tls = TLS(serverName: "mail.example.org", verifiesCertificate: true)
  #expect(
    found.first?.probe.dialogue
      == .conversation(
        .smtp(SMTPProbe(name: "lb1", startsTLS: true)), over: .stream(tls: tls)))
  #expect(said.isEmpty)
}

@Test func aHostBlockOfOldSaysWhereToConnect() throws {
  let (found, said) = checks("SMTP_CHECK { host {\n connect_ip 10.0.0.9\n connect_port 25\n } }")
  #expect(
    found.first?.probe.path.destination == Endpoint(try #require(Address("10.0.0.9")), port: 25))
  #expect(said.isEmpty)
}

@Test func dnsHasRetriesOfItsOwn() throws {
  #expect(
    topic("DNS_CHECK {\n type AAAA\n name www.example.org\n}")
      == .dns(DNSProbe(type: .aaaa, labels: ["www", "example", "org"].map { Array($0.utf8) })))
  let timing = try #require(checks("DNS_CHECK {\n}").checks.first?.timing)
  #expect(timing.retries == 3)
  #expect(timing.retryDelay == .seconds(7))
  #expect(checks("DNS_CHECK { name a..b\n }").said == ["'a..b' is not a domain's name"])
}

@Test func bytesAreReadInPairsWithWildcards() {
  #expect(
    topic("UDP_CHECK {\n payload 01 2ff\n require_reply x1 fX\n min_reply_length 2\n}")
      == .udp(
        UDPProbe(
          payload: [1, 0x2f, 0x0f], requiresReply: true,
          reply: [.init(value: 1, mask: 0x0f), .init(value: 0xf0, mask: 0xf0)],
          replyLengths: 2...255)))
  #expect(checks("UDP_CHECK { payload 0g\n }").said == ["'0g' is not hexadecimal"])
  #expect(
    checks("UDP_CHECK {\n min_reply_length 9\n max_reply_length 2\n}").said
      == ["min_reply_length 9 is above max_reply_length 2"])
}

@Test func anEchoNeedsNoPort() {
  #expect(topic("PING_CHECK { }") == .ping)
}

@Test func aPageIsReadWithAllItMustHave() throws {
  let found = try #require(
    page(
      """
      path /x
      regex "a b\\\\d"
      regex_options caseless multiline
      regex_no_match
      regex_min_offset 3
      regex_max_offset 9
      method HEAD
      header X-Probe one two
      expect_header Content-Type text/html
      body_limit 100
      follow_redirects
      disable_on 404 503
      """))
  #expect(
    found.search
      == .init(try Pattern("a b\\d", [.caseless, .multiline]), isUnwanted: true, starts: 3...9))
  #expect(found.method == "HEAD")
  #expect(found.headers == ["X-Probe: one two"])
  #expect(found.expectedHeaders == [.init(name: "Content-Type", value: "text/html")])
  #expect(found.bodyLimit == 100)
  #expect(found.redirects == 5)
  #expect(found.drainStatuses == [404...404, 503...503])
}

@Test(
  arguments: [
    (
      "regex \"((((){1000}){1000}){1000}){1000}\"",
      "the expression is refused at its character 33: regular expression is too large"
    ),
    ("regex a b", "'regex' needs one expression"),
    ("regex \"a\\d\"", "'\\d' reaches the expression as 'd'"),
    ("regex a\nregex_options bsr", "'bsr' is not an option that is known here"),
    (
      "regex a\nregex_min_offset 3\nregex_max_offset 2",
      "regex_min_offset 3 is above regex_max_offset 2"
    ),
    ("method a/b", "'a/b' is not a token of HTTP"),
    ("header X", "the header 'X' has no value"),
  ])
func whatAPageCannotAskForIsToldOf(text: String, message: String) {
  #expect(checks("HTTP_GET { url {\npath /\n\(text)\n} }").said.contains(message))
}

@Test func aPinnedKeyIsADigest() throws {
  let pin = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  guard
    case .http(let probe)? = checks("SSL_GET { pinned_key \(pin)\n url { path / } }").checks.first?
      .probe.dialogue
  else {
    Issue.record("no check")
    return
  }
  #expect(probe.tls?.pinnedKey == pin)
  #expect(checks("SSL_GET { pinned_key abc\n url { path / } }").said == ["'abc' pins no key"])
}
