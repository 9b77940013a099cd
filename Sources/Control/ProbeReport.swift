import FoundationEssentials

/// What `directorctl probe --json` writes: the checks of a real server, made once. Later versions only
/// add to it.
package struct ProbeReport: Codable, Hashable, Sendable {
  package var version = 1
  package var file: String
  /// As it was asked for.
  package var realServer: String
  /// One for each virtual server that has it, in the file's order.
  package var results: [Result]

  package init(file: String, realServer: String, results: [Result]) {
    self.file = file
    self.realServer = realServer
    self.results = results
  }

  package struct Result: Codable, Hashable, Sendable {
    package var realServer: String
    package var virtualServer: String
    /// `serving`, `keeping` or `out`: what would come of these answers, were they the first.
    package var answer: RealServerStanding.Answer
    /// Its weight in the table; null: it would not be there.
    package var weight: UInt32?
    package var reason: String
    package var outlook: [String]
    package var checks: [Check]

    package init(
      realServer: String, virtualServer: String, answer: RealServerStanding.Answer,
      weight: UInt32?, reason: String, outlook: [String], checks: [Check]
    ) {
      self.realServer = realServer
      self.virtualServer = virtualServer
      self.answer = answer
      self.weight = weight
      self.reason = reason
      self.outlook = outlook
      self.checks = checks
    }
  }

  package struct Check: Codable, Hashable, Sendable {
    /// Where it goes and how long it may take: `10.0.0.2:80 from 10.0.0.1, within 5 s`.
    package var path: String
    /// What it says of the weight; null: nothing.
    package var weight: String?
    package var probe: ProbeAccount

    package init(path: String, weight: String?, probe: ProbeAccount) {
      self.path = path
      self.weight = weight
      self.probe = probe
    }
  }

  /// Every probe was made, and none failed.
  package var isGood: Bool {
    results.flatMap(\.checks).allSatisfy {
      switch $0.probe.verdict {
      case .passed, .drain: true
      case .failed, .notMade: false
      }
    }
  }

  /// Indented, its keys in order.
  package var json: [UInt8] { encoded(self, formatting: [.prettyPrinted]) }
}
