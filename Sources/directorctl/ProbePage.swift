import Control

/// What came of a real server's checks, as a page of text.
struct ProbePage {
  var paint: Paint

  func text(of report: ProbeReport) -> String {
    report.results.map { lines(of: $0).joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func lines(of result: ProbeReport.Result) -> [String] {
    let name = "\(printable(result.realServer)) of \(printable(result.virtualServer))"
    let checks = result.checks.flatMap(lines)
    return [paint(name, .bold)] + checks + [""] + [verdict(of: result)]
  }

  private func lines(of check: ProbeReport.Check) -> [String] {
    let transcript = TranscriptPage(paint: paint)
    let result = paint(printable(check.probe.result), transcript.colour(of: check.probe.verdict))
    let weight = check.weight.map { "; says \(printable($0))" } ?? ""
    return [
      "", paint(printable(check.probe.kind), .bold) + " to \(printable(check.path))",
      "  " + result + weight,
    ] + transcript.lines(check.probe, withResult: false).map { "  " + $0 }
  }

  /// `1 of 2 checks pass: it would be out, because …`
  private func verdict(of result: ProbeReport.Result) -> String {
    let passing = result.checks.count { $0.probe.verdict == .passed }
    let share =
      result.checks.isEmpty
      ? "" : "\(passing) of \(result.checks.count) checks pass: "
    let (words, colour): (String, Paint.Colour) =
      switch result.answer {
      case .serving: ("it would serve with weight \(result.weight ?? 0)", .green)
      case .keeping: ("it would get nothing new, with weight 0", .yellow)
      case .out: ("it would be out", .red)
      }
    // How it would come back is of no account here.
    let more = result.answer == .out ? [] : result.outlook
    let reasons = ([result.reason] + more).map(printable).joined(separator: "; ")
    return share + paint(words, colour) + ", because \(reasons)"
  }
}
