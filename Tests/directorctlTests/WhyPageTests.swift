import Control
import Testing

@testable import directorctl

private let probe = ProbeAccount(
  kind: "HTTP_GET", destination: "10.0.0.2:80", at: 940, verdict: .failed,
  result: "failed: HTTP 503",
  phases: ProbeAccount.Phases(connected: 0.0002, firstByte: 0.0013, total: 0.0014),
  transcript: [
    ProbeAccount.Remark(
      speaker: .director, offset: 0.0002, text: "GET / HTTP/1.0\nHost: a\n\n", bytes: 26, shown: 26),
    ProbeAccount.Remark(
      speaker: .server, offset: 0.0013, text: "HTTP/1.1 503 \u{1b}[31m", bytes: 900, shown: 18),
    ProbeAccount.Remark(speaker: .director, offset: 0.0014, text: "", bytes: 12, shown: 0),
  ])

private func standing() -> RealServerStanding {
  RealServerStanding(
    realServer: "10.0.0.2:80", virtualServer: "tcp 192.0.2.1:80", place: "tcp 192.0.2.1:80",
    answer: .out, since: 940, reason: "HTTP_GET failed 3 times in a row: HTTP 503",
    outlook: ["1 of 2 passes in a row needed of HTTP_GET to return"],
    weight: WeightStatus(configured: 1, wanted: nil, kernel: nil),
    checks: [
      CheckStanding(
        status: CheckStatus(
          kind: "HTTP_GET", destination: "10.0.0.2:80", state: .failing, age: 0.5),
        standing: "fails; 2 passes in a row bring it back, 1 so far", next: 0.5, last: probe)
    ],
    timeline: [
      TimelineEntry(kind: "configuration", at: 900, words: "start"),
      TimelineEntry(kind: "state", at: 940, since: 930, times: 3, words: "down: HTTP_GET"),
    ], forgotten: 4, decidedBy: probe)
}

private func page(_ standing: RealServerStanding, width: Int? = nil) -> [String] {
  let why = Why(realServer: "10.0.0.2:80", at: 1000, standings: [standing])
  return WhyPage(width: width, paint: Paint(isColoured: false)).text(of: why)
    .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

private func time(_ moment: Double) -> String { Clock().time(of: moment, at: 1000) }

@Test func thePageBeginsWithTheAnswerAndEndsWithTheProbe() {
  #expect(
    page(standing()) == [
      "10.0.0.2:80 is out of tcp 192.0.2.1:80 since \(time(940)) (60 s), because HTTP_GET failed 3 "
        + "times in a row: HTTP 503; 1 of 2 passes in a row needed of HTTP_GET to return",
      "", "checks",
      "  HTTP_GET of 10.0.0.2:80: fails; 2 passes in a row bring it back, 1 so far; next probe in "
        + "0.5 s",
      "      last failed: HTTP 503, 0.5 s ago",
      "      connected 0.2 ms, first byte 1.3 ms, over 1.4 ms", "", "what happened",
      "  and 4 before",
      "  \(time(900))  1 min ago  start",
      "  \(time(940))   60 s ago  down: HTTP_GET (3 times since \(time(930)))", "",
      "the probe that decided, \(time(940))", "  HTTP_GET of 10.0.0.2:80 failed: HTTP 503",
      "  connected 0.2 ms, first byte 1.3 ms, over 1.4 ms",
      "  > GET / HTTP/1.0", "  > Host: a", "  < HTTP/1.1 503 ?[31m", "  < ... 882 bytes more",
      "  > 12 bytes, not shown", "",
    ])
}

@Test func aTableThatIsNotAsWantedComesFirst() {
  var standing = standing()
  standing.answer = .serving
  standing.weight.wanted = 1
  standing.tableProblem = "the kernel refused to add it"
  let lines = page(standing)
  #expect(lines.first == " NOT AS WANTED  the kernel refused to add it")
  #expect(
    lines.dropFirst().first?.hasPrefix("10.0.0.2:80 is in tcp 192.0.2.1:80 with weight 1") == true)
}

@Test func longLinesGoOnUnderTheirBeginning() {
  let lines = page(standing(), width: 60)
  #expect(lines.allSatisfy { $0.count <= 60 })
  #expect(lines[1].hasPrefix("  ") && !lines[1].hasPrefix("   "))
}

@Test func whoNobodyHasIsToldWithWhoIsNear() {
  let why = Why(realServer: "10.0.0.3", at: 1000, nearest: ["10.0.0.2:80"])
  #expect(
    WhyPage(width: nil, paint: Paint(isColoured: false)).absence(of: why)
      == "no virtual server has a real server 10.0.0.3; nearest: 10.0.0.2:80")
}
