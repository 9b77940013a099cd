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
