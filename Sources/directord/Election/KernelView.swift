import Election
import Network
import Routing

/// What the kernel has of what the election keeps, and what would be done to it: the same
/// differences that `LinkKeeping` and `Keeping` act on, with nothing done.
struct KernelView: Sendable {
  private(set) var links: [Link]
  private(set) var addresses: [InterfaceAddress]
  var routes: StandingRoutes
  /// Of all interfaces that are there, or were.
  private(set) var names: [UInt32: String]
  private let isOurs: @Sendable (InterfaceAddress) -> Bool

  /// - Parameter addresses: in the order in which the kernel was given them.
  init(
    links: [Link], addresses: [InterfaceAddress], routes: StandingRoutes,
    isOurs: @escaping @Sendable (InterfaceAddress) -> Bool
  ) {
    self.links = links
    self.addresses = addresses
    self.routes = routes
    self.isOurs = isOurs
    names = Dictionary(links.map { ($0.index, $0.name) }, uniquingKeysWith: { $1 })
  }

  func link(named name: String) -> Link? { links.first { $0.name == name } }

  /// An interface's name, or its number in words.
  func name(_ index: UInt32) -> String { names[index] ?? "interface \(index)" }

  /// What the election would be told of an interface; nil if there is none.
  func interface(named name: String) -> Interface? {
    link(named: name).map { Interface($0, among: addresses) }
  }

  /// Makes the interfaces that are missing, and switches on what is to be on.
  mutating func raise(_ wanted: Wanted) -> [RoutingCommand] {
    perform(wanted.virtualLinks(among: links).makings)
      + perform(wanted.virtualLinks(among: links).claims)
      + perform(wanted.virtualLinks(among: links).raises)
  }

  /// Makes everything as it is wanted.
  mutating func make(_ wanted: Wanted) -> [RoutingCommand] {
    var done = raise(wanted)
    let asked = Asked(wanted, link(named:))
    done += perform(
      RoutingCommand.changes(from: addresses, to: asked.addresses, isOurs: isOurs))
    done += perform(routes.changes(to: asked))
    done += perform(wanted.virtualLinks(among: links).lowerings)
    return done
  }

  private mutating func perform(_ commands: [RoutingCommand]) -> [RoutingCommand] {
    for command in commands { perform(command) }
    return commands
  }

  private mutating func perform(_ command: RoutingCommand) {
    switch command {
    case .addAddress(let address): addresses.append(address)
    case .deleteAddress(let address): addresses.removeAll { $0.key == address.key }
    case .addRoute(let route): routes.routes.append(route)
    case .deleteRoute(let route): routes.routes.removeAll { $0 == route }
    case .addRule(let rule): routes.rules.append(rule)
    case .deleteRule(let rule): routes.rules.removeAll { $0 == rule }
    case .makeLink(let link): make(link)
    case .setUp(let index, true): change(index) { $0.flags.insert(.up) }
    case .setUp(let index, false): change(index) { $0.flags.remove(.up) }
    case .setAlias(let index, let alias): change(index) { $0.alias = alias }
    case .setLinkLocal: break
    case .deleteLink(let index):
      links.removeAll { $0.index == index }
      addresses.removeAll { $0.interface == index }
    }
  }

  private mutating func make(_ link: VirtualLink) {
    let index = (names.keys.max() ?? 0) &+ 1
    names[index] = link.name
    links.append(link.link(index: index))
  }

  private mutating func change(_ index: UInt32, _ work: (inout Link) -> Void) {
    for place in links.indices where links[place].index == index { work(&links[place]) }
  }
}

extension Interface {
  /// `addresses`: all, in the order in which the kernel was given them.
  fileprivate init(_ link: Link, among addresses: [InterfaceAddress]) {
    self.init(
      isUp: link.isUp,
      addresses: addresses.filter { $0.interface == link.index && $0.serves }.map(\.address))
  }
}

extension InterfaceAddress {
  /// Whether something can be sent from it.
  var serves: Bool { flags.isDisjoint(with: [.tentative, .duplicate]) }
}

extension InterfaceAddress {
  /// Whether it may be removed if nobody wants it.
  func isOurs(made: Set<Key>, claimed: Set<Address>) -> Bool {
    if owner == .directord || made.contains(key) { return true }
    let isNobodys = owner == .unknown || owner == .keepalived
    return isNobodys && claimed.contains(address)
  }
}
