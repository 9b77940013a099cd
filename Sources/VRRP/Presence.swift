package import Network

/// Turns the number of running processes into a status: `quorum`, `quorum_max` and the delays of
/// `vrrp_track_process`.
package struct Presence: Hashable, Sendable {
  /// How many must run, and how many may.
  package var quorum: ClosedRange<Int>
  /// How long a change must last that came of one more, or of one less, before it counts.
  package var forkDelay: Duration
  package var terminateDelay: Duration
  package private(set) var status = TrackedStatus.pending
  /// When a change that lasts begins to count.
  package private(set) var changesAt: Instant?
  package private(set) var number = 0

  package init(
    quorum: ClosedRange<Int>, forkDelay: Duration = .zero, terminateDelay: Duration = .zero
  ) {
    self.quorum = quorum
    self.forkDelay = forkDelay
    self.terminateDelay = terminateDelay
  }

  /// So many run now. The first number counts at once.
  package mutating func count(_ number: Int, at now: Instant) {
    let delay = number > self.number ? forkDelay : terminateDelay
    self.number = number
    if status == .pending { status = wanted }
    guard status != wanted else {
      changesAt = nil
      return
    }
    changesAt = changesAt ?? now + delay
    settle(at: now)
  }

  /// Lets a change count whose time has come.
  package mutating func settle(at now: Instant) {
    guard let moment = changesAt, moment <= now else { return }
    changesAt = nil
    status = wanted
  }

  private var wanted: TrackedStatus { quorum.contains(number) ? .up : .down }
}
