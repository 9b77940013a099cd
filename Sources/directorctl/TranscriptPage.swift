import Control

/// A probe as lines of text: how it ended, how long each part took, what was said.
struct TranscriptPage {
  var paint: Paint

  func lines(
    _ probe: ProbeAccount, withResult: Bool = true, withTranscript: Bool = true
  ) -> [String] {
    var lines: [String] = []
    if withResult {
      let head = "\(printable(probe.kind)) of \(printable(probe.destination)) "
      lines.append(head + paint(printable(probe.result), colour(of: probe.verdict)))
    }
    lines.append(paint(phases(probe.phases), .faint))
    return withTranscript ? lines + probe.transcript.flatMap(self.lines) : lines
  }

  func colour(of verdict: ProbeAccount.Verdict) -> Paint.Colour {
    switch verdict {
    case .passed: .green
    case .drain, .notMade: .yellow
    case .failed: .red
    }
  }

  /// `connected 0.2 ms, TLS 1.3 ms, first byte 2 ms, over 2.1 ms`, from the start
  private func phases(_ phases: ProbeAccount.Phases) -> String {
    [
      phases.connected.map { "connected \(Quantity.short($0))" },
      phases.secured.map { "TLS \(Quantity.short($0))" },
      phases.firstByte.map { "first byte \(Quantity.short($0))" },
      "over \(Quantity.short(phases.total))",
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// `> GET / HTTP/1.0`, and under it the lines that go on.
  private func lines(_ remark: ProbeAccount.Remark) -> [String] {
    let (mark, colour): (String, Paint.Colour?) =
      switch remark.speaker {
      case .director: (">", nil)
      case .server: ("<", .yellow)
      }
    var pieces = remark.text.split(separator: "\n", omittingEmptySubsequences: false)
    while pieces.last?.isEmpty == true { pieces.removeLast() }
    var lines = pieces.map { piece in
      piece.isEmpty ? mark : "\(mark) " + paint(printable(String(piece)), colour)
    }
    if remark.shown == 0, remark.bytes > 0 {
      lines.append("\(mark) " + paint(counted(remark.bytes, "byte") + ", not shown", .faint))
    } else if remark.shown < remark.bytes {
      lines.append(
        "\(mark) " + paint("... \(counted(remark.bytes - remark.shown, "byte")) more", .faint))
    }
    return lines
  }
}
