import IPVS
import Network

/// Which services are looked at next, and when, so that all of them are within 20 s and a table that
/// somebody has flushed is found out within a second.
struct Patrol {
  private static let round = Duration.seconds(20)
  private static let longestPause = Duration.seconds(1)
  private static let shortestPause = Duration.milliseconds(50)
  /// So many services are looked at in one turn, unless a round has fewer for each second.
  private static let fewest = 8
  private static let most = 64
  /// Beyond so many real servers no further service is looked at in the same turn.
  private static let destinations = 1024

  /// When the next ones are to be looked at.
  private(set) var next: Instant
  /// Of the round that is under way, the last first.
  private var keys: [ServiceKey] = []
  private var pause = Patrol.longestPause

  init(startingAt now: Instant = Instant(nanoseconds: 0)) { next = now + Self.longestPause }

  /// The services to look at now.
  mutating func portion(of table: Table, at now: Instant) -> [ServiceKey] {
    if keys.isEmpty { begin(table) }
    next = now + pause
    let share = Double(table.services.count) * (Self.longestPause / Self.round)
    let count = min(max(Self.fewest, Int(share) + 1), Self.most)
    let portion = Self.portion(of: keys.reversed().prefix(count), in: table)
    keys.removeLast(portion.count)
    return portion
  }

  private mutating func begin(_ table: Table) {
    keys = Array(table.services.keys)
    let share = Double(Self.most) / Double(max(1, keys.count))
    let pause = Duration.nanoseconds(Int64(Double(Self.round.nanoseconds) * share))
    self.pause = max(Self.shortestPause, min(pause, Self.longestPause))
  }

  /// As many of the first services as one turn can look at; one at least.
  static func portion(of keys: some Sequence<ServiceKey>, in table: Table) -> [ServiceKey] {
    var portion: [ServiceKey] = []
    var destinations = 0
    for key in keys {
      portion.append(key)
      destinations += table[key]?.destinations.count ?? 0
      if portion.count >= most || destinations > Self.destinations { break }
    }
    return portion
  }
}

extension Repair {
  /// A whole service was not as it was wanted.
  var isOfService: Bool {
    if case .service = object { true } else { false }
  }
}
