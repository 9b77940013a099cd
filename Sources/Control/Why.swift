/// Why a real server is in or out, in each virtual server that has it. Moments are seconds since 1970.
package struct Why: Codable, Hashable, Sendable {
  /// As it was asked for.
  package var realServer: String
  /// When this was so.
  package var at: Double
  /// In the file's order.
  package var standings: [RealServerStanding]
  /// If nobody has it: real servers that may be meant.
  package var nearest: [String]

  package init(
    realServer: String, at: Double, standings: [RealServerStanding] = [], nearest: [String] = []
  ) {
    self.realServer = realServer
    self.at = at
    self.standings = standings
    self.nearest = nearest
  }
}

/// One real server in one virtual server.
package struct RealServerStanding: Codable, Hashable, Sendable {
  package enum Answer: String, Codable, Hashable, Sendable {
    /// It gets new connections.
    case serving
    /// Weight 0: it keeps those that it has.
    case keeping
    case out
  }

  package var realServer: String
  /// The virtual server, as the file names it.
  package var virtualServer: String
  /// Where it stands or would stand: `tcp 192.0.2.1:80`, `the 4 services of group web`.
  package var place: String
  package var answer: Answer
  /// null: since a time that is not known any more.
  package var since: Double?
  /// After "because".
  package var reason: String
  /// What is to be added: what it needs to return, what else is to be known.
  package var outlook: [String]
  /// If the kernel's table is not as it is wanted: how, and why.
  package var tableProblem: String?
  package var weight: WeightStatus
  package var checks: [CheckStanding]
  package var timeline: [TimelineEntry]
  /// How many older entries there were.
  package var forgotten: Int
  /// The probe that made its state what it is.
  package var decidedBy: ProbeAccount?

  package init(
    realServer: String, virtualServer: String, place: String, answer: Answer, since: Double?,
    reason: String, outlook: [String] = [], weight: WeightStatus, checks: [CheckStanding] = [],
    timeline: [TimelineEntry] = [], forgotten: Int = 0, decidedBy: ProbeAccount? = nil
  ) {
    self.realServer = realServer
    self.virtualServer = virtualServer
    self.place = place
    self.answer = answer
    self.since = since
    self.reason = reason
    self.outlook = outlook
    self.weight = weight
    self.checks = checks
    self.timeline = timeline
    self.forgotten = forgotten
    self.decidedBy = decidedBy
  }
}

/// How a check of a real server stands.
package struct CheckStanding: Codable, Hashable, Sendable {
  package var status: CheckStatus
  /// Where its counts stand, and what they must come to.
  package var standing: String
  /// What it says of the weight; null: nothing.
  package var weight: String?
  /// When its next probe starts, in seconds from then; null while one is under way.
  package var next: Double?
  /// The last probe; what was said in one that passed is not kept.
  package var last: ProbeAccount?

  package init(
    status: CheckStatus, standing: String, weight: String? = nil, next: Double? = nil,
    last: ProbeAccount? = nil
  ) {
    self.status = status
    self.standing = standing
    self.weight = weight
    self.next = next
    self.last = last
  }
}

/// Something that happened to a real server or its virtual server.
package struct TimelineEntry: Codable, Hashable, Sendable {
  /// `state`, `failure`, `maintenance`, `table`, …
  package var kind: String
  /// When it happened last.
  package var at: Double
  /// When it happened first; null if it happened once.
  package var since: Double?
  package var times: Int
  /// What happened, and who did it or what said it.
  package var words: String

  package init(kind: String, at: Double, since: Double? = nil, times: Int = 1, words: String) {
    self.kind = kind
    self.at = at
    self.since = since
    self.times = times
    self.words = words
  }
}
