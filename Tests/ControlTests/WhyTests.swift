import Control
import Health
import Network
import Testing

@Test func anAccountComesBackWhole() throws {
  let why = Why(
    realServer: "10.0.0.2", at: 1000,
    standings: [
      RealServerStanding(
        realServer: "10.0.0.2:80", virtualServer: "tcp 192.0.2.1:80", place: "tcp 192.0.2.1:80",
        answer: .out, since: 940, reason: "it failed", outlook: ["1 of 2 passes"],
        weight: WeightStatus(configured: 1, wanted: nil, kernel: nil),
        checks: [
          CheckStanding(
            status: CheckStatus(kind: "HTTP_GET", destination: "10.0.0.2:80", state: .failing),
            standing: "fails", next: 0.5)
        ],
        timeline: [TimelineEntry(kind: "state", at: 940, words: "down")], forgotten: 2)
    ], nearest: [])
  #expect(try Response(line: Response.why(why).line.dropLast()) == .why(why))
}

private let http = Probe(
  path: .init(to: Endpoint(.v4(0x0a00_0002), port: 80)), dialogue: .tcp, timeout: .seconds(5))

private func account(_ pieces: [(ProbeRemark.Speaker, String)], of probe: Probe = http)
  -> ProbeAccount
{
  var transcript = Transcript()
  for (speaker, text) in pieces {
    transcript.note(speaker, Array(text.utf8)[...], at: .milliseconds(2), within: .daemon)
  }
  var phases = ProbePhases()
  phases.connected = .microseconds(200)
  let result = ProbeResult(
    .failed("HTTP 503"), duration: .milliseconds(3), phases: phases, transcript: transcript)
  return ProbeAccount(kind: "HTTP_GET", probe, result, at: 7)
}

@Test func aProbeIsToldInTextWithItsTimes() {
  let told = account([
    (.director, "GET / HTTP/1.0\r\nHost: a\r\n\r\n"), (.server, "\u{1}bcdefgh"),
    (.server, "\u{1}\u{16}b"),
  ])
  #expect(told.result == "failed: HTTP 503")
  #expect(told.phases == ProbeAccount.Phases(connected: 0.0002, total: 0.003))
  #expect(told.transcript.map(\.text) == ["GET / HTTP/1.0\nHost: a\n\n", "\\x01bcdefgh", "011662"])
  #expect(told.transcript.map(\.offset) == [0.002, 0.002, 0.002])
}

@Test(arguments: [
  ("Authorization: Basic c2VjcmV0\r\nHost: a\r\n", "Authorization: (hidden)\nHost: a\n"),
  ("set-cookie: id=secret; Path=/\r\n\r\nbody", "set-cookie: (hidden)\n\nbody"),
  ("X-Api-Key:secret\nAccept: */*", "X-Api-Key: (hidden)\nAccept: */*"),
  ("*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n", "*2\n$4\nAUTH\n(hidden)"),
  ("AUTH secret\r\nPING\r\n", "AUTH (hidden)\nPING\n"), ("pass secret", "pass (hidden)"),
  ("passing by, no secret here", "passing by, no secret here"),
  ("GET /a:b token HTTP/1.0", "GET /a:b token HTTP/1.0"),
])
func whatLooksLikeASecretIsNotShown(said: String, shown: String) {
  let text = account([(.director, said)]).transcript.map(\.text).joined()
  #expect(text == shown)
}

@Test func aCommunityIsNotShown() {
  let probe = Probe(
    path: .init(to: Endpoint(.v4(0x0a00_0002), port: 161)),
    dialogue: .conversation(.udp(UDPProbe()), over: .datagram), timeout: .seconds(5))
  let told = account([(.director, "public"), (.server, "public")], of: probe)
  #expect(told.transcript.map(\.text) == ["", ""])
  #expect(told.transcript.map(\.bytes) == [6, 6])
}
