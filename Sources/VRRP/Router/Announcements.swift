internal import Network

/// When a master tells the segment where its addresses are: keepalived's `garp_master_…` and
/// `garp_lower_prio_…`.
package struct AnnouncementSettings: Codable, Hashable, Sendable {
  /// Rounds at once on becoming master, and again after `delay`; at least one.
  package var rounds: Int
  /// Zero: no second time.
  package var delay: Duration
  /// Zero: never.
  package var refresh: Duration
  package var refreshRounds: Int
  /// After another master gave way: rounds, and the delay of the second time.
  package var rivalRounds: Int
  package var rivalDelay: Duration

  package init(
    rounds: Int = 5, delay: Duration = .seconds(5), refresh: Duration = .zero,
    refreshRounds: Int = 1, rivalRounds: Int? = nil, rivalDelay: Duration? = nil
  ) {
    self.rounds = rounds
    self.delay = delay
    self.refresh = refresh
    self.refreshRounds = refreshRounds
    self.rivalRounds = rivalRounds ?? rounds
    self.rivalDelay = rivalDelay ?? delay
  }
}

/// What a master has still to announce.
struct Announcements: Hashable, Sendable {
  /// The second time after becoming master.
  private var second: Instant?
  private var refresh: Instant?
  /// The second time after a rival was heard.
  private var afterRival: Instant?
  /// When a rival must have gone that held the addresses a moment ago: it may have answered for them
  /// after the first round.
  private var settled: Instant?

  /// The rest of what begins with `settings.rounds` at `now`. Another may become master at the same
  /// moment, announce after us, hear us and yield without a word.
  init(_ settings: AnnouncementSettings, interval: Duration, at now: Instant) {
    if settings.delay > .zero { second = now + settings.delay }
    if settings.refresh > .zero { refresh = now + settings.refresh }
    settle(interval, at: now)
  }

  var deadline: Instant? {
    earliest(earliest(second, refresh), earliest(afterRival, settled))
  }

  /// Another master was heard, which yields when it hears the answer. keepalived announces at once
  /// and after seconds; a client that asked in between would then be wrong for that long.
  mutating func rivalHeard(_ settings: AnnouncementSettings, interval: Duration, at now: Instant) {
    settle(interval, at: now)
    if settings.rivalDelay > .zero { afterRival = now + settings.rivalDelay }
  }

  private mutating func settle(_ interval: Duration, at now: Instant) {
    settled = now + min(interval, .milliseconds(20))
  }

  /// How many rounds are due.
  mutating func due(_ settings: AnnouncementSettings, at now: Instant) -> Int {
    var rounds = 0
    if let moment = second, moment <= now {
      second = nil
      rounds = max(rounds, settings.rounds)
    }
    if let moment = refresh, moment <= now {
      refresh = settings.refresh > .zero ? now + settings.refresh : nil
      rounds = max(rounds, settings.refreshRounds)
    }
    if let moment = afterRival, moment <= now {
      afterRival = nil
      rounds = max(rounds, settings.rivalRounds)
    }
    if let moment = settled, moment <= now {
      settled = nil
      rounds = max(rounds, 1)
    }
    return rounds
  }

  /// Follows a changed `refresh`; what is pending stays.
  mutating func reconfigure(_ settings: AnnouncementSettings, at now: Instant) {
    guard settings.refresh > .zero else {
      refresh = nil
      return
    }
    let next = now + settings.refresh
    refresh = refresh.map { min($0, next) } ?? next
  }
}
