import Election
import Network
import Routing
import System

/// What the kernel has of interfaces and their addresses, as it tells of them; and whether our routes
/// may have changed, which it does not tell of all. A change of what is not watched costs no more than
/// to write it down, however many addresses there are.
final class Interfaces {
  private struct Standing {
    var address: InterfaceAddress
    /// Grows with each address that is added.
    var place: UInt64
  }

  private let monitor: RoutingMonitor
  private var links: [UInt32: Link] = [:]
  private var indices: [String: UInt32] = [:]
  private var standing: [InterfaceAddress.Key: Standing] = [:]
  /// By interface, those that a packet could be sent from unasked.
  private var sources: [UInt32: SourceAddresses] = [:]
  /// Of `standing`, those that are or may be ours.
  private var kept: [InterfaceAddress.Key: Standing] = [:]
  private var nextPlace: UInt64 = 0
  /// Watched interfaces may have other indices than before.
  private var hasOtherIndices = false
  private var watched = Watched()
  /// Watched interfaces that are others than they were, and those with other foreign addresses.
  private var touchedLinks: Set<String> = []
  private var touchedNames: Set<String> = []
  private var touchedAddresses: Set<InterfaceAddress.Key> = []
  /// Seen down or gone since the last time, even for a moment.
  private var wereDown: Set<String> = []
  /// Our routes and rules may be others than they were.
  var isInDoubt = true
  /// A route or a rule of ours has changed: not only may have.
  private(set) var hasRouteNews = false
  /// An interface or an address has changed, which may take routes along.
  var isUpheaval = true

  init() throws(SystemError) {
    monitor = try RoutingMonitor()
    for event in try monitor.begin() { take(event) }
  }

  /// Readable while the kernel has news.
  var descriptor: Int32 { monitor.descriptor }

  /// When `observe` is due though the kernel has no news.
  var deadline: Instant? { monitor.deadline }

  /// Has the kernel tell of our routes and rules too.
  func followRoutes() throws(SystemError) { try monitor.follow([.routes, .rules]) }

  /// Takes note of what the kernel tells, bounded a call.
  func observe(datagrams: Int = 4096) throws(SystemError) {
    for event in try monitor.take(datagrams: datagrams) { take(event) }
    if hasOtherIndices { keepAddresses(delay: Self.delay) }
  }

  /// An interface that comes anew may have had addresses before the kernel was asked to tell of them.
  /// Many may come at once.
  private static let delay = Duration.milliseconds(100)

  /// Addresses of other interfaces change nothing here.
  private func keepAddresses(delay: Duration) {
    hasOtherIndices = false
    monitor.keepAddresses(of: Set(watched.names.compactMap { indices[$0] }), delay: delay)
  }

  /// From now on these are watched.
  func watch(_ watched: Watched) {
    guard watched != self.watched else { return }
    self.watched = watched
    keepAddresses(delay: .zero)
    if let deadline, deadline <= MonotonicClock.now {
      // An error comes again with the next turn.
      try? observe()
    }
    // What was ours once may be ours still.
    kept = standing.filter { kept[$0.key] != nil || isNotable($0.value.address) }
  }

  private func isNotable(_ address: InterfaceAddress) -> Bool {
    address.owner == .directord || watched.addresses.contains(address.address)
  }
}

// MARK: - What has changed

extension Interfaces {
  var hasTouched: Bool { hasRelevantNews || !touchedNames.isEmpty }

  /// Whether something has changed of what is kept.
  var hasRelevantNews: Bool {
    !touchedLinks.isEmpty || !touchedAddresses.isEmpty || hasRouteNews
  }

  /// The names of watched interfaces that have changed since the last time, and whether those
  /// themselves or only their addresses.
  func takeTouched() -> (names: Set<String>, hasLinks: Bool) {
    defer {
      touchedLinks = []
      touchedNames = []
      touchedAddresses = []
      hasRouteNews = false
    }
    return (touchedNames.union(touchedLinks), !touchedLinks.isEmpty)
  }

  /// The names of those that were seen down or gone since the last time, even for a moment: their
  /// IPv6 addresses went with that.
  func takeWereDown() -> Set<String> {
    defer { wereDown = [] }
    return wereDown
  }

  /// These were done here, and need not be looked at again if it went as asked.
  func expect(_ commands: some Sequence<RoutingCommand>) {
    for command in commands {
      switch command {
      case .addAddress(let address) where has(address.key): touchedAddresses.remove(address.key)
      case .deleteAddress(let address) where !has(address.key):
        touchedAddresses.remove(address.key)
      case .addRoute, .deleteRoute, .addRule, .deleteRule: hasRouteNews = false
      case .addAddress, .deleteAddress, .makeLink, .setUp, .setAlias, .setLinkLocal, .deleteLink:
        break
      }
    }
  }
}

// MARK: - What stands

extension Interfaces {
  var all: [Link] { Array(links.values) }

  func link(_ index: UInt32) -> Link? { links[index] }

  /// An interface's name, or its number in words.
  func name(_ index: UInt32) -> String { links[index]?.name ?? "interface \(index)" }

  func link(named name: String) -> Link? { indices[name].flatMap { links[$0] } }

  /// All addresses, in the order in which the kernel was given them.
  var addresses: [InterfaceAddress] {
    standing.values.sorted { $0.place < $1.place }.map(\.address)
  }

  /// Those that are wanted here, and those that are or may be ours, in that order too.
  var keptAddresses: [InterfaceAddress] {
    kept.values.sorted { $0.place < $1.place }.map(\.address)
  }

  func has(_ key: InterfaceAddress.Key) -> Bool { standing[key] != nil }

  /// What the election needs to know: of the addresses the first of each family that it may send from
  /// unasked, and those that it is asked to send from. nil if there is no such interface.
  func interface(named name: String) -> Interface? {
    guard let link = link(named: name) else { return nil }
    var addresses = sources[link.index]?.first(without: watched.virtual) ?? []
    for address in watched.sources[name] ?? [] where !addresses.contains(address) {
      if sources[link.index]?.has(address) == true { addresses.append(address) }
    }
    return Interface(
      isUp: link.isUp, addresses: addresses, networks: sources[link.index]?.networks ?? [],
      mtu: Int(link.mtu))
  }
}

// MARK: - What the kernel tells

extension Interfaces {
  private func take(_ event: RoutingEvent) {
    switch event {
    case .forwarding(let index, let isRouter):
      links[index]?.isRouter = isRouter
      return
    case .route, .routeGone, .rule, .ruleGone: hasRouteNews = true
    case .link(let link): take(link)
    case .linkGone(let link): remove(link)
    case .address(let address): take(address)
    case .addressGone(let address): remove(address)
    case .relearned(let links, let addresses, let isWhole):
      relearn(links, addresses, isWhole: isWhole)
    }
    isInDoubt = true
    isUpheaval = isUpheaval || event.isUpheaval
  }

  private func take(_ link: Link) {
    let old = links.updateValue(link, forKey: link.index)
    indices[link.name] = link.index
    if !link.flags.contains(.up) { noteDown(link.name) }
    guard old != link else { return }
    touch(link.name)
    guard let old, old.name != link.name else { return }
    if indices[old.name] == link.index { indices[old.name] = nil }
    touch(old.name)
  }

  private func remove(_ link: Link) {
    let name = links.removeValue(forKey: link.index)?.name ?? link.name
    if indices[name] == link.index { indices[name] = nil }
    for standing in standing.values where standing.address.interface == link.index {
      remove(standing.address)
    }
    sources[link.index] = nil
    noteDown(name)
    touch(name)
  }

  private func noteDown(_ name: String) {
    if watched.names.contains(name) { wereDown.insert(name) }
  }

  private func touch(_ name: String) {
    guard watched.names.contains(name) else { return }
    touchedLinks.insert(name)
    hasOtherIndices = true
  }

  private func take(_ address: InterfaceAddress) {
    let place = standing[address.key]?.place ?? nextPlace
    if place == nextPlace { nextPlace += 1 }
    let new = Standing(address: address, place: place)
    standing[address.key] = new
    sources[address.interface, default: SourceAddresses()].take(address)
    if kept[address.key] != nil || isNotable(address) { kept[address.key] = new }
    touch(address)
  }

  private func remove(_ address: InterfaceAddress) {
    guard standing.removeValue(forKey: address.key) != nil else { return }
    sources[address.interface]?.remove(address)
    touch(address)
    kept[address.key] = nil
  }

  private func touch(_ address: InterfaceAddress) {
    if kept[address.key] != nil { touchedAddresses.insert(address.key) }
    guard !watched.virtual.contains(address.address), let name = links[address.interface]?.name,
      watched.names.contains(name)
    else { return }
    touchedNames.insert(name)
  }

  /// After so much news that the kernel did not tell it all. What is not among it has gone, unless the
  /// kernel says that it may have left something out.
  private func relearn(_ links: [Link], _ addresses: [InterfaceAddress], isWhole: Bool) {
    if isWhole {
      let indices = Set(links.map(\.index))
      for link in self.links.values where !indices.contains(link.index) { remove(link) }
      let keys = Set(addresses.map(\.key))
      for standing in standing.values where !keys.contains(standing.address.key) {
        remove(standing.address)
      }
    }
    for link in links { take(link) }
    for address in addresses where standing[address.key]?.address != address { take(address) }
  }
}

extension RoutingEvent {
  /// It may take routes along that lead by it.
  fileprivate var isUpheaval: Bool {
    switch self {
    case .link, .linkGone, .address, .addressGone, .relearned: true
    case .route, .routeGone, .rule, .ruleGone, .forwarding: false
    }
  }
}
