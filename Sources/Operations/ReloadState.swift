import Network

/// How far the reading of another configuration is.
struct ReloadState<Client: Hashable & Sendable>: Sendable {
  /// What is to be done when a reload is asked for.
  enum Verdict: Equatable {
    case begin(generation: Int)
    /// One is under way, and the file is read again after it: it may have changed.
    case wait
  }

  /// Since when one is under way; nil: none is.
  private(set) var began: Instant?
  /// That the one under way hangs was said.
  private(set) var isStuck = false
  /// Asked for once more while it was under way.
  private(set) var isWanted = false
  private(set) var generation = 0
  /// Who waits for the one under way, and for the next.
  private(set) var clients: [Client] = []
  private var nextClients: [Client] = []

  var isUnderWay: Bool { began != nil }

  /// When it is said that the one under way hangs.
  var deadline: Instant? { isStuck ? nil : began.map { $0 + reloadPatience } }

  /// Nobody hears of one that has hung before another takes its place: its clients wait on.
  mutating func request(for client: Client?, at now: Instant) -> Verdict {
    guard !isUnderWay || isStuck else {
      isWanted = true
      if let client { nextClients.append(client) }
      return .wait
    }
    clients += nextClients + (client.map { [$0] } ?? [])
    nextClients = []
    isWanted = false
    isStuck = false
    began = now
    generation += 1
    return .begin(generation: generation)
  }

  /// The one under way hangs: true if another is wanted, which may begin now.
  mutating func stick() -> Bool {
    isStuck = true
    return isWanted
  }

  /// It has ended: whom to tell, and whether another was asked for meanwhile.
  mutating func end() -> (clients: [Client], isWanted: Bool) {
    defer {
      began = nil
      isStuck = false
      isWanted = false
      clients = nextClients
      nextClients = []
    }
    return (clients, isWanted)
  }
}

/// A file that has not been read for so long is on a file system that hangs: another reload may take its
/// place.
package let reloadPatience = Duration.seconds(30)
