internal import Network

/// Announcements that wait for their turn: no two on one interface within an interval.
struct Pacer: Sendable {
  private struct Queue: Sendable {
    var waiting: [Address] = []
    var nextAt: Instant
  }

  private struct Key: Hashable {
    var interface: String
    var family: Family
  }

  /// More than this would be said after it has ceased to matter.
  private static let longest = 4096

  /// Those in which something waits, or in which nothing may go yet.
  private var queues: [Key: Queue] = [:]

  /// When the next one may go.
  private(set) var deadline: Instant?

  mutating func add(_ addresses: [Address], rounds: Int, interface: String, at now: Instant) {
    for _ in 0..<max(rounds, 0) {
      for address in addresses {
        let key = Key(interface: interface, family: address.family)
        guard queues[key]?.waiting.count ?? 0 < Pacer.longest else { return }
        queues[key, default: Queue(nextAt: now)].waiting.append(address)
        deadline = earliest(deadline, queues[key]?.nextAt)
      }
    }
  }

  /// Forgets what waits for addresses that are no longer held.
  mutating func keep(_ held: Set<Address>) {
    for key in queues.keys { queues[key]?.waiting.removeAll { !held.contains($0) } }
    lookAhead()
  }

  mutating func due(_ intervals: [Family: Duration], at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    for key in queues.keys.sorted(by: {
      ($0.interface, $0.family.bits) < ($1.interface, $1.family.bits)
    }) {
      guard var queue = queues[key] else { continue }
      let interval = intervals[key.family] ?? .zero
      var sent = 0
      while sent < queue.waiting.count, interval <= .zero || queue.nextAt <= now {
        effects.append(.announce(queue.waiting[sent], interface: key.interface))
        queue.nextAt = max(queue.nextAt, now) + interval
        sent += 1
      }
      queue.waiting.removeFirst(sent)
      queues[key] = queue.waiting.isEmpty && queue.nextAt <= now ? nil : queue
    }
    lookAhead()
    return effects
  }

  private mutating func lookAhead() {
    deadline = queues.values.compactMap { $0.waiting.isEmpty ? nil : $0.nextAt }.min()
  }
}
