package import Network
package import VRRP

/// A packet that belongs to no instance.
package struct Stray: Hashable, Sendable, CustomStringConvertible {
  package var reason: Rejection
  /// nil if the packet's headers cannot be read.
  package var source: Address?
  package var interface: String
  /// How many of this cause there were so far.
  package var count: Int

  package var description: String {
    let from = source.map { " from \($0)" } ?? ""
    return
      "\(interface): a packet\(from) was dropped: \(reason). \(count) so far; the next line of "
      + "this kind follows in a minute at the earliest."
  }
}

/// The packets that belong to no instance, counted, and now and then said.
struct Strays: Sendable {
  private struct Kind: Hashable {
    var reason: Rejection
    var interface: String
  }

  private(set) var counts: [Rejection.Cause: Int] = [:]
  private var said: [Kind: Instant] = [:]
  /// So many kinds were said that no other one is before then.
  private var quietUntil = Instant(nanoseconds: .min)

  /// Counts one; answers it if it is to be said.
  mutating func note(
    _ reason: Rejection, from source: Address?, on interface: String, at now: Instant
  ) -> Stray? {
    let count = counts[reason.cause, default: 0] + 1
    counts[reason.cause] = count
    let kind = Kind(reason: reason, interface: interface)
    if let last = said[kind], now - last < .seconds(60) { return nil }
    // A flood of ever other virtual routers is not written down whole, nor looked through each time.
    guard now >= quietUntil else { return nil }
    if said.count >= 16 { said = said.filter { now - $0.value < .seconds(60) } }
    guard said.count < 16 else {
      quietUntil = (said.values.min() ?? now) + .seconds(60)
      return nil
    }
    said[kind] = now
    return Stray(reason: reason, source: source, interface: interface, count: count)
  }

  /// Counts one of which nothing is said.
  mutating func count(_ reason: Rejection) { counts[reason.cause, default: 0] += 1 }
}
