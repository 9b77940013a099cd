/// One thing that can be wrong, and how it is seen: a row of the doctor's table.
package struct Rule: Sendable {
  /// A letter for the family and two digits: `N04`.
  package var id: String
  /// The worst that it says.
  package var severity: Severity
  /// A noun phrase of a few words: `net.ipv4.ip_forward is 0`.
  package var title: String
  /// For `--explain` and the manual page: what happens, why, how it is seen, how it is put right.
  package var explanation: String
  /// `LVS HOWTO Q.3 A.2`
  package var reference: String?
  /// When it can be judged.
  package var stage: Stage
  /// Parts of the director's document without which it cannot be judged.
  package var needs: Set<Facts.Part>
  package var observe: @Sendable (Examination) -> [Observation]

  /// What must have been done before a rule can be judged.
  package enum Stage: String, Sendable, CaseIterable, Comparable {
    /// Nothing but reading.
    case reading
    /// Harmless probes.
    case probing
    /// `--walk`.
    case walking

    package static func < (one: Stage, other: Stage) -> Bool {
      one.rank < other.rank
    }

    private var rank: Int {
      switch self {
      case .reading: 0
      case .probing: 1
      case .walking: 2
      }
    }
  }

  package init(
    _ id: String, _ severity: Severity, _ title: String, stage: Stage = .reading,
    needs: Set<Facts.Part>, reference: String? = nil, explanation: String,
    observe: @escaping @Sendable (Examination) -> [Observation]
  ) {
    self.id = id
    self.severity = severity
    self.title = title
    self.stage = stage
    self.needs = needs
    self.reference = reference
    self.explanation = explanation
    self.observe = observe
  }

  /// What this rule finds, the order of the objects kept.
  package func findings(in examination: Examination) -> [Finding] {
    observe(examination).map { observation in
      Finding(
        id, observation.severity ?? severity, object: observation.object, observation.sentence,
        evidence: observation.evidence, mend: observation.mend, reference: reference)
    }
  }
}

/// A finding before it has its rule's id, severity and reference.
package struct Observation: Sendable {
  package var object: String
  package var sentence: String
  package var evidence: [String]
  package var mend: [Mend]
  /// nil: the rule's.
  package var severity: Severity?

  package init(
    _ object: String, _ sentence: String, evidence: [String] = [], mend: [Mend] = [],
    severity: Severity? = nil
  ) {
    self.object = object
    self.sentence = sentence
    self.evidence = evidence
    self.mend = mend
    self.severity = severity
  }
}
