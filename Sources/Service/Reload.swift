import Configuration
import Health
import IPVS
import Network

/// What a new configuration finds of the old one: virtual servers by name or, where a group was
/// renamed, by a service; real servers by endpoint; checks by kind and probe.
struct Reload {
  let old: Balancer
  let kernel: Table
  private let pools: [VirtualServerName: Int]
  private var unmatched: Set<Int>
  /// The places of old checks that go on.
  private var kept: Set<Int> = []
  /// Where a check stands by what it asks.
  private var shared: [Question: Int] = [:]
  /// Checks to make, by their places, which are taken, still empty; in the configuration's order.
  private(set) var newcomers: [Newcomer] = []
  private var newcomerStates: [Int: Check.State] = [:]
  /// The definition and the real servers of each check.
  private(set) var duties: [Int: (definition: CheckDefinition, watchers: [Int])] = [:]
  /// Real servers that the old configuration has not.
  var arrivals: [Int] = []
  /// What brought the configuration, in words.
  var occasion = ""

  struct Newcomer {
    var place: Int
    var definition: CheckDefinition
    var state: Check.State
  }

  /// Checks with the same question, at the same times, are one.
  private struct Question: Hashable {
    var kind: String
    var probe: Probe
    var timing: CheckTiming

    init(_ definition: CheckDefinition) {
      kind = definition.kind
      probe = definition.probe
      timing = definition.timing
    }
  }

  init(from old: Balancer, kernel: Table) {
    self.old = old
    self.kernel = kernel
    pools = Dictionary(
      old.pools.enumerated().map { ($1.server.name, $0) }, uniquingKeysWith: { first, _ in first })
    unmatched = Set(old.pools.indices)
  }

  /// The old virtual server that `server` goes on with; each is given once.
  mutating func pool(before server: VirtualServer) -> Pool? {
    let candidates = [pools[server.name]] + server.services.map { old.owners[$0] }
    guard let index = candidates.lazy.compactMap({ $0 }).first(where: unmatched.contains) else {
      return nil
    }
    unmatched.remove(index)
    return old.pools[index]
  }

  /// The place of a check that asks the same for another real server already. One whose state is
  /// only presumed is not shared with a real server of which something else is presumed.
  mutating func sharedPlace(
    for definition: CheckDefinition, beginning state: Check.State, member: Int
  ) -> Int? {
    guard let place = shared[Question(definition)] else { return nil }
    if let presumed = newcomerStates[place] {
      guard presumed == state else { return nil }
    } else if let check = old.slots[place]?.check, check.last == nil, check.state != state {
      return nil
    }
    duties[place]?.watchers.append(member)
    return place
  }

  /// The place, among those that the real server had, of the old check that goes on as `definition`.
  mutating func formerPlace(
    of definition: CheckDefinition, among places: [Int], member: Int
  ) -> Int? {
    let candidates = places.filter { place in
      let former = old.slots[place]?.definition
      return former?.kind == definition.kind && former?.probe == definition.probe
        && !kept.contains(place)
    }
    let exact = candidates.first { old.slots[$0]?.definition.timing == definition.timing }
    guard let place = exact ?? candidates.first else { return nil }
    kept.insert(place)
    assign(place, definition, member)
    return place
  }

  mutating func begin(
    _ definition: CheckDefinition, at place: Int, in state: Check.State, member: Int
  ) {
    newcomers.append(Newcomer(place: place, definition: definition, state: state))
    newcomerStates[place] = state
    assign(place, definition, member)
  }

  private mutating func assign(_ place: Int, _ definition: CheckDefinition, _ member: Int) {
    duties[place] = (definition, [member])
    if shared[Question(definition)] == nil { shared[Question(definition)] = place }
  }

  /// The places of checks that the old configuration has and the new one has not.
  var removedChecks: [Int] {
    old.slots.indices.filter { old.slots[$0] != nil && !kept.contains($0) }
  }

  /// The weight that a real server has in the kernel's table, the greatest where it has several; nil
  /// where it is not there.
  func kernelWeight(of server: RealServer, in keys: [ServiceKey]) -> UInt32? {
    keys.compactMap { kernel[$0]?.destinations[server.endpoint]?.weight }.max()
  }
}

/// How a check that is new begins, and its real server with it, where that is new too.
struct Beginning {
  var condition: Condition
  var adoptedWeight: UInt32?

  var checkState: Check.State {
    switch condition {
    case .starting: .pending
    case .up: .passing(failures: 0)
    case .draining: .draining(failures: 0)
    case .down: .failed(successes: 0)
    }
  }

  // The criteria:
  //
  //   no checks                                  up
  //   not in the kernel's table                  starting: waits for its checks
  //   there, with weight 0, inhibit_on_failure   down: that is how we left a failed one
  //   there                                      up, with the weight that it has there: a restart
  //                                              takes nothing out, and forgives as usual
  /// A real server that the configuration before did not have.
  init(of server: RealServer, kernelWeight: UInt32?) {
    guard !server.checks.isEmpty else {
      self.init(condition: .up)
      return
    }
    guard let kernelWeight else {
      self.init(condition: .starting)
      return
    }
    let isInhibited =
      kernelWeight == 0 && server.inhibitsOnFailure && server.settings.weight != 0
    self.init(
      condition: isInhibited ? .down : .up, adoptedWeight: isInhibited ? nil : kernelWeight)
  }

  init(condition: Condition, adoptedWeight: UInt32? = nil) {
    self.condition = condition
    self.adoptedWeight = adoptedWeight
  }
}
