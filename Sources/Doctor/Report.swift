/// What an examination came to.
package struct Report: Codable, Hashable, Sendable {
  /// The worst first; among equals in the order of the rules.
  package var findings: [Finding]
  /// Rules that were judged and found nothing.
  package var passed: [String]
  /// Rules that could not be judged, because a part of the document was not read or not asked for.
  package var notJudged: [String]

  package init(findings: [Finding] = [], passed: [String] = [], notJudged: [String] = []) {
    self.findings = findings
    self.passed = passed
    self.notJudged = notJudged
  }

  /// 0 nothing found above a note, 1 a warning, 2 an error, 3 nothing worse, but facts are missing.
  package var exitStatus: Int32 {
    switch findings.first?.severity {
    case .error: 2
    case .warning: 1
    case .unknown: 3
    case .note, nil: 0
    }
  }
}

extension Examination {
  /// Judges `rules` by the documents.
  ///
  /// A part that could not be read gives one finding of severity `unknown`, which names the rules
  /// that need it; a part that was not asked for gives none.
  package func report(by rules: [Rule] = Rule.all) -> Report {
    var report = Report()
    for rule in rules {
      guard rule.needs.allSatisfy({ director.has($0) }) else {
        report.notJudged.append(rule.id)
        continue
      }
      let findings = rule.findings(in: self)
      if findings.isEmpty { report.passed.append(rule.id) }
      report.findings += findings
    }
    report.findings += walkFindings(besides: report.findings)
    report.findings += (director.unread ?? []).map { unread in
      let blind = rules.filter { $0.needs.contains(unread.part) }.map(\.id)
      return Finding(unread, rules: blind)
    }
    report.findings = report.findings.enumerated().sorted {
      ($0.element.severity, $0.offset) < ($1.element.severity, $1.offset)
    }.map(\.element)
    return report
  }
}

extension Facts {
  /// Whether a part was read.
  package func has(_ part: Part) -> Bool {
    switch part {
    case .kernel: kernel != nil
    case .settings: settings != nil
    case .bootSettings: bootSettings != nil
    case .links: links != nil
    case .addresses: addresses != nil
    case .routes: routes != nil
    case .policyRules: policyRules != nil
    case .neighbors: neighbors != nil
    case .rulesets: rulesets != nil
    case .counters: counters != nil
    case .listeners: listeners != nil
    case .programs: programs != nil
    case .ipvs: ipvs != nil
    case .probes: probes != nil
    case .answers: answers != nil
    case .heard: heard != nil
    case .walk: walk != nil
    case .trace: trace != nil
    case .director: director != nil
    }
  }
}

extension Finding {
  /// A part of a document that could not be read.
  init(_ unread: Facts.Unread, rules: [String]) {
    let need = unread.needs.map { "; \($0) is needed" } ?? ""
    let blind =
      rules.isEmpty ? "" : "; not judged: \(rules.joined(separator: " "))"
    self.init(
      "U00", .unknown, object: unread.part.rawValue, "\(unread.reason)\(need)\(blind)")
  }
}
