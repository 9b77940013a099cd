import Doctor

/// A report as a person reads it: the worst first.
struct DoctorPage {
  var width: Int?
  var paint: Paint

  func text(of report: Report, verbose: Bool = false) -> String {
    var lines = [headline(report)]
    for finding in report.findings { lines += [""] + self.lines(finding) }
    if verbose {
      lines += list("looked for and not found", report.passed)
      lines += list("not judged for lack of facts", report.notJudged, saying: lack(of:))
    } else if !report.notJudged.isEmpty {
      lines += ["", paint(unjudged(report), .faint)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a rule is about.
  func text(of rule: Rule) -> String {
    var lines = [paint("\(rule.id) \(rule.severity.rawValue): \(rule.title)", .bold), ""]
    lines += wrapped(rule.explanation, indent: 2)
    let stage =
      switch rule.stage {
      case .reading: "by reading alone"
      case .probing: "if probes are sent (they are, without --no-probes)"
      case .walking: "with --walk"
      }
    let parts = rule.needs.map(\.rawValue).sorted().joined(separator: ", ")
    lines += ["", "  judged: \(stage)", "  needs:  \(parts)"]
    if let reference = rule.reference { lines.append("  see:    \(reference)") }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Parts

  private func headline(_ report: Report) -> String {
    let counts = Severity.allCases.sorted().compactMap { severity -> String? in
      let count = report.findings.count { $0.severity == severity }
      return count == 0 ? nil : paint(Self.counted(count, severity), colour(of: severity))
    }
    let count = report.passed.count
    let judged = count == 1 ? "1 rule passed" : "\(count) rules passed"
    return counts.isEmpty
      ? paint("nothing found", .green) + "; \(judged)"
      : counts.joined(separator: ", ") + "; \(judged)"
  }

  private static func counted(_ count: Int, _ severity: Severity) -> String {
    switch severity {
    case .error: count == 1 ? "1 error" : "\(count) errors"
    case .warning: count == 1 ? "1 warning" : "\(count) warnings"
    case .note: count == 1 ? "1 note" : "\(count) notes"
    case .unknown: count == 1 ? "1 thing not known" : "\(count) things not known"
    }
  }

  private func lines(_ finding: Finding) -> [String] {
    let head = "\(finding.id) \(finding.severity.rawValue)"
    var lines = [paint(head, colour(of: finding.severity)) + "  " + printable(finding.object)]
    lines += wrapped(finding.sentence, indent: 4)
    lines += finding.evidence.map { paint("      \(printable($0))", .faint) }
    for mend in finding.mend { lines += self.lines(mend) }
    if let reference = finding.reference { lines.append(paint("    see \(reference)", .faint)) }
    return lines
  }

  private func lines(_ mend: Mend) -> [String] {
    let place = mend.on.map { "on \(printable($0)):" } ?? "mend:"
    var lines = ["    \(place)"]
    let words = mend.words.map { wrapped($0, indent: 6) } ?? []
    let commands = mend.commands.map { "      " + paint(printable($0), .bold) }
    // Another way than the commands is read after them.
    let isAlternative = mend.words?.hasPrefix("or") == true
    lines += isAlternative ? commands + words : words + commands
    return lines
  }

  private func unjudged(_ report: Report) -> String {
    let count = report.notJudged.count
    return
      "\(count) \(count == 1 ? "rule was" : "rules were") not judged for lack of facts (-v names them)"
  }

  private func list(
    _ title: String, _ ids: [String], saying more: (Rule) -> String = { _ in "" }
  ) -> [String] {
    guard !ids.isEmpty else { return [] }
    let rules = ids.compactMap { Rule.named($0) }
    return ["", paint("\(title): \(ids.count)", .bold)]
      + rules.map { "  \($0.id)  \($0.title)\(more($0))" }
  }

  /// What a rule that could not be judged needs.
  private func lack(of rule: Rule) -> String {
    if rule.stage == .walking { return " (needs --walk)" }
    return " (needs \(rule.needs.map(\.rawValue).sorted().joined(separator: ", ")))"
  }

  private func colour(of severity: Severity) -> Paint.Colour? {
    switch severity {
    case .error: .red
    case .warning: .yellow
    case .unknown, .note: .faint
    }
  }

  /// Lines that are no wider than the terminal.
  private func wrapped(_ text: String, indent: Int) -> [String] {
    let blank = String(repeating: " ", count: indent)
    let room = max(20, (width ?? 100) - indent)
    var lines: [String] = []
    var line = ""
    for word in printable(text).split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > room {
        lines.append(blank + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [blank + line]
  }
}
