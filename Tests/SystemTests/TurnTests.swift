import Health
import Network
import Patterns
import Testing

@testable import System

private func page(
  _ server: ScriptedServer, search: HTTPProbe.Search? = nil
) -> Probe {
  Probe(
    path: .init(to: server.endpoint),
    dialogue: .http(HTTPProbe(pages: [.init(path: "/x", search: search)])), timeout: .seconds(30))
}

private func answering(_ body: String) throws -> ScriptedServer {
  try ScriptedServer([.expect("\r\n\r\n"), .send("HTTP/1.0 200 OK\r\n\r\n" + body)])
}

@Test func aTurnHearsAsMuchAsItMayHoweverMuchIsSent() throws {
  let flood = String(repeating: "x", count: 4 << 20)
  let servers = try (0..<16).map { _ in try answering(flood) }
  let probes = try Probes()
  let poller = try Poller()
  try poller.add(probes.descriptor, for: .readable, token: 0)
  for (index, server) in servers.enumerated() {
    probes.start(
      ProbeIdentifier(check: index, serial: 1), page(server), at: MonotonicClock.now)
  }
  var passed = 0
  let end = MonotonicClock.now + .seconds(60)
  while passed < servers.count, MonotonicClock.now < end {
    _ = try poller.wait(until: min(end, probes.deadline ?? end))
    passed += try probes.turn(at: MonotonicClock.now).count { $0.result.verdict == .passed }
    // The last connection that is served may go over the allowance, by no more than is its own.
    let most = TurnAllowance.connection + probes.buffer.count + TurnAllowance.reading
    #expect(probes.allowance.left >= -most)
  }
  #expect(passed == servers.count)
}

@Test func aLongPageIsSearchedOnAnotherThread() throws {
  let body = String(repeating: "hello ", count: 20_000) + "status ok"
  #expect(
    try Probes().verdict(
      of: page(answering(body), search: .init(try Pattern("(?<=status )ok$")))) == .passed)
}

@Test func aPatternThatIsTooCostlyOnAPageFailsTheProbe() throws {
  let body = String(repeating: "ab", count: 500_000) + "\ndc"
  let server = try answering(body)
  let costly = HTTPProbe.Search(try Pattern("(a|b)*a(a|b){12}dc"))
  #expect(
    try Probes().verdict(of: page(server, search: costly))
      == .failed(
        "http \(server.endpoint)/x: the pattern \"(a|b)*a(a|b){12}dc\" is too costly on this page"))
}

/// A record of 16 KiB of what is no handshake: HelloRequest (RFC 5246 §7.4.1.1), which a client that
/// is in a handshake leaves out without a word.
private let idleRecord = "\u{16}\u{3}\u{3}\u{40}\u{0}" + String(repeating: "\u{0}", count: 16384)

@Test func aHandshakeWithoutEndIsBrokenOff() throws {
  let server = try ScriptedServer([.send(String(repeating: idleRecord, count: 512)), .hold])
  let probe = Probe(
    path: .init(to: server.endpoint),
    dialogue: .http(HTTPProbe(pages: [.init()], tls: TLS())), timeout: .seconds(30))
  #expect(
    try Probes().verdict(of: probe)
      == .failed("https \(server.endpoint)/: TLS: more than 50 handshake messages came"))
}

@Test func aHandshakeOfFTPWithoutEndIsBrokenOff() throws {
  let server = try ScriptedServer([.send(String(repeating: idleRecord, count: 512)), .hold])
  let probe = Probe(
    path: .init(to: server.endpoint),
    dialogue: .ftp(FTPProbe(passive: .extended, security: .implicit)), timeout: .seconds(30))
  #expect(
    try Probes().verdict(of: probe)
      == .failed("ftp \(server.endpoint): TLS: more than 50 handshake messages came"))
}

@Test func onlyHandshakesCountInTheBoundOfAHandshake() {
  let bound = HandshakeBound()
  func came(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bound.exceeds(with: $0) }
  }
  // A long download: headers of records of data, plain (RFC 5246) and with their inner type.
  for _ in 0..<100_000 {
    #expect(!came([23, 3, 3, 0x40, 0]))
    #expect(!came([23]))
  }
  // The longest chain that OpenSSL takes, in records of 1,400 bytes.
  for _ in 0..<73 { #expect(!came([22, 3, 3, 5, 0x78])) }
  #expect(!came([UInt8](repeating: 11, count: 100 << 10)))
  #expect(bound.excess == nil)
  // Records of one byte each.
  let records = (0..<2000).prefix { _ in !came([22, 3, 3, 0, 1]) }
  #expect(records.count < 400)
  #expect(bound.excess == "more than 128 KiB of handshake messages came")
}
