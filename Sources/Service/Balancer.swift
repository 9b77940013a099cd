import Configuration
package import Health
import IPVS
package import Network

/// What serves behind the virtual servers: composes checks and real servers into the IPVS table that
/// must stand, and says which probes and hooks are to be started.
///
/// The table is derived from the configuration and the checks' states whenever it is asked for; it
/// is stored nowhere. `takeTouched` tells what of it is worth asking for.
package struct Balancer: Sendable {
  /// How many probes one turn starts at most; the rest are due at once again. (A thousand probes
  /// started in one turn make it 97 ms long.)
  package static let startsPerTurn = 128
  /// Probes that are due within so short a time start together: fewer wake-ups.
  package static let slack: Duration = .milliseconds(10)
  /// The span over which first probes are spread, if no warmup is configured.
  package static let spread: Duration = .seconds(1)

  enum Stage: Sendable {
    case unconfigured
    case running
    case stopped
  }

  var stage = Stage.unconfigured
  var configuration = DirectorConfiguration()
  var pools: [Pool] = []
  /// Pool after pool.
  var members: [Member] = []
  /// The checks by their place; nil is a vacant one.
  var slots: [Slot?] = []
  var vacant: [Int] = []
  var schedule = Schedule()
  var situation = Situation()
  var serial: UInt32 = 0
  var randomness: Randomness
  /// The wanted services and their pools.
  var owners: [ServiceKey: Int] = [:]
  /// Those that forwarded checks go through.
  var checkServices: [ServiceKey: VirtualService] = [:]
  /// Services that were ours, are wanted no more, and may still be in the kernel.
  var released: Set<ServiceKey> = []
  /// Another number whenever `owned` may have changed.
  package internal(set) var ownership: UInt64 = 0
  var touched: Set<ServiceKey> = []
  /// Real servers of which something else must stand, maybe, than before, and of no other of their
  /// virtual servers.
  var touchedMembers: Set<Int> = []
  /// When members are to be looked at again.
  var reviews = Schedule()
  /// When virtual servers that serve nobody are to be told of again.
  var outages = Schedule()
  /// What operators have put into maintenance, and why.
  var maintenance: [MaintenanceTarget: OperatorWish] = [:]
  package internal(set) var trackedSources: [TrackedSource: TrackedSourceStatus] = [:]
  /// The places of the checks that look at each.
  var trackedSourcePlaces: [TrackedSource: [Int]] = [:]
  var hasCanaries = false
  /// How each real server was reached when it answered last, and how it is reached by now if that
  /// is another way.
  var ways: [Address: Way] = [:]
  var movedWays: [Address: Way] = [:]
  /// What is known of each interface and next hop.
  var companies: [Way: Company] = [:]
  /// Any of them waits for an answer.
  var inquires = false
  var hasSeveralFamilies = false
  var areChecksLate = false
  var probesStarted: UInt64 = 0
  /// How many entries a real server's timeline may have.
  var timelineLimit = Timeline.longest
  /// Probes that were not made because another real server's check asks the same.
  var probesSaved: UInt64 = 0

  /// - Parameter seed: decides the random waits of `warmup`.
  package init(seed: UInt64) { randomness = Randomness(seed: seed) }

  /// When `handle(.deadline, at:)` is to be called; nil while there is no check.
  package var deadline: Instant? {
    [reviews.first, outages.first, schedule.first].compactMap { $0?.instant }.min()
  }

  /// The one entrance.
  package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    switch (event, stage) {
    case (.configured(let configuration, let kernel, let previous, let occasion), .unconfigured),
      (.configured(let configuration, let kernel, let previous, let occasion), .running):
      follow(
        configuration, kernel: kernel, previouslyOwned: previous, occasion: occasion, at: now)
    case (.probeEnded(let identifier, let result), .running):
      probeEnded(identifier, result, at: now)
    case (.trackedSourceChanged(let source, let status), .unconfigured),
      (.trackedSourceChanged(let source, let status), .running):
      learn(source, status, at: now)
    case (.moved(let situation), .running):
      move(to: situation, at: now)
    case (.moved(let situation), .unconfigured):
      settle(in: situation)
    case (.deadline, .running):
      reviewMembers(at: now) + repeatOutages(at: now) + wakeChecks(at: now)
    case (.maintenance(let target, let reason, let name, let since), .unconfigured),
      (.maintenance(let target, let reason, let name, let since), .running):
      maintain(target, reason: reason, by: name, since: since, at: now)
    case (.tableTold(let notes), .running):
      note(notes, at: now)
    case (.reached(let ways), .unconfigured), (.reached(let ways), .running):
      reach(ways)
    case (.stopping, .unconfigured), (.stopping, .running):
      stop()
    case (.servicesRemoved(let keys), _):
      forget(keys)
    case (.probeEnded, .unconfigured), (.deadline, .unconfigured), (.configured, .stopped),
      (.probeEnded, .stopped), (.deadline, .stopped), (.stopping, .stopped),
      (.moved, .stopped), (.maintenance, .stopped), (.reached, .stopped),
      (.tableTold, .unconfigured), (.tableTold, .stopped), (.trackedSourceChanged, .stopped):
      []
    }
  }

  private mutating func settle(in situation: Situation) -> [Effect] {
    self.situation = situation
    return []
  }

  private mutating func forget(_ keys: Set<ServiceKey>) -> [Effect] {
    released.subtract(keys)
    ownership &+= 1
    return []
  }

  /// The daemon ends: no more probes; what is ours goes, unless the configuration says that it
  /// stays. No hook runs but those of `omega`: that a real server is no longer looked after is no
  /// change of its.
  private mutating func stop() -> [Effect] {
    stage = .stopped
    ownership &+= 1
    let effects = farewells() + slots.indices.compactMap { cancellation(of: $0) }
    slots = []
    vacant = []
    schedule = Schedule()
    reviews = Schedule()
    outages = Schedule()
    for index in members.indices { members[index].checks = [] }
    // They serve nobody without us.
    released.formUnion(checkServices.keys)
    checkServices = [:]
    guard configuration.global.atStop != .keep else {
      touched.formUnion(released)
      return effects
    }
    released.formUnion(owners.keys)
    touched.formUnion(released)
    owners = [:]
    return effects
  }

  /// The order to cancel a check's probe, if one is under way.
  func cancellation(of place: Int) -> Effect? {
    guard let flight = slots[place]?.check.flight else { return nil }
    return .cancelProbe(ProbeIdentifier(check: place, serial: flight.serial))
  }
}
