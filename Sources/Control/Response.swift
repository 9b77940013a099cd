/// What the daemon answers, one JSON object a line: `{"version":1,"status":{…}}`.
package enum Response: Hashable, Sendable {
  case status(Status)
  case reload(Reload)
  case plan(Plan)
  case why(Why)
  /// It is done, or under way; in words.
  case done(String)
  /// The request could not be served; in words.
  case failure(String)
}

extension Response {
  /// The most that an answer tells; more of them have one cause as a rule.
  private static let longestList = 10

  /// The same, with what could not be done.
  package func with(shortcomings: [String]) -> Response {
    guard !shortcomings.isEmpty else { return self }
    let more = shortcomings.count - Self.longestList
    let told = shortcomings.prefix(Self.longestList) + (more > 0 ? ["and \(more) more"] : [])
    switch self {
    case .reload(var reload):
      reload.shortcomings = Array(told)
      return .reload(reload)
    case .done(let text):
      return .done(([text] + told.map { "not done: \($0)" }).joined(separator: "\n"))
    case .status, .plan, .why, .failure: return self
    }
  }
}

/// How a reading of the configuration file ended.
package struct Reload: Codable, Hashable, Sendable {
  package enum Outcome: String, Codable, Hashable, Sendable {
    /// The new configuration is followed.
    case accepted
    /// The file says what it said before: nothing was changed.
    case unchanged
    /// The file has errors: the configuration before it goes on.
    case refused
  }

  package var outcome: Outcome
  /// When, in seconds since 1970.
  package var at: Double
  package var errors: Int
  package var warnings: Int
  /// Each with file, line and column, as `directorctl check` prints them.
  package var diagnostics: [String]
  /// What the kernel refused, or has not been told yet: in words.
  package var shortcomings: [String]?

  package init(
    outcome: Outcome, at: Double, errors: Int = 0, warnings: Int = 0, diagnostics: [String] = []
  ) {
    self.outcome = outcome
    self.at = at
    self.errors = errors
    self.warnings = warnings
    self.diagnostics = diagnostics
  }
}

struct ResponseMessage: Codable {
  var version: Int
  var status: Status?
  var reload: Reload?
  var plan: Plan?
  var why: Why?
  var done: String?
  var error: String?
}
