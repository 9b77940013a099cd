import Network

/// What a check reads instead of connecting: whoever looks after it tells when it changes.
package enum TrackedSource: Hashable, Sendable {
  /// A `track_file`, by its name.
  case file(String)
  /// A session of BFD, by its name.
  case session(String)
}

/// What is known of a tracked source.
package enum TrackedSourceStatus: Hashable, Sendable {
  case up
  case down
  /// A tracked file's number, within ±2,147,483,647.
  case value(Int)
}

/// `FILE_CHECK`, `BFD_CHECK`: what a tracked source says of a real server.
package struct TrackedProbe: Hashable, Sendable {
  /// How long a tracked source may stay unknown: longer than a session takes to come up.
  package static let patience = Duration.seconds(10)

  package var source: TrackedSource
  /// What a file's number is multiplied with, within ±2,147,483,647.
  package var weight: Int
  package var isReversed: Bool

  package init(_ source: TrackedSource, weight: Int = 0, isReversed: Bool = false) {
    self.source = source
    let greatest = Int(WeightContribution.greatestWeight)
    self.weight = max(-greatest, min(weight, greatest))
    self.isReversed = isReversed
  }
}

extension TrackedProbe {
  // The criteria (keepalived.conf(5): FILE_CHECK, track_file, BFD_CHECK), where w is the weight, of
  // the other sign with `reverse`:
  //
  //   a session is up or down                 passes or fails
  //   w ≠ 0, the number · w > -2³¹            passes; so much is added to the weight
  //   w ≠ 0, the number · w ≤ -2³¹            fails
  //   w = 0, the number is 0                  passes; with reverse it fails
  //   w = 0, it is another                    fails; with reverse it passes
  //
  // What stays unknown for longer than `patience`: a session has not come up, and fails; a file was
  // not read, which says nothing of the server.
  package func result(_ status: TrackedSourceStatus?) -> ProbeResult {
    switch (source, status) {
    case (_, .up): passes("it is up")
    case (_, .down): fails("it is down")
    case (_, .value(let value)): result(of: value)
    case (.session, nil): fails("it has not come up within \(Self.patience.words)")
    case (.file, nil): ProbeResult(.notMade("it has not been read yet"), duration: .zero)
    }
  }

  private func result(of value: Int) -> ProbeResult {
    let words = "its number is \(value)"
    guard weight != 0 else { return (value == 0) != isReversed ? passes(words) : fails(words) }
    let greatest = Int(WeightContribution.greatestWeight)
    let change = max(-greatest, min(value, greatest)) * (isReversed ? -weight : weight)
    guard change > Int(Int32.min) else { return fails("\(words), too low to serve with") }
    return ProbeResult(.passed, detail: words, duration: .zero, weight: .delta(change))
  }

  private func passes(_ words: String) -> ProbeResult {
    ProbeResult(.passed, detail: words, duration: .zero)
  }

  private func fails(_ words: String) -> ProbeResult {
    ProbeResult(.failed(words), duration: .zero)
  }
}
