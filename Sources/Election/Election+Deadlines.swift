package import Network
internal import VRRP

// MARK: - Routers

/// When each router is to be woken. A deadline that moves away stays in the schedule until its moment
/// comes or it is the first, so that a packet costs nothing here: `entries` has the earliest one.
struct Wakings: Sendable {
  private var schedule = Schedule()
  private var entries: [Instant?] = []
  /// As noted last.
  private var moments: [Instant?] = []

  init(count: Int = 0) {
    entries = Array(repeating: nil, count: count)
    moments = entries
  }

  var first: Instant? { schedule.first?.instant }

  mutating func note(_ place: Int, at deadline: Instant?) {
    moments[place] = deadline
    guard let deadline, deadline < entries[place] ?? Instant(nanoseconds: .max) else { return }
    entries[place] = deadline
    schedule.insert(place, at: deadline)
  }

  /// Those that may be due, in order; each must be noted again.
  mutating func due(at now: Instant) -> [Int] {
    var places: [Int] = []
    while let entry = schedule.first, entry.instant <= now {
      schedule.removeFirst()
      guard entries[entry.place] == entry.instant else { continue }
      entries[entry.place] = nil
      places.append(entry.place)
    }
    return places.sorted()
  }

  /// Makes the first entry one that counts.
  mutating func settle() {
    while let entry = schedule.first {
      guard entries[entry.place] == entry.instant else {
        schedule.removeFirst()
        continue
      }
      let moment = moments[entry.place]
      if moment == entry.instant { return }
      entries[entry.place] = moment
      if let moment {
        schedule.replaceFirst(by: entry.place, at: moment)
      } else {
        schedule.removeFirst()
      }
    }
  }
}

extension Election {
  /// When `handle(.deadline)` is due; nil: nothing is waited for.
  package var deadline: Instant? {
    earliest(wakings.first, earliest(conditionsChangeAt, pacer.deadline))
  }

  mutating func expire(in turn: inout Turn) {
    for place in wakings.due(at: turn.now) {
      if let deadline = instances[place].router.deadline, deadline <= turn.now {
        tell(place, .deadline, in: &turn)
      }
      wakings.note(place, at: instances[place].router.deadline)
    }
    guard let moment = conditionsChangeAt, moment <= turn.now else { return }
    var touched: Set<Int> = []
    for (name, link) in links where link.changesAt.map({ $0 <= turn.now }) ?? false {
      links[name]?.settle(at: turn.now)
      touched.formUnion(places.byInterface[name] ?? [])
    }
    conditionsChangeAt = links.values.compactMap(\.changesAt).min()
    reassess(touched, in: &turn)
  }

  /// A link will count otherwise from then on, which `expire` looks at.
  mutating func awaitConditions(_ moment: Instant?) {
    conditionsChangeAt = earliest(conditionsChangeAt, moment)
  }
}
