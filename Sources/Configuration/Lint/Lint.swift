/// A rule: it looks at a whole file that was read, and answers what must be said of it: what is legal and
/// cannot work, or is seldom meant. It changes nothing.
///
/// keepalived takes such a file, so that no rule gives an error. What is likely harm is a warning;
/// what an operator may well want so is a note.
typealias Lint = @Sendable (Interpretation) -> [Diagnostic]

extension Interpretation {
  static let lints: [Lint] = electionRules + addressRules + balancingRules + scriptRules

  mutating func judge() {
    for rule in Interpretation.lints {
      for finding in rule(self) { report.add(finding) }
    }
  }
}

extension Diagnostic {
  init(
    _ severity: Severity, _ message: String, at word: Word, hint: String = ""
  ) {
    self.init(severity, message, at: word.position, length: word.length, hint: hint)
  }
}
