package import Health
package import Network

/// The last things that happened to a real server, or to its virtual server, oldest first. Bounded:
/// what is older is only counted.
package struct Timeline: Sendable {
  /// So many entries are kept, and fewer if there are very many real servers.
  package static let longest = 32
  private static let shortest = 6
  /// So many are kept of all real servers together, about.
  private static let total = 100_000

  package struct Entry: Hashable, Sendable {
    package var kind: Kind
    /// What happened, and who did it or what said it.
    package var words: String
    /// When it happened last.
    package var instant: Instant
    /// When it happened first, if it happened several times.
    package var since: Instant
    package var times = 1
    /// Which check's answers are counted.
    fileprivate var check: Int?
    /// How many in a row.
    fileprivate var run = 0
  }

  package enum Kind: String, Hashable, Sendable {
    /// A configuration brought it, or changed it.
    case configuration
    /// It came, went, or began to drain.
    case state
    /// A check's failures that are forgiven.
    case failure
    /// A failed check's passes that are not enough yet.
    case success
    /// A check's probes that could not be made.
    case notMade
    /// A check changed, and another one decides.
    case check
    /// It passes, and is held down.
    case held
    /// Its failure is not acted on.
    case doubt
    case slowStart
    case weight
    case maintenance
    case quorum
    case panic
    /// Its services come and go with a virtual router.
    case follow
    /// Its checks rest, or go on.
    case rest
    case canary
    /// Somebody else changed the kernel's table, or the kernel refused a change.
    case table
  }

  package private(set) var entries: [Entry] = []
  /// How many older entries there were.
  package private(set) var forgotten = 0
  /// The probe that made its state what it is.
  package private(set) var evidence: Evidence?

  package init() {}

  /// How many entries each may have if there are so many real servers.
  package static func limit(realServers: Int) -> Int {
    max(shortest, min(longest, total / max(1, realServers)))
  }

  package mutating func add(
    _ kind: Kind, _ words: String, at now: Instant, limit: Int = longest
  ) {
    entries.append(Entry(kind: kind, words: words, instant: now, since: now))
    guard entries.count > limit else { return }
    forgotten += entries.count - limit
    entries.removeFirst(entries.count - limit)
  }

  /// What goes on is one entry: the last one is renewed if it is of the same kind.
  package mutating func renew(
    _ kind: Kind, _ words: String, at now: Instant, limit: Int = longest
  ) {
    guard let last = entries.indices.last, entries[last].kind == kind else {
      return add(kind, words, at: now, limit: limit)
    }
    entries[last].words = words
    entries[last].instant = now
    entries[last].times += 1
  }

  /// One more answer of a check that does not decide yet, number `run` in a row: one entry with those
  /// that came since anything else happened.
  package mutating func count(
    _ kind: Kind, of check: Int, run: Int, _ words: String, at now: Instant, limit: Int = longest
  ) {
    if let index = tally(kind, of: check) {
      entries[index].words = words
      entries[index].instant = now
      entries[index].times += 1
      entries[index].run = run
    } else {
      add(kind, words, at: now, limit: limit)
      entries[entries.count - 1].check = check
      entries[entries.count - 1].run = run
    }
  }

  /// The answers that led to a decision are told with it; answers how many in a row they were.
  package mutating func takeRun(_ kind: Kind, of check: Int) -> Int {
    guard let index = tally(kind, of: check) else { return 0 }
    let run = entries[index].run
    entries[index].times -= run
    entries[index].run = 0
    if entries[index].times <= 0 { entries.remove(at: index) }
    return run
  }

  /// The state is another one, because of this probe; nil: of none.
  package mutating func moved(by evidence: Evidence?) { self.evidence = evidence }

  private func tally(_ kind: Kind, of check: Int) -> Int? {
    for index in entries.indices.reversed() {
      guard entries[index].check != nil else { return nil }
      if entries[index].kind == kind, entries[index].check == check { return index }
    }
    return nil
  }
}

/// A probe that moved a real server. Held by reference, for most servers have none.
package final class Evidence: Sendable {
  /// `HTTP_GET`
  package let kind: String
  package let probe: Probe
  package let result: ProbeResult
  /// `HTTP_GET of 10.0.0.2:80 failed 3 times in a row: …`
  package let words: String
  package let instant: Instant

  package init(
    kind: String, probe: Probe, result: ProbeResult, words: String, instant: Instant
  ) {
    self.kind = kind
    self.probe = probe
    self.result = result
    self.words = words
    self.instant = instant
  }
}
