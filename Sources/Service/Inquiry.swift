import Configuration
import Network

/// Real servers that are asked whether they fail as well, after the first of them that are reached
/// one way has failed: do they fail together?
///
/// An answer is that to a probe which was started no earlier than the one that failed first: what
/// answered before says nothing of the way as it is now.
struct Inquiry: Hashable, Sendable {
  enum Answer: Hashable, Sendable { case awaited, passes, fails }

  enum Finding: Hashable, Sendable {
    /// It hangs on answers that are not there yet.
    case open
    /// As many fail as make the view suspect.
    case together
    /// So many pass that the others fail by themselves.
    case alone
  }

  /// At most so many are asked: one in its thousands must not start a probe of each.
  static let most = 9

  /// When the first probe that failed was started.
  let since: Instant
  /// When what was found, or was not, is no reason any more to keep anything.
  let until: Instant
  private let threshold: SuspicionRule.Threshold
  private(set) var answers: [Address: Answer]
  /// When the last probe that passed was started.
  private(set) var passed: Instant?
  /// Since when they are found to fail together.
  var suspectSince: Instant?

  /// - Parameter asked: who is asked beside the one that has failed.
  init(
    _ rule: SuspicionRule, failed: Address, asked: [Address], since: Instant, at now: Instant
  ) {
    self.since = since
    until = now + rule.hold
    threshold = rule.threshold
    answers = Dictionary(uniqueKeysWithValues: asked.map { ($0, Answer.awaited) })
    answers[failed] = .fails
  }

  /// False if it is no answer: nobody was asked there, or the probe is an earlier one.
  mutating func hear(_ address: Address, passes: Bool, startedAt start: Instant) -> Bool {
    guard answers[address] != nil, start >= since else { return false }
    answers[address] = passes ? .passes : .fails
    if passes { passed = max(passed ?? start, start) }
    return true
  }

  /// Those that the configuration has no longer are asked no longer.
  mutating func keep(_ addresses: Set<Address>) {
    answers = answers.filter { addresses.contains($0.key) }
  }

  func awaits(_ address: Address) -> Bool { answers[address] == .awaited }

  var failing: Int { answers.values.count { $0 == .fails } }

  // The criteria, of those asked and the one that failed first:
  //
  //   suspect_together N%   at least two fail, and at least so many in a hundred
  //   suspect_together N    at least so many fail
  //
  // Both outcomes are found at once: that it is so, and that it cannot come to be so any more.
  var finding: Finding {
    let awaited = answers.values.count { $0 == .awaited }
    if reaches(failing) { return .together }
    return reaches(failing + awaited) ? .open : .alone
  }

  private func reaches(_ failing: Int) -> Bool {
    switch threshold {
    case .percentage(let percent): failing >= 2 && failing * 100 >= percent * answers.count
    case .count(let count): failing >= max(2, count)
    }
  }
}

/// What is known of a way, if `suspect_together` is asked for.
struct Company: Hashable, Sendable {
  var inquiry: Inquiry?
  /// An answer came to a probe that was started then: whatever failed earlier failed by itself.
  var good: Instant?
  /// They failed together until then: whatever failed before is asked once more.
  var recovered: Instant?
  /// Failures were kept for as long as may be, and count until one that is reached so passes.
  var isSpent = false
}
