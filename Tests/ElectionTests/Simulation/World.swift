import Network
import VRRP

@testable import Election

/// A whole segment or two in one process: directors, the network between them, and one client's
/// memory of who has which address.
struct World {
  let plan: Plan
  var chance: Randomness
  var now = Instant(nanoseconds: 1_000_000_000)
  var hosts: [Host]
  var network = Weather()
  /// Who answers for an address, as a client on the segment learnt it.
  var caches: [Address: Int] = [:]
  /// Addresses whose other holder gave up if nobody could hear it: nobody can know that clients
  /// have to be told, until the next announcement.
  var excused: Set<Address> = []
  var isTroubled = false
  var violations: [String] = []
  /// What happened to each director from its start on, if it is wanted.
  var recordings: [[Record]]?
  /// What happened, if a seed is replayed.
  var trace: [String]?
  /// When the last packet on a way arrives: a network in order keeps the order.
  private var lastArrivals: [Weather.Cut: Instant] = [:]
  var transitions = 0
  private var pending: [Pending] = []
  private var serial: UInt64 = 0

  init(_ plan: Plan, _ chance: Randomness) {
    self.plan = plan
    self.chance = chance
    hosts = plan.priorities.indices.map { _ in Host(links: plan.segments.count) }
  }

  /// What the network does to packets.
  struct Weather {
    var loss = 0.0
    var duplication = 0.01
    var longestDelay = Duration.microseconds(500)
    /// Whether a packet may overtake another.
    var reorders = false
    /// From whom to whom nothing goes, on which segment.
    var cuts: Set<Cut> = []

    struct Cut: Hashable {
      var from: Int
      var to: Int
      var segment: Int
    }
  }

  struct Pending {
    var at: Instant
    var serial: UInt64
    var what: What

    enum What {
      case packet(ReceivedPacket, to: Int, segment: Int)
      case wake(Int)
      case announcement(Address, by: Int)
    }

    static func precedes(_ left: Pending, _ right: Pending) -> Bool {
      (left.at, left.serial) > (right.at, right.serial)
    }
  }
}

// MARK: - Time

extension World {
  mutating func schedule(_ what: Pending.What, at moment: Instant) {
    serial += 1
    let new = Pending(at: max(moment, now), serial: serial, what: what)
    // Sorted with the next at the end.
    var low = 0
    var high = pending.count
    while low < high {
      let middle = (low + high) / 2
      if Pending.precedes(pending[middle], new) { low = middle + 1 } else { high = middle }
    }
    pending.insert(new, at: low)
  }

  /// Lets time pass, and calls `observe` after everything that happens.
  mutating func run(for duration: Duration, observe: (inout World) -> Void = { _ in }) {
    let end = now + duration
    while let next = pending.last, next.at <= end {
      pending.removeLast()
      now = next.at
      switch next.what {
      case .packet(let packet, let host, let segment): arrive(packet, host, segment)
      case .wake(let host): if hosts[host].wakesAt == next.at { turn(host) }
      case .announcement(let address, let host):
        note("clients learn \(address) at \(host)")
        caches[address] = host
        excused.remove(address)
      }
      observe(&self)
    }
    now = end
  }

  /// For who replays a seed: what happened before the first violation.
  mutating func note(_ text: @autoclosure () -> String) {
    guard violations.isEmpty else { return }
    trace?.append("\(now.nanoseconds / 1000) us: \(text())")
  }

  private mutating func arrive(_ packet: ReceivedPacket, _ host: Int, _ segment: Int) {
    guard hosts[host].isAlive, hosts[host].links[segment], hosts[host].inbox.count < 200 else {
      return
    }
    hosts[host].inbox.append((packet, segment))
    turn(host)
  }

  /// A turn of a director's loop: what was received, the deadline, then the kernel.
  mutating func turn(_ index: Int) {
    guard hosts[index].isAlive, !hosts[index].isPaused else { return }
    let inbox = hosts[index].inbox
    hosts[index].inbox = []
    for (packet, segment) in inbox {
      handle(.packetReceived(packet, interface: "eth\(segment)"), on: index)
    }
    if let deadline = hosts[index].election.deadline, deadline <= now {
      handle(.deadline, on: index)
    }
    if hosts[index].isStopping, hosts[index].election.isStopped { hosts[index].isAlive = false }
    guard let deadline = hosts[index].election.deadline else { return }
    let wake = max(deadline, now) + chance.duration(upTo: .microseconds(300))
    hosts[index].wakesAt = wake
    schedule(.wake(index), at: wake)
  }
}

// MARK: - What directors do

extension World {
  /// `isStarting`: the kernel is not touched before the director has started.
  mutating func handle(_ event: Event, on index: Int, isStarting: Bool = false) {
    note("\(index) \(event)")
    let wall = now - Instant(nanoseconds: 0) + hosts[index].clock + .seconds(1_000_000)
    hosts[index].noteMastered()
    let effects = hosts[index].election.handle(event, at: now, wall: wall)
    recordings?[hosts[index].recording].append(
      Record(at: now, wall: wall, event: event, effects: effects.compactMap(\.text)))
    for case .send(let packet, let source, let interface) in effects {
      send(packet, from: source, by: index, on: interface)
    }
    guard !isStarting else { return }
    let before = hosts[index].kernel.addresses
    checkPlaces(of: index)
    hosts[index].kernel.reconcile(hosts[index].election.held, &violations)
    excuse(before.subtracting(hosts[index].kernel.addresses))
    for effect in effects {
      switch effect {
      case .send, .rivalHeard, .priorityChanged, .notice, .strayHeard:
        note("\(index) does \(effect)")
      case .announce(let address, let interface): announce(address, by: index, on: interface)
      case .transition(let transition): check(transition, of: index)
      case .drainEnded(let outcome): hosts[index].isDrained = outcome.isDrained
      }
    }
    checkGroup(index)
    violations += hosts[index].election.forgotten.map { "\(index): \($0)" }
  }

  private mutating func send(
    _ packet: OutgoingPacket, from source: Address, by index: Int, on interface: String
  ) {
    guard let segment = plan.segments.first(where: { "eth\($0)" == interface }),
      source == plan.address(index, segment)
    else {
      return violations.append("\(index) sends from \(source) on \(interface), which it has not")
    }
    guard let received = received(packet, from: source) else { return }
    checkRight(toSend: received, of: index, segment)
    for other in hosts.indices where other != index {
      let isMeant =
        packet.destination.isMulticast || packet.destination == plan.address(other, segment)
      guard isMeant else { continue }
      for moment in arrivals(from: index, to: other, segment) {
        schedule(.packet(received, to: other, segment: segment), at: moment)
      }
    }
  }

  /// Notes which of the addresses that one gave up are held by another at that moment.
  mutating func excuse(_ given: Set<Address>) {
    guard isTroubled else { return }
    for host in hosts where host.isAlive {
      excused.formUnion(given.intersection(host.kernel.addresses))
    }
  }

  private mutating func received(_ packet: OutgoingPacket, from source: Address) -> ReceivedPacket?
  {
    switch source.family {
    case .ipv6:
      return ReceivedPacket(
        ipv6: packet.bytes, source: source, destination: packet.destination,
        hopLimit: packet.hopLimit)
    case .ipv4:
      guard let received = try? ReceivedPacket(ipv4: packet.bytes) else {
        violations.append("a packet cannot be read")
        return nil
      }
      return received
    }
  }

  /// When copies arrive: none, one or two, in any order with others.
  private mutating func arrivals(from: Int, to: Int, _ segment: Int) -> [Instant] {
    guard hosts[from].links[segment],
      !network.cuts.contains(Weather.Cut(from: from, to: to, segment: segment)),
      !chance.happens(network.loss)
    else { return [] }
    let copies = chance.happens(network.duplication) ? 2 : 1
    let way = Weather.Cut(from: from, to: to, segment: segment)
    return (0..<copies).map { _ in
      var moment = now + .microseconds(20) + chance.duration(upTo: network.longestDelay)
      if !network.reorders { moment = max(moment, lastArrivals[way] ?? moment) }
      lastArrivals[way] = moment
      return moment
    }
  }

  private mutating func announce(_ address: Address, by index: Int, on interface: String) {
    guard hosts[index].kernel.addresses.contains(address) else {
      return violations.append("\(address) is announced by \(index), where it does not stand")
    }
    guard let segment = plan.segments.first(where: { "eth\($0)" == interface }),
      hosts[index].links[segment]
    else { return }
    schedule(.announcement(address, by: index), at: now + .microseconds(50))
  }
}

/// One director and its host.
struct Host {
  var election = Election()
  var kernel = FakeKernel()
  var isAlive = false
  /// Its process was killed, and its machine goes on: what it held stands.
  var isCrashed = false
  var isPaused = false
  var isStopping = false
  var links: [Bool]
  var isHealthy = true
  /// Kept on a disk: it outlives the process.
  var isDrained = false
  /// How far the wall clock is off.
  var clock = Duration.zero
  var inbox: [(packet: ReceivedPacket, segment: Int)] = []
  /// Which of the world's recordings is about it.
  var recording = 0
  var wakesAt: Instant?

  /// The segments that it was master of before the last event.
  var mastered: Set<Int> = []

  mutating func noteMastered() {
    let standings = election.standings
    mastered = Set(standings.indices.filter { standings[$0] == .master })
  }

  init(links: Int) { self.links = [Bool](repeating: true, count: links) }

  /// Could hold the addresses when all is well.
  var isEligible: Bool {
    isAlive && !isStopping && !isPaused && !isDrained && isHealthy && links.allSatisfy(\.self)
  }
}

struct FakeKernel {
  private(set) var addresses: Set<Address> = []
  private(set) var changes = 0

  mutating func reconcile(_ held: [HeldAddress], _ violations: inout [String]) {
    let wanted = Set(held.map(\.address.address))
    if wanted.count != held.count { violations.append("an address is wanted twice: \(held)") }
    changes += wanted.symmetricDifference(addresses).count
    addresses = wanted
  }

  mutating func remove(_ address: Address) { addresses.remove(address) }
  mutating func clear() { addresses = [] }
}
