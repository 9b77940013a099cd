import Configuration
import Health
import IPVS
package import Network

/// What a real server's checks come to.
package enum Condition: Hashable, Sendable {
  /// It has not been up since it was configured, and no check has failed: it waits for its first
  /// verdicts, outside the table.
  case starting
  /// As many of its checks pass as must, or it has none.
  case up
  /// The same, and one of them asks that nothing new be sent to it: weight 0.
  case draining
  case down

  /// It serves, be it only those that it has.
  var isAlive: Bool {
    switch self {
    case .up, .draining: true
    case .starting, .down: false
    }
  }
}

/// Why a failure is not acted on.
package enum Doubt: Hashable, Sendable {
  /// `max_removed`: as many have been removed as may be within the window.
  case tooMany
  /// The canary is asked whether it fails too.
  case asking(canary: String, since: Instant)
  /// The canary fails too: the way to both may be what is wrong.
  case canaryFails(canary: String)
  /// Unrelated real servers that are reached the same way are asked whether they fail too.
  case askingOthers(Way, since: Instant)
  /// They do: the way may be what is wrong.
  case together(Way, since: Instant)
}

/// A real server in its virtual server.
struct Member: Sendable {
  /// Held by reference: a member is copied at every turn.
  private var content: Content
  /// Its virtual server's index.
  var pool: Int
  /// The places of its checks.
  var checks: [Int]
  var condition: Condition
  var since: Instant
  /// The weight that it had in the kernel's table when we came; it keeps it until a check of it has
  /// passed.
  var adoptedWeight: UInt32?
  /// nil: it is not in maintenance.
  var maintenance: Maintenance?
  /// `slow_start`: its weight rises.
  var ramp: Ramp?
  /// It serves on though its checks say that it is down.
  var doubt: Doubt?
  /// `flap_damping`.
  var flaps = Flaps()
  /// What happened to it.
  var timeline = Timeline()

  private final class Content: Sendable {
    let server: RealServer

    init(_ server: RealServer) { self.server = server }
  }

  init(_ server: RealServer, pool: Int, condition: Condition, since: Instant) {
    content = Content(server)
    self.pool = pool
    checks = []
    self.condition = condition
    self.since = since
  }

  var server: RealServer {
    get { content.server }
    set { content = Content(newValue) }
  }

  var isAlive: Bool { condition.isAlive }

  /// It is known whether it serves; one that is taken for up until it is known is not.
  var hasDecided: Bool {
    switch condition {
    case .up, .draining, .down: true
    case .starting: server.startsDown
    }
  }
}

/// How far a weight that rises has come.
struct Ramp: Hashable, Sendable {
  static let steps = 10

  var start: Instant
  /// 1…`steps` - 1: so many tenths.
  var step = 1

  /// When the next step is due.
  func next(over duration: Duration) -> Instant {
    start + .nanoseconds(duration.nanoseconds / Int64(Self.steps) * Int64(step))
  }

  /// A part of a weight that is not zero is not zero.
  func part(of weight: UInt32) -> UInt32 {
    weight == 0 ? 0 : max(1, UInt32(UInt64(weight) * UInt64(step) / UInt64(Self.steps)))
  }
}

/// A real server that gets nothing new, because an operator or the configuration says so.
struct Maintenance: Hashable, Sendable {
  var reason: String
  var since: Instant
  /// The name that an operator put it there by; nil: the configuration has it.
  var target: MaintenanceTarget?
}

/// How often a real server has come and gone in the span of `flap_damping`.
struct Flaps: Hashable, Sendable {
  /// Falls of which each came before the one before was forgotten.
  var falls = 0
  /// Until when it stays down though its checks pass.
  var heldUntil: Instant?
  /// That it is held was said.
  var isTold = false

  /// It has fallen, having been up for `time`: from the second time on it is held, each time for
  /// twice as long.
  mutating func fell(after time: Duration, _ damping: FlapDamping, at now: Instant) {
    falls = time >= damping.most ? 1 : min(falls + 1, 62)
    isTold = false
    guard falls > 1 else {
      heldUntil = nil
      return
    }
    let (doubled, overflow) = damping.first.nanoseconds.multipliedReportingOverflow(
      by: 1 << Int64(falls - 2))
    heldUntil = now + min(damping.most, overflow ? damping.most : .nanoseconds(doubled))
  }
}

/// A virtual server with its real servers; or a canary with its addresses, which has no services.
struct Pool: Sendable {
  var server: VirtualServer
  /// The services that it owns: its own but those that a virtual server before it has.
  var keys: [ServiceKey]
  var members: Range<Int>
  /// How many of its members are up and not in maintenance.
  var serving: Int
  /// How many of its members are in maintenance.
  var maintained = 0
  /// It serves nobody; nil: it serves, or that is not known yet.
  var outage: Outage?
  /// Its real servers' weights make its quorum.
  var hasQuorum: Bool
  /// Since when it has it, or has it not.
  var since: Instant
  /// `panic_threshold`: fewer serve than can be believed, and all do.
  var isPanicking = false
  /// When real servers were removed within the span of `max_removed`.
  var removals: [Instant] = []
  /// The index of its canary.
  var canary: Int?
  /// Of a canary.
  var trust = Trust()
  /// Virtual servers that share an address have the same.
  var family = 0
  /// What happened to all of its real servers at once.
  var timeline = Timeline()

  /// Its real servers serve, and not its sorry server.
  var serves: Bool { hasQuorum || server.sorryServer == nil }

  var isCanary: Bool {
    switch server.name {
    case .canary: true
    case .service, .group: false
    }
  }
}

/// What is known of a canary.
struct Trust: Hashable, Sendable {
  /// When the last probe that passed was started.
  var good: Instant?
  /// An answer to a probe from then on or later is waited for.
  var asked: Instant?
  /// Since when every one of its addresses fails.
  var suspectSince: Instant?
  /// Whatever failed before is asked again first: the fault was ours.
  var recovered: Instant?
}

/// A check in its place: read at every interval, so it must be cheap to copy.
struct Slot: Sendable {
  var check: Check
  var definition: CheckDefinition
  /// The real servers that it is a check of, one or more: those that ask the same of the same
  /// address at the same times share a check.
  var watchers: Watchers

  /// What it looks at instead of asking.
  var tracked: TrackedProbe? {
    guard !definition.connects, case .tracked(let probe) = definition.probe.dialogue else {
      return nil
    }
    return probe
  }
}

/// The indices of real servers, one at least, and seldom more.
struct Watchers: RandomAccessCollection, Hashable, Sendable {
  private let first: Int
  private var others: [Int] = []

  init(_ first: Int) { self.first = first }

  mutating func append(_ index: Int) { others.append(index) }

  var startIndex: Int { 0 }
  var endIndex: Int { others.count + 1 }

  subscript(position: Int) -> Int { position == 0 ? first : others[position - 1] }
}
