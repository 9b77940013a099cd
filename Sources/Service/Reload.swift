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
  /// Checks that the old configuration has and the new one has not.
  private(set) var removedChecks: [Int] = []
  /// Checks to make: their places are taken, still empty.
  var newcomers: [Newcomer] = []
  /// Real servers that the old configuration has not.
  var arrivals: [Int] = []

  struct Newcomer {
    var place: Int
    var definition: CheckDefinition
    var state: Check.State
    var member: Int
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

  /// The place of the old check that goes on as `definition`, taken out of `places`.
  func place(before definition: CheckDefinition, among places: inout [Int]) -> Int? {
    let index = places.firstIndex { place in
      let former = old.slots[place]?.definition
      return former?.kind == definition.kind && former?.probe == definition.probe
    }
    return index.map { places.remove(at: $0) }
  }

  mutating func remove(_ checks: [Int]) { removedChecks += checks }

  /// All that belongs to virtual servers without a successor.
  mutating func removeRest() {
    for index in unmatched.sorted() {
      for member in old.members[old.pools[index].members] { remove(member.checks) }
    }
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
