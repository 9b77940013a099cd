import Network
import VRRP

@testable import Election

// MARK: - What is done to directors

extension World {
  mutating func start(_ index: Int) {
    var host = Host(links: plan.segments.count)
    host.links = hosts[index].links
    host.isHealthy = hosts[index].isHealthy
    host.isDrained = hosts[index].isDrained
    host.clock = hosts[index].clock
    host.isAlive = true
    host.recording = recordings?.count ?? 0
    recordings?.append([])
    let given = hosts[index].kernel.addresses
    let standing = hosts[index].isCrashed ? given : []
    if hosts[index].isCrashed { host.kernel = hosts[index].kernel }
    hosts[index] = host
    if standing.isEmpty { excuse(given) }
    handle(.configured(plan.settings(index)), on: index, isStarting: true)
    for segment in plan.segments { tellLink(index, segment, isStarting: true) }
    tellHealth(index, isStarting: true)
    handle(.addressesFound(standing), on: index, isStarting: true)
    handle(.started(drained: host.isDrained), on: index)
    turn(index)
  }

  private mutating func tellLink(_ index: Int, _ segment: Int, isStarting: Bool = false) {
    let interface = Interface(
      isUp: hosts[index].links[segment], addresses: [plan.address(index, segment)])
    handle(.interfaceChanged("eth\(segment)", interface), on: index, isStarting: isStarting)
  }

  private mutating func tellHealth(_ index: Int, isStarting: Bool = false) {
    let status = hosts[index].isHealthy ? TrackedStatus.up : .down
    handle(.statusChanged(.script("health"), status), on: index, isStarting: isStarting)
  }

  mutating func kill(_ index: Int) {
    hosts[index].isAlive = false
    hosts[index].isCrashed = false
    hosts[index].isPaused = false
    let given = hosts[index].kernel.addresses
    hosts[index].kernel.clear()
    excuse(given)
    hosts[index].inbox = []
  }

  /// kill -9: the machine goes on, with the addresses that stand there.
  mutating func crash(_ index: Int) {
    guard hosts[index].isAlive else { return }
    hosts[index].isAlive = false
    hosts[index].isPaused = false
    hosts[index].isCrashed = true
    hosts[index].inbox = []
  }

  mutating func stop(_ index: Int) {
    guard hosts[index].isAlive, !hosts[index].isPaused else { return }
    hosts[index].isStopping = true
    handle(.stopRequested, on: index)
    turn(index)
  }

  mutating func setDrained(_ index: Int, _ drained: Bool) {
    guard hosts[index].isAlive, !hosts[index].isPaused else { return }
    hosts[index].isDrained = drained
    handle(drained ? .drainRequested : .undrainRequested, on: index)
    turn(index)
  }

  mutating func setLink(_ index: Int, _ segment: Int, isUp: Bool) {
    hosts[index].links[segment] = isUp
    guard hosts[index].isAlive, !hosts[index].isPaused else { return }
    tellLink(index, segment)
    turn(index)
  }

  mutating func setHealth(_ index: Int, _ isHealthy: Bool) {
    hosts[index].isHealthy = isHealthy
    guard hosts[index].isAlive, !hosts[index].isPaused else { return }
    tellHealth(index)
    turn(index)
  }

  mutating func resume(_ index: Int) {
    hosts[index].isPaused = false
    guard hosts[index].isAlive else { return }
    // A process that slept through a change learns of it now.
    for segment in plan.segments { tellLink(index, segment) }
    tellHealth(index)
    turn(index)
  }

  /// Another manager takes an address away; the edge puts it back.
  mutating func loseAddress(_ index: Int) {
    guard hosts[index].isAlive, !hosts[index].isPaused,
      let address = hosts[index].kernel.addresses.randomElement(using: &chance)
    else { return }
    hosts[index].kernel.remove(address)
    handle(.addressRestored(address), on: index)
    turn(index)
  }

  mutating func reload(_ index: Int) {
    guard hosts[index].isAlive, !hosts[index].isPaused else { return }
    handle(.configured(plan.settings(index)), on: index)
    turn(index)
  }
}

// MARK: - Trouble

extension World {
  /// One thing that goes wrong, or an operator does.
  mutating func disturb() {
    let host = Int.random(in: hosts.indices, using: &chance)
    let other = Int.random(in: hosts.indices, using: &chance)
    let segment = Int.random(in: plan.segments, using: &chance)
    switch Int.random(in: 0..<15, using: &chance) {
    case 0: if chance.happens(0.5) { kill(host) } else { crash(host) }
    case 1: start(host)
    case 2: stop(host)
    case 3: setDrained(host, chance.happens(0.5))
    case 4: setLink(host, segment, isUp: chance.happens(0.5))
    case 5: setHealth(host, chance.happens(0.5))
    case 6: if hosts[host].isAlive { hosts[host].isPaused = true }
    case 7: resume(host)
    case 8: network.loss = [0, 0.1, 0.3, 0.9].randomElement(using: &chance) ?? 0
    case 9: network.cuts.insert(Weather.Cut(from: host, to: other, segment: segment))
    case 10:
      for segment in plan.segments where chance.happens(0.8) {
        network.cuts.insert(Weather.Cut(from: host, to: other, segment: segment))
        network.cuts.insert(Weather.Cut(from: other, to: host, segment: segment))
      }
    case 11:
      network.longestDelay = plan.interval
      network.reorders = true
    case 12: loseAddress(host)
    case 13: network.duplication = 0.5
    default:
      // Never back: a restarted sender would be taken for a replay until its clock has caught up.
      hosts[host].clock = min(hosts[host].clock + chance.duration(upTo: .seconds(3)), .seconds(20))
      reload(host)
    }
  }

  /// All is well again; at least one director lives and is not drained.
  mutating func heal() {
    isTroubled = false
    network = Weather()
    for index in hosts.indices {
      for segment in plan.segments where !hosts[index].links[segment] {
        setLink(index, segment, isUp: true)
      }
      if !hosts[index].isHealthy { setHealth(index, true) }
      if hosts[index].isPaused { resume(index) }
      // Whoever was killed on a living machine is started again by its unit.
      if hosts[index].isCrashed || !hosts[index].isAlive && chance.happens(0.7) { start(index) }
      if hosts[index].isDrained, chance.happens(0.5) { setDrained(index, false) }
    }
    guard !hosts.contains(where: \.isEligible) else { return }
    hosts[0].isDrained = false
    start(0)
  }
}

// MARK: - What must always be true

extension World {
  mutating func check(_ transition: Transition, of index: Int) {
    transitions += 1
    note(
      "\(index) \(transition.from) -> \(transition.to): \(transition.reason?.description ?? "group")"
    )
    guard transition.to == .master else { return }
    if hosts[index].isDrained, !(transition.reason?.leavesNoChoice ?? true) {
      violations.append("\(index) is drained and becomes master")
    }
    if hosts[index].isStopping { violations.append("\(index) stops and becomes master") }
  }

  mutating func checkGroup(_ index: Int) {
    guard plan.isGrouped else { return }
    let standings = hosts[index].election.instances.map { $0.router.standing == .master }
    if Set(standings).count > 1 {
      violations.append("the group of \(index) is torn: \(hosts[index].election.standings)")
    }
  }

  /// Only a master says that it is one, to the last (it answers the one that it gives way to).
  mutating func checkRight(toSend packet: ReceivedPacket, of index: Int, _ segment: Int) {
    guard let priority = packet.payload.dropFirst(2).first, priority > 0 else { return }
    let standing = hosts[index].election.standings[segment]
    guard standing == .master || hosts[index].mastered.contains(segment) else {
      return violations.append("\(index) advertises \(priority) and is \(standing)")
    }
  }

  /// Addresses stand where they were configured, and only where they are held.
  mutating func checkPlaces(of index: Int) {
    for held in hosts[index].election.held {
      guard
        let segment = plan.segments.first(where: { plan.virtual($0) == held.address.address }),
        held.interface == "eth\(segment)"
      else {
        violations.append("\(index) holds \(held.address.address) on \(held.interface)")
        continue
      }
      switch hosts[index].election.standings[segment] {
      case .master, .leaving: break
      case .backup, .drained, .fault:
        guard hosts[index].election.instances[segment].router.retained == nil else { continue }
        violations.append("\(index) holds \(held.address.address) and has let go")
      case let standing:
        violations.append("\(index) holds \(held.address.address) and is \(standing)")
      }
    }
  }

  func holders(_ segment: Int) -> [Int] {
    hosts.indices.filter {
      (hosts[$0].isAlive || hosts[$0].isCrashed)
        && hosts[$0].kernel.addresses.contains(plan.virtual(segment))
    }
  }

  /// In a connected segment exactly one holds each address, and clients know which.
  mutating func checkCalm() {
    var seen: Set<Int> = []
    for segment in plan.segments {
      let holders = holders(segment)
      guard let holder = holders.first, holders.count == 1 else {
        violations.append("segment \(segment) is held by \(holders)")
        continue
      }
      seen.insert(holder)
      let known = caches[plan.virtual(segment)]
      if known != holder, !excused.contains(plan.virtual(segment)) {
        violations.append("clients take \(known ?? -1) for the holder, it is \(holder)")
      }
    }
    if seen.count > 1 { violations.append("the group is held by \(seen)") }
  }
}

extension Router.TransitionReason {
  /// Nobody else was there when a drained one became master.
  fileprivate var leavesNoChoice: Bool {
    switch self {
    case .unrelieved, .lastResort: true
    case _: false
    }
  }
}

extension Election {
  var standings: [Router.Standing] { instances.map(\.router.standing) }
}
