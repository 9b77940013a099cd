/// What the daemon finds on its own machine by the doctor's rules.
package struct DoctorStatus: Codable, Hashable, Sendable {
  /// When the last examination ended, in seconds since 1970; null before the first.
  package var examined: Double?
  /// Errors and warnings, the worst first.
  package var findings: [FindingStatus]

  package init(examined: Double? = nil, findings: [FindingStatus] = []) {
    self.examined = examined
    self.findings = findings
  }
}

/// One finding.
package struct FindingStatus: Codable, Hashable, Sendable {
  /// The rule: `N04`.
  package var id: String
  /// `error`, `warning`.
  package var severity: String
  package var object: String
  package var sentence: String
  /// Since when it is found, in seconds since 1970.
  package var since: Double

  package init(id: String, severity: String, object: String, sentence: String, since: Double) {
    self.id = id
    self.severity = severity
    self.object = object
    self.sentence = sentence
    self.since = since
  }
}
