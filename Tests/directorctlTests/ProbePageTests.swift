import Control
import Testing

@testable import directorctl

private func check(_ verdict: ProbeAccount.Verdict, _ result: String) -> ProbeReport.Check {
  ProbeReport.Check(
    path: "10.0.0.2:80, within 5 s", weight: nil,
    probe: ProbeAccount(
      kind: "TCP_CHECK", destination: "10.0.0.2:80", at: nil, verdict: verdict, result: result,
      phases: ProbeAccount.Phases(total: 0.0004)))
}

private func report(_ checks: [ProbeReport.Check]) -> ProbeReport {
  ProbeReport(
    file: "a.conf", realServer: "10.0.0.2:80",
    results: [
      ProbeReport.Result(
        realServer: "10.0.0.2:80", virtualServer: "tcp 192.0.2.1:80", answer: .out, weight: nil,
        reason: "TCP_CHECK failed", outlook: ["one pass brings it back"], checks: checks)
    ])
}

@Test func everyCheckIsShownAndThenWhatFollows() {
  let checks = [check(.passed, "passed (0.4 ms)"), check(.failed, "failed: refused")]
  #expect(
    ProbePage(paint: Paint(isColoured: false)).text(of: report(checks)) == """
      10.0.0.2:80 of tcp 192.0.2.1:80

      TCP_CHECK to 10.0.0.2:80, within 5 s
        passed (0.4 ms)
        over 0.4 ms

      TCP_CHECK to 10.0.0.2:80, within 5 s
        failed: refused
        over 0.4 ms

      1 of 2 checks pass: it would be out, because TCP_CHECK failed

      """)
}

@Test func oneThatFailsOrIsNotMadeIsNotGood() {
  #expect(report([check(.passed, ""), check(.drain, "")]).isGood)
  #expect(!report([check(.passed, ""), check(.failed, "")]).isGood)
  #expect(!report([check(.notMade, "")]).isGood)
}
