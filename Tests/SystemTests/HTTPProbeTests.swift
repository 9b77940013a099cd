import Health
import Network
import System
import Testing

private func http(
  _ server: ScriptedServer, _ pages: [HTTPProbe.Page] = [.init()],
  _ version: HTTPProbe.Version = .http10, tls: TLS? = nil, timeout: Duration = .seconds(10)
) -> Probe {
  Probe(
    path: .init(to: server.endpoint),
    dialogue: .http(HTTPProbe(pages: pages, version: version, tls: tls)), timeout: timeout)
}

private let end = "\r\n\r\n"

private func answering(_ text: String) throws -> ScriptedServer {
  try ScriptedServer([.expect(end), .send(text)])
}

@Test(
  arguments: [
    (HTTPProbe.Version.http10, "1.0", ""),
    (.http10Close, "1.0", "Connection: close\r\n"),
    (.http11, "1.1", "Connection: close\r\n"),
  ])
func aPageIsAskedForInTheVersionThatIsConfigured(
  version: HTTPProbe.Version, number: String, line: String
) throws {
  let server = try answering("HTTP/\(number) 200 OK\r\nContent-Length: 2\r\n\r\nok")
  let page = HTTPProbe.Page(path: "/a/../b?c=d", virtualHost: "www.example.com")
  #expect(try Probes().verdict(of: http(server, [page], version)) == .passed)
  #expect(
    server.requests == [
      "GET /a/../b?c=d HTTP/\(number)\r\nHost: www.example.com\r\nUser-Agent: directord\r\n"
        + "Accept: */*\r\n\(line)\r\n"
    ])
}

@Test func withoutAVirtualHostTheHostIsTheServersOwnEndpoint() throws {
  let server = try answering("HTTP/1.0 200 OK\r\n\r\n")
  #expect(try Probes().verdict(of: http(server)) == .passed)
  #expect(server.requests.first?.contains("\r\nHost: \(server.endpoint)\r\n") == true)
}

@Test func aStatusThatIsNotExpectedFails() throws {
  let server = try answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
  #expect(
    try Probes().verdict(of: http(server, [.init(path: "/up", statuses: [200...299, 301...301])]))
      == .failed("http \(server.endpoint)/up: HTTP 503, expected 200-299, 301"))
}

@Test func aRedirectIsNotFollowed() throws {
  let server = try answering("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
  #expect(try Probes().verdict(of: http(server, [.init(statuses: [302...302])])) == .passed)
}

@Test(
  arguments: [
    "HTTP/1.0 200 OK\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
  ])
func theDigestIsOfTheBodyAsItCame(answer: String) throws {
  let digest: [UInt8] = [
    0x5d, 0x41, 0x40, 0x2a, 0xbc, 0x4b, 0x2a, 0x76, 0xb9, 0x71, 0x9d, 0x91, 0x10, 0x17, 0xc5, 0x92,
  ]
  let server = try ScriptedServer(
    [.expect(end), .send(answer)], [.expect(end), .send(answer)])
  #expect(
    try Probes().verdict(of: http(server, [.init(digest: digest)], .http11)) == .passed)
  let other = [UInt8](repeating: 0xab, count: 16)
  #expect(
    try Probes().verdict(of: http(server, [.init(digest: other)], .http11))
      == .failed(
        "http \(server.endpoint)/: digest is 5d41402abc4b2a76b9719d911017c592, "
          + "expected abababababababababababababababab"))
}

@Test func pagesAreFetchedInTurnAndTheFirstBadOneFails() throws {
  let good = "HTTP/1.0 200 OK\r\n\r\n"
  let server = try ScriptedServer(
    [.expect(end), .send(good)], [.expect(end), .send("HTTP/1.0 404 Not Found\r\n\r\n")])
  let pages = ["/one", "/two", "/three"].map { HTTPProbe.Page(path: $0) }
  #expect(
    try Probes().verdict(of: http(server, pages))
      == .failed("http \(server.endpoint)/two: HTTP 404, expected 200-299"))
  #expect(server.requests.map { $0.prefix(8) } == ["GET /one", "GET /two"])
}

@Test func aServerThatDripsIsHeldToOneDeadline() throws {
  let server = try ScriptedServer([
    .expect(end), .send("HTTP/1.0 200 OK\r\n\r\n"), .drip("x"),
  ])
  #expect(
    try Probes().verdict(of: http(server, timeout: .milliseconds(150)))
      == .failed("http \(server.endpoint)/: no answer within 0.15 s"))
}

@Test func aServerThatHoldsItsAnswerIsHeldToTheDeadline() throws {
  let server = try ScriptedServer([.expect(end), .hold])
  #expect(
    try Probes().verdict(of: http(server, timeout: .milliseconds(150)))
      == .failed("http \(server.endpoint)/: no answer within 0.15 s"))
}

@Test(
  arguments: [
    ([ScriptedServer.Step.expect(end)], "connection closed without an answer"),
    (
      [.expect(end), .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")],
      "connection closed before the end of the answer"
    ),
    ([.expect(end), .send("SSH-2.0-OpenSSH_9.2\r\n")], "the answer is not HTTP"),
    ([.expect(end), .send("\u{0}\u{1}\u{2}\u{fffd}")], "the answer is not HTTP"),
    ([.expect("GET"), .reset], "connection reset"),
  ])
func aServerThatBreaksOffIsToldInWords(script: [ScriptedServer.Step], words: String) throws {
  let server = try ScriptedServer(script)
  #expect(
    try Probes().verdict(of: http(server, [.init()], .http11))
      == .failed("http \(server.endpoint)/: \(words)"))
}

@Test func aHeaderWithoutEndFails() throws {
  let server = try ScriptedServer([
    .expect(end), .send("HTTP/1.1 200 OK\r\n"),
    .drip(String(repeating: "X-Filler: " + String(repeating: "y", count: 980) + "\r\n", count: 16)),
  ])
  #expect(
    try Probes().verdict(of: http(server))
      == .failed("http \(server.endpoint)/: the answer's header is longer than 256 KiB"))
}

@Test func aLargeBodyComesWhole() throws {
  let part = String(repeating: "0123456789abcdef", count: 65536)
  let server = try ScriptedServer(
    [.expect(end), .send("HTTP/1.1 200 OK\r\n\r\n")]
      + [ScriptedServer.Step](repeating: .send(part), count: 8))
  let probes = try Probes()
  probes.start(ProbeIdentifier(check: 1, serial: 1), http(server), at: MonotonicClock.now)
  let result = try probes.ended().first?.result
  #expect(result?.verdict == .passed)
  #expect(result?.detail == "HTTP 200, 8388608 bytes")
}

@Test func plainHTTPIsNoTLS() throws {
  let server = try ScriptedServer([.expect("\u{1}"), .send("HTTP/1.1 400 Bad Request\r\n\r\n")])
  let verdict = try Probes().verdict(of: http(server, tls: TLS()))
  #expect(
    verdict == .failed("https \(server.endpoint)/: TLS: wrong version number"))
}

@Test func aCertificateFileThatIsNotThereIsNoVerdictOnTheServer() throws {
  let server = try ScriptedServer([.hold])
  let tls = TLS(verifiesCertificate: true, authorities: "/nonexistent/authorities.pem")
  guard case .notMade(let reason) = try Probes().verdict(of: http(server, tls: tls)) else {
    Issue.record("it must not count as a failure")
    return
  }
  #expect(reason.contains("/nonexistent/authorities.pem"))
}

@Test func fiftyPagesAtOnceEndEachOnce() throws {
  let scripts = [ScriptedServer.Step.expect(end), .send("HTTP/1.0 200 OK\r\n\r\nx")]
  let servers = try (0..<50).map { _ in try ScriptedServer(scripts) }
  let probes = try Probes()
  for (check, server) in servers.enumerated() {
    probes.start(ProbeIdentifier(check: check, serial: 0), http(server), at: MonotonicClock.now)
  }
  var passed: Set<Int> = []
  while passed.count < 50 {
    let ended = try probes.ended()
    try #require(!ended.isEmpty)
    for end in ended {
      #expect(end.result.verdict == .passed)
      #expect(passed.insert(end.identifier.check).inserted)
    }
  }
  #expect(probes.deadline == nil)
}
