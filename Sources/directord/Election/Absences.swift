import Network

/// The addresses that are to stand and cannot, since their interface is not there or down: each is
/// said when it begins and when it ends.
struct Absences {
  private var said: [Subject: String] = [:]

  func contains(_ subject: Subject) -> Bool { said[subject] != nil }

  /// In the status.
  var words: [String] { said.map { "\($0.plainWords) does not stand: \($1)" }.sorted() }

  /// What is new. `stands` tells whether the kernel has one.
  mutating func news(of asked: Asked, _ stands: (Subject) -> Bool) -> [ElectionNews] {
    var lines: [ElectionNews] = []
    for (subject, reason) in asked.absences
    where said.updateValue(reason, forKey: subject) != reason {
      lines.append(
        .said(
          .warning,
          "\(subject.plainWords) cannot be held: \(reason). Clients of it are not served until the "
            + "interface is there and up; the other addresses are held"))
    }
    for (subject, _) in said where asked.absences[subject] == nil {
      if asked.subjects.contains(subject) {
        guard stands(subject) else { continue }
        lines.append(.said(.notice, "\(subject.plainWords) is held: its interface is there and up"))
      }
      said[subject] = nil
    }
    return lines
  }
}

extension Subject {
  /// An address needs no interface's number to be named.
  fileprivate var plainWords: String { words { "interface \($0)" } }
}
