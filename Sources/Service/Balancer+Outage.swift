import Configuration
import Health
import IPVS
import Network

/// That a virtual server serves nobody.
struct Outage: Hashable, Sendable {
  /// How often one that lasts is told.
  static let reminder = Duration.seconds(600)

  var since: Instant
  /// When it is told again.
  var next: Instant
}

extension Balancer {
  // A virtual server serves nobody when all is known of its real servers, and none of them has a
  // weight, nor its sorry server: they are down, in maintenance, or have weight 0. One that stands in
  // no table, because this director is not master of what it `follow`s, is no outage.
  func servesNobody(_ pool: Pool) -> Bool {
    guard !pool.members.isEmpty, !pool.isCanary, !situation.keepsOut(pool.server),
      (sorryDestination(of: pool)?.weight ?? 0) == 0
    else { return false }
    return !members[pool.members].contains { member in
      member.condition == .starting && member.maintenance == nil
        || (destination(member)?.weight ?? 0) > 0
    }
  }

  /// Says that a virtual server serves nobody, whatever the cause, and that it serves again.
  mutating func judgeOutage(
    of index: Int, because reason: String, at now: Instant
  ) -> [Effect] {
    let pool = pools[index]
    let name = "virtual server \(pool.server.name.words)"
    switch (pool.outage, servesNobody(pool)) {
    case (nil, true):
      let outage = Outage(since: now, next: now + Outage.reminder)
      pools[index].outage = outage
      outages.insert(index, at: outage.next)
      let text = "\(name) serves nobody: \(tally(of: pool)); \(reason)"
      return [.log(LogLine(.error, text))]
    case (let outage?, false):
      pools[index].outage = nil
      guard !situation.keepsOut(pool.server) else { return [] }
      let text =
        "\(name) serves again, after \((now - outage.since).words): \(tally(of: pool)); \(reason)"
      return [.log(LogLine(.notice, text))]
    case (nil, false), (_?, true): return []
    }
  }

  mutating func repeatOutages(at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    while let entry = outages.first, entry.instant <= now {
      outages.removeFirst()
      guard pools.indices.contains(entry.place), var outage = pools[entry.place].outage,
        outage.next == entry.instant
      else { continue }
      let pool = pools[entry.place]
      outage.next = now + Outage.reminder
      pools[entry.place].outage = outage
      outages.insert(entry.place, at: outage.next)
      let text =
        "virtual server \(pool.server.name.words) still serves nobody, for "
        + "\((now - outage.since).words): \(tally(of: pool))"
      effects.append(.log(LogLine(.error, text)))
    }
    return effects
  }
}
