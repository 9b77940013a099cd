import Control
import Doctor
import Service

/// What the doctor's rules find on this machine, from one examination to the next.
///
/// A finding is told when two examinations in a row have it, and told to be gone when two in a row have
/// it not: what a fail-over shows for a second is no news.
struct StandingFindings {
  /// So many lines are logged of one examination; the others are counted.
  static let mostLines = 20

  private struct Key: Hashable {
    var id: String
    var object: String
  }

  private struct Standing {
    var finding: Finding
    /// Seconds since 1970.
    var since: Double
    var isTold: Bool
    var isMissed = false
  }

  private var standings: [Key: Standing] = [:]
  /// In the order of the last report.
  private var order: [Key] = []

  /// True if something is seen once, or missed once.
  var isOpen: Bool { standings.values.contains { !$0.isTold || $0.isMissed } }

  /// Those that stand, the worst first.
  var told: [FindingStatus] {
    order.compactMap { standings[$0] }.filter(\.isTold).map {
      FindingStatus(
        id: $0.finding.id, severity: $0.finding.severity.rawValue, object: $0.finding.object,
        sentence: $0.finding.sentence, since: $0.since)
    }
  }

  /// Takes what an examination has found; answers what is to be logged.
  mutating func take(_ findings: [Finding], at seconds: Double) -> [LogLine] {
    var lines: [LogLine] = []
    let serious = findings.filter(\.isTold)
    var seen: Set<Key> = []
    for finding in serious {
      let key = Key(id: finding.id, object: finding.object)
      guard seen.insert(key).inserted else { continue }
      guard var standing = standings[key] else {
        standings[key] = Standing(finding: finding, since: seconds, isTold: false)
        order.append(key)
        continue
      }
      if !standing.isTold { lines.append(LogLine(.warning, finding.logged)) }
      (standing.finding, standing.isTold, standing.isMissed) = (finding, true, false)
      standings[key] = standing
    }
    for key in order where !seen.contains(key) {
      guard let standing = standings[key] else { continue }
      if standing.isTold, !standing.isMissed {
        standings[key]?.isMissed = true
      } else {
        if standing.isTold {
          lines.append(LogLine(.notice, "doctor: \(key.id) \(key.object): no longer found"))
        }
        standings[key] = nil
      }
    }
    arrange(serious)
    return Self.bounded(lines)
  }

  /// The worst first; those that were missed once come last.
  private mutating func arrange(_ findings: [Finding]) {
    var next: [Key] = []
    var placed: Set<Key> = []
    let found = findings.map { Key(id: $0.id, object: $0.object) }
    for key in found + order where standings[key] != nil && placed.insert(key).inserted {
      next.append(key)
    }
    order = next
  }

  private static func bounded(_ lines: [LogLine]) -> [LogLine] {
    guard lines.count > mostLines else { return lines }
    let rest = LogLine(
      .warning, "doctor: and \(lines.count - mostLines) more: 'directorctl doctor' shows them")
    return lines.prefix(mostLines) + [rest]
  }
}

extension Finding {
  /// What keeps clients from being served, or may; a rule that would have to ask a real server says so
  /// too. A part that could not be read is no news.
  fileprivate var isTold: Bool {
    switch severity {
    case .error, .warning: true
    case .unknown: id != "U00"
    case .note: false
    }
  }

  /// One line: what, why, and what would put it right.
  fileprivate var logged: String {
    let command = mend.first?.commands.first.map { "; mend: \($0)" } ?? ""
    let place = mend.first?.on.map { " (on \($0))" } ?? ""
    return "doctor: \(id) \(severity.rawValue): \(object): \(sentence)\(command)\(place); "
      + "'directorctl doctor' shows more"
  }
}
