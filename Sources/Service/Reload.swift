import Configuration
import Health
import IPVS
import Network

/// What a new configuration finds of the old one: virtual servers by name or, if a group was
/// renamed, by a service; real servers by endpoint; checks by kind and probe.
struct Reload {
  let old: Balancer
  let kernel: Table
  private let pools: [VirtualServerName: Int]
  private var isMatched: [Bool]
  /// By place: old checks that go on.
  private var isKept: [Bool]
  /// By place: the real servers of each check that is wanted.
  private(set) var watchers: [Watchers?]
  /// What checks say that is new, by their places.
  private(set) var definitions: [Int: CheckDefinition] = [:]
  /// Virtual servers that go on as they are.
  private var unchanged: [Pool] = []
  /// Where a check stands by what it asks; of `unchanged` once it has been asked for.
  private var shared: [Question: Int] = [:]
  /// Checks to make, by their places, which are taken, still empty; in the configuration's order.
  private(set) var newcomers: [Newcomer] = []
  private var newcomerStates: [Int: Check.State] = [:]
  /// Real servers that the old configuration has not.
  var arrivals: [Int] = []
  /// What brought the configuration, in words.
  var occasion = ""

  struct Newcomer {
    var place: Int
    var definition: CheckDefinition
    var state: Check.State
  }

  /// A virtual server of the new configuration, and the one that it goes on with.
  struct Succession {
    var server: VirtualServer
    var keys: [ServiceKey]
    var before: Pool?
    /// Nothing of it has changed.
    var isSame = false
  }

  init(from old: Balancer, kernel: Table) {
    self.old = old
    self.kernel = kernel
    pools = Dictionary(
      old.pools.enumerated().map { ($1.server.name, $0) }, uniquingKeysWith: { first, _ in first })
    isMatched = Array(repeating: false, count: old.pools.count)
    isKept = Array(repeating: false, count: old.slots.count)
    watchers = Array(repeating: nil, count: old.slots.count)
  }

  /// What a virtual server goes on with; each old one is given once.
  mutating func succession(to server: VirtualServer, keys: [ServiceKey]) -> Succession {
    let candidates = [pools[server.name]] + server.services.map { old.owners[$0] }
    var succession = Succession(server: server, keys: keys)
    guard let index = candidates.lazy.compactMap({ $0 }).first(where: { !isMatched[$0] }) else {
      return succession
    }
    isMatched[index] = true
    let before = old.pools[index]
    succession.before = before
    succession.isSame = before.keys == keys && before.server == server
    return succession
  }

  /// A virtual server goes on as it is, with its checks, which others may ask for too.
  mutating func keep(_ pool: Pool) {
    unchanged.append(pool)
    for member in old.members[pool.members] {
      for place in member.checks { isKept[place] = true }
    }
  }

  /// The place, among those that the real server had, of the check that asked the same.
  mutating func ownPlace(
    of definition: CheckDefinition, among places: [Int], member: Int
  ) -> Int? {
    let own = places.first { old.slots[$0]?.definition.asksSame(as: definition) ?? false }
    guard let place = own else { return nil }
    isKept[place] = true
    assign(place, definition, member)
    return place
  }

  /// The place of a check that asks the same for another real server already. One whose state is
  /// only presumed is not shared with a real server of which something else is presumed.
  mutating func sharedPlace(
    for definition: CheckDefinition, beginning state: Check.State, member: Int
  ) -> Int? {
    for pool in unchanged { share(pool) }
    unchanged = []
    guard let place = shared[Question(definition: definition)] else { return nil }
    if let presumed = newcomerStates[place] {
      guard presumed == state else { return nil }
    } else if let check = old.slots[place]?.check, check.last == nil, check.state != state {
      return nil
    }
    watch(place, by: member)
    return place
  }

  private mutating func share(_ pool: Pool) {
    for place in old.members[pool.members].lazy.flatMap(\.checks) {
      if let definition = old.slots[place]?.definition { offer(place, to: definition) }
    }
  }

  /// The place, among those that the real server had, of a check that goes on with another timing.
  mutating func formerPlace(
    of definition: CheckDefinition, among places: [Int], member: Int
  ) -> Int? {
    let former = places.first { place in
      guard !isKept[place], let former = old.slots[place]?.definition else { return false }
      return former.kind == definition.kind && former.probe == definition.probe
    }
    guard let place = former else { return nil }
    isKept[place] = true
    assign(place, definition, member)
    return place
  }

  mutating func begin(
    _ definition: CheckDefinition, at place: Int, in state: Check.State, member: Int
  ) {
    newcomers.append(Newcomer(place: place, definition: definition, state: state))
    newcomerStates[place] = state
    if place == watchers.count { watchers.append(nil) }
    assign(place, definition, member)
  }

  private mutating func assign(_ place: Int, _ definition: CheckDefinition, _ member: Int) {
    definitions[place] = definition
    watch(place, by: member)
    offer(place, to: definition)
  }

  private mutating func offer(_ place: Int, to definition: CheckDefinition) {
    let question = Question(definition: definition)
    if shared[question] == nil { shared[question] = place }
  }

  mutating func watch(_ place: Int, by member: Int) {
    if watchers[place]?.append(member) == nil { watchers[place] = Watchers(member) }
  }

  /// The places of checks that the old configuration has and the new one has not.
  var removedChecks: [Int] {
    old.slots.indices.filter { old.slots[$0] != nil && !isKept[$0] }
  }

  /// The weight that a real server has in the kernel's table, the greatest if it has several; nil
  /// if it is not there.
  func kernelWeight(of server: RealServer, in keys: [ServiceKey]) -> UInt32? {
    keys.compactMap { kernel[$0]?.destinations[server.endpoint]?.weight }.max()
  }
}

/// How a check that is new begins, and its real server with it, if that is new too.
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

/// What a check asks, and at which times, wherever it stands in the file: checks with the same
/// question are one.
struct Question: Hashable {
  let definition: CheckDefinition

  static func == (left: Question, right: Question) -> Bool {
    left.definition.asksSame(as: right.definition)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(definition) }
}
