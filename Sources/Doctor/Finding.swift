/// What a rule says of one object.
package struct Finding: Codable, Hashable, Sendable {
  /// The rule: `N04`.
  package var id: String
  package var severity: Severity
  /// What it concerns: `tcp 192.168.3.108:80`, `10.0.0.2`, `eth0`, `vrrp_instance inside`.
  package var object: String
  /// What happens and what follows, in one or two sentences.
  package var sentence: String
  /// The facts that show it, as the kernel's own tools print them.
  package var evidence: [String]
  package var mend: [Mend]
  /// Where the advice comes from: `LVS HOWTO Q.3 A.2`, `RFC 9568 §7.1`.
  package var reference: String?

  package init(
    _ id: String, _ severity: Severity, object: String, _ sentence: String,
    evidence: [String] = [], mend: [Mend] = [], reference: String? = nil
  ) {
    self.id = id
    self.severity = severity
    self.object = object
    self.sentence = sentence
    self.evidence = evidence
    self.mend = mend
    self.reference = reference
  }
}

/// How bad it is. The order is the order of a report: the worst first.
package enum Severity: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
  /// Clients are not served, or an address is not where it must be.
  case error
  /// It works now, and will not when something ordinary happens; or it works for some.
  case warning
  /// A fact that could not be read would decide.
  case unknown
  case note

  package static func < (one: Severity, other: Severity) -> Bool {
    one.rank < other.rank
  }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .unknown: 2
    case .note: 3
    }
  }
}

/// How to put it right: commands that are printed, never run.
package struct Mend: Codable, Hashable, Sendable {
  /// The machine on which: `10.0.0.2`; nil: the director that was examined.
  package var on: String?
  /// Lines to paste into a root shell.
  package var commands: [String]
  /// What to do where no command does it, or what the commands do not tell.
  package var words: String?

  package init(on machine: String? = nil, _ commands: String..., words: String? = nil) {
    on = machine
    self.commands = commands
    self.words = words
  }

  /// Sets a kernel setting now and at boot.
  package static func set(
    _ name: String, to value: String, on machine: String? = nil
  ) -> Mend {
    // A value of several numbers is one word for the shell.
    let word = value.contains(" ") ? "\"\(value)\"" : value
    return Mend(
      on: machine, "sysctl -w \(name)=\(word)",
      "echo '\(name)=\(value)' >> /etc/sysctl.d/50-directord.conf")
  }
}
