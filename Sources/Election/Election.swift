package import Network
package import VRRP

/// Who holds which address: every virtual router of this director, its sync groups and what they
/// track. It opens no socket and asks no clock.
package struct Election: Sendable {
  package internal(set) var settings = ElectionSettings(instances: [])
  package internal(set) var instances: [Instance] = []
  package internal(set) var isDrained = false
  var strayPackets = Strays()
  var isStarted = false
  var links: [String: Link] = [:]
  var statuses: [TrackedObject: TrackedStatus] = [:]
  var pacer = Pacer()
  /// Addresses that somebody takes away.
  var losses: [Address: Losses] = [:]

  package init() {}

  /// The only entrance. `now` never goes back; `wall` is the time since 1970, which `auth_hmac`
  /// alone asks for.
  package mutating func handle(
    _ event: Event, at now: Instant, wall: Duration = .zero
  ) -> [Effect] {
    let before = groupStandings
    var turn = Turn(now: now, wall: wall)
    switch event {
    case .configured(let settings): configure(settings, in: &turn)
    case .started(let drained): start(drained: drained, in: &turn)
    case .packetReceived(let packet, let interface):
      receive(packet, on: interface, in: &turn)
    case .packetUnreadable(let reason, let interface):
      stray(reason, from: nil, on: interface, in: &turn)
    case .deadline: expire(in: &turn)
    case .interfaceChanged(let name, let interface): change(name, interface, in: &turn)
    case .statusChanged(let object, let status):
      statuses[object] = status
      reassess(in: &turn)
    case .addressRestored(let address):
      tell(.addressRestored(address), in: &turn)
      losses[address, default: Losses()].note(at: now)
      reassess(in: &turn)
    case .drainRequested:
      isDrained = true
      tell(.drainRequested, in: &turn)
    case .undrainRequested:
      isDrained = false
      finishHalfLeft(in: &turn)
      tell(.undrainRequested, in: &turn)
    case .stopRequested: tell(.stopRequested, in: &turn)
    }
    grant(in: &turn)
    instances.removeAll { $0.isRetired && $0.router.standing == .initialize }
    turn.effects += groupTransitions(since: before)
    if !pacer.isEmpty {
      pacer.keep(Set(held.map(\.address.address)))
      turn.effects += pacer.due(settings.announcementIntervals, at: now)
    }
    return turn.ordered
  }

  /// When `handle(.deadline)` is due; nil: nothing is waited for.
  package var deadline: Instant? {
    let routers = instances.compactMap(\.router.deadline).min()
    let links = links.values.compactMap(\.changesAt).min()
    let losses = losses.values.compactMap(\.endsAt).min()
    return [routers, links, losses, pacer.deadline].compactMap(\.self).min()
  }

  /// The addresses that must stand, each once; a master's before one that is leaving.
  package var held: [HeldAddress] {
    var seen: Set<Address> = []
    var held: [HeldAddress] = []
    let holding = instances.filter { !$0.router.held.isEmpty }
    let masters = holding.filter { $0.router.standing == .master }
    for instance in masters + holding.filter({ $0.router.standing != .master }) {
      for address in instance.router.held where seen.insert(address.address).inserted {
        held.append(
          HeldAddress(
            address: address, interface: address.interface ?? instance.settings.interface,
            accepts: instance.router.accepts))
      }
    }
    return held
  }

  /// Packets that belong to no instance, by cause.
  package var strays: [Rejection.Cause: Int] { strayPackets.counts }

  /// Whether everything has been handed over after a stop.
  package var isStopped: Bool { instances.allSatisfy { $0.router.standing == .initialize } }
}

/// One turn: its time and what comes of it.
struct Turn {
  let now: Instant
  let wall: Duration
  var effects: [Effect] = []

  init(now: Instant, wall: Duration) {
    self.now = now
    self.wall = wall
  }

  /// Packets first, announcements last; else as they came.
  var ordered: [Effect] {
    (0...2).flatMap { order in effects.filter { $0.order == order } }
  }
}

// MARK: - What happens to routers

extension Election {
  mutating func tell(_ event: Router.Event, in turn: inout Turn) {
    for index in instances.indices { tell(index, event, in: &turn) }
  }

  /// Passes an event to one router, and what follows from it to its group.
  mutating func tell(_ index: Int, _ event: Router.Event, in turn: inout Turn) {
    let effects = instances[index].router.handle(event, at: turn.now)
    for effect in effects { perform(effect, of: index, in: &turn) }
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
      if from == .master, to == .backup, reason != .group {
        tellOthers(of: index, .groupYielded, in: &turn)
      }
    case .rivalHeard(let address, let isFarewell):
      if !isFarewell { turn.effects.append(.rivalHeard(instance: name, address)) }
      tellOthers(of: index, .groupHeardRival, in: &turn)
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
    guard let group = group(of: index) else { return }
    for other in members(of: group) where other != index { tell(other, event, in: &turn) }
  }

  private mutating func expire(in turn: inout Turn) {
    for index in instances.indices {
      if let deadline = instances[index].router.deadline, deadline <= turn.now {
        tell(index, .deadline, in: &turn)
      }
    }
    let changes = links.values.map(\.changesAt) + losses.values.map(\.endsAt)
    guard changes.contains(where: { $0.map { $0 <= turn.now } ?? false }) else { return }
    for name in links.keys { links[name]?.settle(at: turn.now) }
    losses = losses.filter { $0.value.endsAt.map { $0 > turn.now } ?? true }
    reassess(in: &turn)
  }
}
