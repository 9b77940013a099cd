import Network

/// What the kernel refused, and when each is tried again: after 1 s, doubling to 60 s. A command that
/// differs from the refused one is not held back.
struct Backoff: Sendable {
  private struct Entry {
    var command: Command
    var attempts: Int
    var until: Instant
  }

  private var entries: [TableObject: Entry] = [:]
  /// Taken as due and not yet answered: they keep the count of their attempts.
  private var retrying: [TableObject: Entry] = [:]
  /// The earliest `until`.
  private(set) var deadline: Instant?

  static let first = Duration.seconds(1)
  static let longest = Duration.seconds(60)

  var isEmpty: Bool { entries.isEmpty }

  func has(_ object: TableObject) -> Bool {
    entries[object] != nil || retrying[object] != nil
  }

  func holds(_ command: Command, at now: Instant) -> Bool {
    guard let object = command.object, let entry = entries[object] else { return false }
    return entry.command == command && now < entry.until
  }

  /// Remembers a refusal; answers how long it is held back.
  mutating func refused(_ command: Command, _ object: TableObject, at now: Instant) -> Duration {
    let attempts = (retrying[object] ?? entries[object])?.attempts ?? 0
    let delay = min(Self.first * (1 << min(attempts, 6)), Self.longest)
    remember(Entry(command: command, attempts: attempts + 1, until: now + delay), object)
    return delay
  }

  /// Remembers a doubtful answer, which holds nothing back: a second one is a refusal.
  mutating func doubted(_ command: Command, _ object: TableObject, at now: Instant) {
    remember(Entry(command: command, attempts: 0, until: now), object)
  }

  private mutating func remember(_ entry: Entry, _ object: TableObject) {
    entries[object] = entry
    deadline = min(deadline ?? entry.until, entry.until)
  }

  mutating func succeeded(_ object: TableObject) {
    if !entries.isEmpty { entries[object] = nil }
    if !retrying.isEmpty { retrying[object] = nil }
  }

  /// The objects whose time has come. They are no longer held back.
  mutating func takeDue(at now: Instant) -> [TableObject] {
    guard let deadline, deadline <= now else { return [] }
    let due = entries.filter { $0.value.until <= now }
    for (object, entry) in due {
      entries[object] = nil
      retrying[object] = entry
    }
    self.deadline = entries.values.map(\.until).min()
    return Array(due.keys)
  }

  /// The answers to what was taken as due are all in.
  mutating func endTurn() {
    retrying = [:]
    if entries.isEmpty { deadline = nil }
  }
}

extension TableObject: Comparable {
  /// By service, the service itself before its destinations.
  package static func < (left: TableObject, right: TableObject) -> Bool {
    guard left.service == right.service else { return left.service < right.service }
    return switch (left, right) {
    case (.service, .destination): true
    case (.destination(_, let a), .destination(_, let b)): a < b
    case (.service, .service), (.destination, .service): false
    }
  }
}
