package import Network
package import VRRP

/// Who holds which address: every virtual router of this director, its sync groups and what they
/// track. It opens no socket and asks no clock.
package struct Election: Sendable {
  package internal(set) var settings = ElectionSettings(instances: [])
  package internal(set) var instances: [Instance] = []
  /// nil: no operator keeps this director out of elections.
  package internal(set) var drain: Router.Drain?
  /// nil: no drain is under way.
  var drainage: Drainage?
  var places = Places()
  var wakings = Wakings()
  /// How the groups stand, by their place in the settings.
  var groupStandings: [GroupStanding] = []
  var strayPackets = Strays()
  var isStarted = false
  var links: [String: Link] = [:]
  var statuses: [TrackedObject: TrackedStatus] = [:]
  var pacer = Pacer()
  /// Addresses that stood before the start.
  var found: Set<Address> = []
  /// Addresses that somebody takes away.
  var losses: [Address: Losses] = [:]
  /// When a link may count otherwise.
  var conditionsChangeAt: Instant?

  package init() {}

  /// The only entrance. `now` never goes back; `wall` is the time since 1970, which `auth_hmac`
  /// alone asks for.
  package mutating func handle(
    _ event: Event, at now: Instant, wall: Duration = .zero
  ) -> [Effect] {
    var turn = Turn(now: now, wall: wall)
    take(event, in: &turn)
    grant(in: &turn)
    endDrain(in: &turn)
    removeRetired(in: &turn)
    tellGroups(in: &turn)
    pace(in: &turn)
    wakings.settle()
    return turn.ordered
  }

  private mutating func take(_ event: Event, in turn: inout Turn) {
    switch event {
    case .configured(let settings): configure(settings, in: &turn)
    case .started(let drained): start(drained: drained, in: &turn)
    case .addressesFound(let addresses): if !isStarted { found = addresses }
    case .packetReceived(let packet, let interface):
      receive(packet, on: interface, in: &turn)
    case .packetUnreadable(let reason, let interface):
      stray(reason, from: nil, on: interface, in: &turn)
    case .deadline: expire(in: &turn)
    case .interfaceChanged(let name, let interface): change(name, interface, in: &turn)
    case .statusChanged(let object, let status):
      statuses[object] = status
      reassess(places.byObject[object] ?? [], in: &turn)
    case .addressRestored(let address): restore(address, isTheft: true, in: &turn)
    case .addressReturned(let address): restore(address, isTheft: false, in: &turn)
    case .drainRequested: drain(isForced: false, in: &turn)
    case .drainForced: drain(isForced: true, in: &turn)
    case .undrainRequested: undrain(in: &turn)
    case .stopRequested:
      drainage = nil
      tell(.stopRequested, in: &turn)
    }
  }

  /// The addresses that must stand, each once; a master's before one that is leaving.
  package var held: [HeldAddress] {
    var seen: Set<Address> = []
    var held: [HeldAddress] = []
    let holding = instances.filter { !$0.router.held.isEmpty }
    let masters = holding.filter { $0.router.standing == .master }
    for instance in masters + holding.filter({ $0.router.standing != .master }) {
      for one in instance.held where seen.insert(one.address.address).inserted {
        held.append(one)
      }
    }
    return held
  }

  /// Packets that belong to no instance, by cause.
  package var strays: [Rejection.Cause: Int] { strayPackets.counts }

  package var isDrained: Bool { drain != nil }

  /// Whether everything has been handed over after a stop.
  package var isStopped: Bool { instances.allSatisfy { $0.router.standing == .initialize } }
}

/// One turn: its time, what it touched, and what comes of it.
struct Turn {
  let now: Instant
  let wall: Duration
  var effects: [Effect] = []
  /// Groups of which a member's state is another than it was.
  var groups: Set<Int> = []
  /// Other addresses may be held than before.
  var movesAddresses = false

  init(now: Instant, wall: Duration) {
    self.now = now
    self.wall = wall
  }

  /// Packets first, announcements last; else as they came.
  var ordered: [Effect] {
    guard effects.count > 1 else { return effects }
    return (0...2).flatMap { order in effects.filter { $0.order == order } }
  }
}

// MARK: - What happens to routers

extension Election {
  mutating func tell(_ event: Router.Event, in turn: inout Turn) {
    for index in instances.indices { tell(index, event, in: &turn) }
  }

  /// Passes an event to one router, and what follows from it to its group.
  mutating func tell(_ index: Int, _ event: Router.Event, in turn: inout Turn) {
    let position = groupPosition(of: index)
    let reaction = instances[index].router.react(to: event, at: turn.now)
    if reaction.movesAddresses { turn.movesAddresses = true }
    if groupPosition(of: index) != position { turn.groups.formUnion(places.groups[index]) }
    wakings.note(index, at: reaction.deadline)
    for effect in reaction.effects { perform(effect, of: index, in: &turn) }
  }

  private mutating func perform(_ effect: Router.Effect, of index: Int, in turn: inout Turn) {
    let name = instances[index].settings.name
    switch effect {
    case .advertise(let advertisement):
      send(advertisement, of: index, in: &turn)
    case .announce(let addresses, let rounds):
      announce(addresses, rounds: rounds, of: index, at: turn.now)
    case .transition(let from, let to, let reason):
      turn.effects.append(
        .transition(
          Transition(
            object: .instance(name), from: from, to: to,
            priority: instances[index].router.priority, reason: reason)))
      if from == .leaving { drainage?.note(name, reason, instances[index].router, at: turn.now) }
      if from == .master, to == .backup || to == .drained, reason.takesGroupAlong {
        tellOthers(of: index, .groupYielded, in: &turn)
      }
    case .rivalHeard(let address, let isFarewell):
      if !isFarewell { turn.effects.append(.rivalHeard(instance: name, address)) }
      tellOthers(of: index, .groupHeardRival, in: &turn)
    case .masterHeard: tellOthers(of: index, .groupHeardMaster, in: &turn)
    case .priorityChanged(let priority):
      turn.effects.append(.priorityChanged(instance: name, priority))
    case .notice(let notice):
      turn.effects.append(.notice(instance: name, notice))
    }
  }

  private mutating func send(
    _ advertisement: Advertisement, of index: Int, in turn: inout Turn
  ) {
    guard let source = instances[index].router.source else { return }
    let packets = instances[index].carrier.packets(
      for: advertisement, from: source, wall: turn.wall)
    let interface = instances[index].settings.speaksOn
    turn.effects += packets.map { .send($0, from: source, interface: interface) }
  }

  private mutating func announce(
    _ addresses: [VirtualAddress], rounds: Int, of index: Int, at now: Instant
  ) {
    let own = instances[index].settings.interface
    let byInterface = Dictionary(grouping: addresses) { $0.interface ?? own }
    for (interface, addresses) in byInterface {
      pacer.add(addresses.map(\.address), rounds: rounds, interface: interface, at: now)
    }
  }

  private mutating func tellOthers(
    of index: Int, _ event: Router.Event, in turn: inout Turn
  ) {
    guard let group = places.groups[index].first else { return }
    for other in places.members[group] where other != index { tell(other, event, in: &turn) }
  }

  /// Lets the announcements go that are due, of addresses that are still held.
  private mutating func pace(in turn: inout Turn) {
    guard let moment = pacer.deadline, turn.movesAddresses || moment <= turn.now else { return }
    if turn.movesAddresses { pacer.keep(Set(held.map(\.address.address))) }
    turn.effects += pacer.due(settings.announcementIntervals, at: turn.now)
  }

  /// Those that were no longer configured, and have let go of their addresses.
  private mutating func removeRetired(in turn: inout Turn) {
    guard places.hasRetired else { return }
    let count = instances.count
    instances.removeAll { $0.isRetired && $0.router.standing == .initialize }
    guard instances.count < count else { return }
    turn.movesAddresses = true
    arrange()
  }

  /// After the instances are others than they were.
  mutating func arrange() {
    places = Places(instances, settings.groups)
    wakings = Wakings(count: instances.count)
    for index in instances.indices { wakings.note(index, at: instances[index].router.deadline) }
  }
}
