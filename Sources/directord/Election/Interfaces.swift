import Election
import Network
import Routing
import System

/// What the kernel has of interfaces and their addresses, as it tells of them; and whether our routes
/// may have changed, which it does not tell of all.
final class Interfaces {
  private struct Standing {
    var address: InterfaceAddress
    /// Grows with each address that is added.
    var place: UInt64
  }

  private let monitor: RoutingMonitor
  private var links: [UInt32: Link] = [:]
  private var standing: [InterfaceAddress.Key: Standing] = [:]
  private var nextPlace: UInt64 = 0
  private var touched: Set<String> = []
  private var wereDown: Set<String> = []
  /// Our routes and rules may be others than they were.
  var isInDoubt = true
  /// An interface or an address has changed, which may take routes along.
  var isUpheaval = true

  init() throws(SystemError) {
    monitor = try RoutingMonitor()
    let kernel = try KernelRouting()
    // Asked after the monitor was opened: nothing falls between.
    take(.relearned(links: try kernel.links(), addresses: try kernel.addresses()))
  }

  /// Readable while the kernel has news.
  var descriptor: Int32 { monitor.descriptor }

  /// Has the kernel tell of our routes and rules too.
  func followRoutes() throws(SystemError) { try monitor.follow([.routes, .rules]) }

  /// Takes note of what the kernel tells, bounded a call.
  func observe() throws(SystemError) {
    for event in try monitor.take(datagrams: 4096) { take(event) }
  }

  /// Whether something has changed since the last time.
  var hasTouched: Bool { !touched.isEmpty }

  /// The names of what has changed since the last time.
  func takeTouched() -> Set<String> {
    defer { touched = [] }
    return touched
  }

  /// The names of those that were seen down or gone since the last time, even for a moment: their
  /// IPv6 addresses went with that.
  func takeWereDown() -> Set<String> {
    defer { wereDown = [] }
    return wereDown
  }

  var all: [Link] { Array(links.values) }

  func link(_ index: UInt32) -> Link? { links[index] }

  /// An interface's name, or its number in words.
  func name(_ index: UInt32) -> String { links[index]?.name ?? "interface \(index)" }

  func link(named name: String) -> Link? { links.values.first { $0.name == name } }

  /// In the order in which the kernel was given them.
  var addresses: [InterfaceAddress] {
    standing.values.sorted { $0.place < $1.place }.map(\.address)
  }

  func has(_ key: InterfaceAddress.Key) -> Bool { standing[key] != nil }

  /// What the election needs to know; nil where there is no such interface.
  func interface(named name: String) -> Interface? {
    guard let link = link(named: name) else { return nil }
    let own = standing.values.filter { $0.address.interface == link.index }
    return Interface(link, among: own.sorted { $0.place < $1.place }.map(\.address))
  }

  private func take(_ event: RoutingEvent) {
    isInDoubt = true
    switch event {
    case .route, .routeGone, .rule, .ruleGone: break
    case .link, .linkGone, .address, .addressGone, .relearned:
      isUpheaval = true
      takeInterface(event)
    }
  }

  private func takeInterface(_ event: RoutingEvent) {
    switch event {
    case .link(let link):
      if let old = links[link.index], old.name != link.name { touched.insert(old.name) }
      links[link.index] = link
      if !link.flags.contains(.up) { wereDown.insert(link.name) }
      touched.insert(link.name)
    case .linkGone(let link):
      links[link.index] = nil
      wereDown.insert(link.name)
      standing = standing.filter { $0.key.interface != link.index }
      touched.insert(link.name)
    case .address(let address):
      let place = standing[address.key]?.place ?? nextPlace
      if place == nextPlace { nextPlace += 1 }
      standing[address.key] = Standing(address: address, place: place)
      touch(address.interface)
    case .addressGone(let address):
      standing[address.key] = nil
      touch(address.interface)
    case .relearned(let links, let addresses):
      touched.formUnion(self.links.values.map(\.name))
      self.links = [:]
      standing = [:]
      for link in links { take(.link(link)) }
      for address in addresses { take(.address(address)) }
    case .route, .routeGone, .rule, .ruleGone: break
    }
  }

  private func touch(_ index: UInt32) {
    if let link = links[index] { touched.insert(link.name) }
  }
}

extension Interface {
  /// `addresses`: all, in the order in which the kernel was given them.
  init(_ link: Link, among addresses: [InterfaceAddress]) {
    let own = addresses.filter { $0.interface == link.index && $0.serves }
    self.init(
      isUp: link.isUp, addresses: own.map(\.address),
      networks: own.compactMap { Prefix($0.peer ?? $0.address, length: Int($0.length)) },
      mtu: Int(link.mtu))
  }
}

extension InterfaceAddress {
  /// Whether something can be sent from it.
  fileprivate var serves: Bool { flags.isDisjoint(with: [.tentative, .duplicate]) }
}
