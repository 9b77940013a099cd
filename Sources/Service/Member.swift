import Configuration
import Health
import IPVS
import Network

/// What a real server's checks come to.
package enum Condition: Hashable, Sendable {
  /// It has not been up since it was configured, and no check has failed: it waits for its first
  /// verdicts, outside the table.
  case starting
  /// All its checks pass, or it has none.
  case up
  /// All its checks pass, and one asks that nothing new be sent to it: weight 0.
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

/// A real server in its virtual server.
struct Member: Sendable {
  var server: RealServer
  /// Its virtual server's index.
  var pool: Int
  /// The places of its checks.
  var checks: [Int]
  var condition: Condition
  var since: Instant
  /// The weight that it had in the kernel's table when we came; it keeps it until a check of it has
  /// passed.
  var adoptedWeight: UInt32?
}

/// A virtual server with its real servers.
struct Pool: Sendable {
  var server: VirtualServer
  /// The services that it owns: its own but those that a virtual server before it has.
  var keys: [ServiceKey]
  var members: Range<Int>
  /// How many of its members are up.
  var serving: Int
}

/// A check in its place.
struct Slot: Sendable {
  var check: Check
  /// Held by reference: a slot is read at every interval and must be cheap to copy.
  private var duty: Duty
  var member: Int

  init(check: Check, definition: CheckDefinition, member: Int) {
    self.check = check
    self.duty = Duty(definition)
    self.member = member
  }

  var definition: CheckDefinition {
    get { duty.definition }
    set { duty = Duty(newValue) }
  }

  private final class Duty: Sendable {
    let definition: CheckDefinition

    init(_ definition: CheckDefinition) { self.definition = definition }
  }
}
