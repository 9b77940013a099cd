import Doctor
import Network
import Testing

/// A healthy set-up in which one thing is broken, and what the doctor must say.
struct BrokenCase: CustomTestStringConvertible, Sendable {
  var id: String
  var severity: Severity
  /// The object that the finding names.
  var object: String
  /// A part of the sentence.
  var words: String
  /// A part of a line of evidence.
  var evidence: String
  var breaks: @Sendable (inout Examination) -> Void

  init(
    _ id: String, _ severity: Severity, _ object: String, _ words: String, evidence: String,
    _ breaks: @escaping @Sendable (inout Examination) -> Void
  ) {
    self.id = id
    self.severity = severity
    self.object = object
    self.words = words
    self.evidence = evidence
    self.breaks = breaks
  }

  var testDescription: String { "\(id) \(object)" }

  /// The healthy set-up, broken.
  var examination: Examination {
    var examination = Examination(.wholeNATDirector, realServers: [.natRealServer])
    breaks(&examination)
    return examination
  }

  /// The rule names the object with its words and evidence, and no other rule says error.
  func check() throws {
    let healthy = Examination(.wholeNATDirector, realServers: [.natRealServer])
    let rule = try #require(Rule.named(id))
    #expect(rule.findings(in: healthy) == [], "\(id) on a healthy machine")
    let examination = examination
    let finding = try #require(rule.findings(in: examination).first, "\(id) finds nothing")
    #expect(finding.severity == severity, "\(id)")
    #expect(finding.object == object, "\(id)")
    #expect(finding.sentence.contains(words), "\(id): \(finding.sentence)")
    #expect(
      finding.evidence.contains { $0.contains(evidence) }, "\(id): \(finding.evidence)")
    #expect(!finding.mend.isEmpty, "\(id) has no mend")
    let errors = examination.report(by: Rule.kernel + Rule.masquerading).findings.filter {
      $0.severity == .error
    }
    #expect(Set(errors.map(\.id)) == (severity == .error ? [id] : []), "\(id): \(errors)")
  }
}
