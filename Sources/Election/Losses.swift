internal import Network

/// How often somebody has taken one address away that was put back each time. A restart of another
/// manager is borne; one that does not stop is a fault, and another director may fare better.
struct Losses: Hashable, Sendable {
  private static let bearable = 5
  private static let window = Duration.seconds(60)

  private var moments: [Instant] = []
  /// When the fault ends, where it is one: a minute after the last loss.
  private(set) var endsAt: Instant?

  mutating func note(at now: Instant) {
    moments.removeAll { now - $0 > Losses.window }
    moments.append(now)
    guard moments.count > Losses.bearable else { return }
    moments.removeFirst()
    endsAt = now + Losses.window
  }
}
