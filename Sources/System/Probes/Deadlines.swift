import Network

/// The deadlines of what is in flight. Configured timeouts are few, and what is given the same one
/// ends in the order in which it began: so a queue for each timeout, and no heap.
///
/// What has ended before its time is not taken out; it is passed over when it comes to the front.
struct Deadlines {
  private struct Lane {
    let timeout: Duration
    var entries: [(token: UInt64, deadline: Instant)] = []
    var front = 0

    mutating func drop(until isWanted: (Instant, UInt64) -> Bool) {
      while front < entries.count, !isWanted(entries[front].deadline, entries[front].token) {
        front += 1
      }
      guard front > 64, front * 2 > entries.count else { return }
      entries.removeFirst(front)
      front = 0
    }
  }

  private var lanes: [Lane] = []

  /// `now` must not be less than at the call before.
  mutating func insert(_ token: UInt64, timeout: Duration, at now: Instant) {
    let entry = (token: token, deadline: now + timeout)
    if let lane = lanes.firstIndex(where: { $0.timeout == timeout }) {
      lanes[lane].entries.append(entry)
    } else {
      lanes.append(Lane(timeout: timeout, entries: [entry]))
    }
  }

  /// The earliest deadline of those that are alive.
  mutating func earliest(whereAlive isAlive: (UInt64) -> Bool) -> Instant? {
    var earliest: Instant?
    for lane in lanes.indices {
      lanes[lane].drop { _, token in isAlive(token) }
      guard lanes[lane].front < lanes[lane].entries.count else { continue }
      let deadline = lanes[lane].entries[lanes[lane].front].deadline
      earliest = min(earliest ?? deadline, deadline)
    }
    lanes.removeAll { $0.front == $0.entries.count && $0.front > 1024 }
    return earliest
  }

  /// Takes out what has had its time, dead or alive, and of it no more than `most`: the others are the
  /// earliest still.
  mutating func takeExpired(at now: Instant, atMost most: Int = .max) -> [UInt64] {
    var expired: [UInt64] = []
    for lane in lanes.indices {
      lanes[lane].drop { deadline, token in
        guard deadline <= now, expired.count < most else { return true }
        expired.append(token)
        return false
      }
    }
    return expired
  }
}
