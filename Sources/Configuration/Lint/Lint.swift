/// A rule: it looks at a whole file that was read, and answers what must be said of it: what is legal and
/// cannot work, or is seldom meant. It changes nothing.
///
/// keepalived takes such a file, so that no rule gives an error. What is likely harm is a warning;
/// what an operator may well want so is a note.
struct Lint: Sendable {
  /// Of all that it finds.
  var code: Diagnostic.Code
  var findings: @Sendable (Interpretation) -> [Diagnostic]

  init(_ code: Diagnostic.Code, _ findings: @escaping @Sendable (Interpretation) -> [Diagnostic]) {
    self.code = code
    self.findings = findings
  }
}

extension Interpretation {
  static let lints: [Lint] = electionRules + addressRules + balancingRules + scriptRules

  mutating func judge() {
    for rule in Interpretation.lints {
      for var finding in rule.findings(self) {
        finding.code = rule.code
        report.add(finding)
      }
    }
  }
}

extension Diagnostic {
  init(
    _ severity: Severity, code: Code? = nil, _ message: String, at word: Word, hint: String = ""
  ) {
    self.init(severity, code: code, message, at: word.position, length: word.length, hint: hint)
  }
}
