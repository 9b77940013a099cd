/// What hooks may take: `hooks_at_once` and `hook_timeout`, which are not keepalived's.
package struct HookBounds: Hashable, Sendable {
  /// How many hooks of real servers and quorums run at a time. Those of virtual routers and sync groups
  /// run as many at a time as there are of these.
  package var atOnce: Int
  /// A hook that runs for longer is ended.
  package var timeout: Duration

  package init(atOnce: Int = 16, timeout: Duration = .seconds(60)) {
    self.atOnce = atOnce
    self.timeout = timeout
  }

  /// What `hooks_at_once` may be. Each hook is a process with three descriptors of this one's.
  package static let counts: ClosedRange<Int> = 1...256
  /// What `hook_timeout` may be, in seconds.
  package static let timeouts: ClosedRange<Int> = 1...3600
}

extension Interpretation {
  /// Statements of `global_defs`; false if it is none of these.
  mutating func readHookBounds(_ node: Node) -> Bool {
    switch node.keyword {
    case "hooks_at_once":
      if let count = bound(node, in: HookBounds.counts, of: "a number of hooks") {
        global.hookBounds.atOnce = count
      }
    case "hook_timeout":
      if let seconds = bound(node, in: HookBounds.timeouts, of: "a number of seconds") {
        global.hookBounds.timeout = .seconds(seconds)
      }
    default: return false
    }
    return true
  }

  private mutating func bound(_ node: Node, in range: ClosedRange<Int>, of what: String) -> Int? {
    argument(node, expecting: what).flatMap { integer($0, in: range, of: what) }
  }
}
