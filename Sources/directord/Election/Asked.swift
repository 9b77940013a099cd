import Configuration
import Election
import Network
import Routing
import VRRP

/// What is wanted, with interfaces by number.
struct Asked {
  /// In the order in which they are wanted. Those whose interface is not there are left out.
  private(set) var addresses: [InterfaceAddress] = []
  private(set) var routes: [Route] = []
  private(set) var rules: [Rule] = []
  /// All that is wanted, also what has no interface.
  private(set) var subjects: Set<Subject> = []
  /// Of the addresses among them that have one.
  private(set) var keys: [Subject: InterfaceAddress.Key] = [:]
  /// Addresses that cannot stand or be reached, and why.
  private(set) var absences: [Subject: String] = [:]

  /// `link` tells an interface by its name.
  init(_ wanted: Wanted, _ link: (String) -> Link?) {
    for held in wanted.addresses {
      let subject = Subject(held)
      subjects.insert(subject)
      guard let link = link(held.interface) else {
        absences[subject] = "interface \(held.interface) does not exist"
        continue
      }
      if !link.flags.contains(.up) { absences[subject] = "interface \(held.interface) is down" }
      let address = InterfaceAddress(held, on: link)
      addresses.append(address)
      keys[subject] = address.key
    }
    routes = wanted.routes.compactMap { Route($0, link) }
    rules = wanted.rules
    subjects.formUnion(routes.map(Subject.route) + rules.map(Subject.rule))
  }

  var hasRoutes: Bool { !routes.isEmpty || !rules.isEmpty }

  /// Whether it cannot stand, since its interface is not there or down.
  func isAbsent(_ subject: Subject) -> Bool { absences[subject] != nil }
}

/// What is kept, whatever number its interface has.
enum Subject: Hashable {
  case address(interface: String, Address, length: UInt8, peer: Address?)
  case route(Route)
  case rule(Rule)

  init(_ held: HeldAddress) {
    let link = Link(index: 0, name: held.interface)
    self.init(InterfaceAddress(held, on: link), on: held.interface)
  }

  /// An address without its settings.
  init(_ address: InterfaceAddress, on interface: String) {
    let key = address.key
    self = .address(interface: interface, key.address, length: key.length, peer: key.peer)
  }

  /// Whether it is an address on one of these interfaces.
  func isOn(_ interfaces: Set<String>) -> Bool {
    switch self {
    case .address(let interface, _, _, _): interfaces.contains(interface)
    case .route, .rule: false
    }
  }

  /// `address 192.0.2.1/24 of eth0`; `name` tells an interface's name by its number.
  func words(_ name: (UInt32) -> String) -> String {
    switch self {
    case .address(let interface, let address, let length, _):
      // An IPv6 address's key has no length: the configured one is not said wrongly.
      address.family == .ipv6
        ? "address \(address) of \(interface)" : "address \(address)/\(length) of \(interface)"
    case .route(let route): "route \(route.words(name))"
    case .rule(let rule): "rule \(rule)"
    }
  }
}

/// Our routes and rules, as the kernel told them when it was asked last.
struct StandingRoutes {
  var routes: [Route] = []
  var rules: [Rule] = []
  /// It was never asked.
  private(set) var isUnknown = true

  init() {}

  init(routes: [Route], rules: [Rule]) {
    self.routes = routes
    self.rules = rules
    isUnknown = false
  }

  var isEmpty: Bool { routes.isEmpty && rules.isEmpty }

  func changes(to asked: Asked) -> [RoutingCommand] {
    RoutingCommand.changes(from: routes, to: asked.routes)
      + RoutingCommand.changes(from: rules, to: asked.rules)
  }
}

extension InterfaceAddress {
  /// As the configuration's line wants it.
  init(_ held: HeldAddress, on link: Link) {
    let address = held.address
    let length = UInt8(clamping: address.length)
    let broadcast: UInt32? =
      switch address.broadcast {
      case nil, .address(.v6): nil
      case .network: InterfaceAddress.broadcast(of: address.address, length: length)
      case .address(.v4(let bits)): bits
      }
    // The network is that of the other end, if there is one.
    self.init(
      address.address, length: address.peer.map { UInt8(clamping: $0.length) } ?? length,
      on: link.index, peer: address.peer?.address, broadcast: broadcast, label: address.label,
      scope: Scope(rawValue: address.scope.rawValue), flags: address.flags,
      preferredLifetime: address.preferredLifetime)
  }
}

extension VirtualAddress {
  fileprivate var flags: InterfaceAddress.Flags {
    let isProbed = address.family == .ipv4 || options.contains(.detectsDuplicates)
    var flags: InterfaceAddress.Flags = isProbed ? [] : .noDetection
    if options.contains(.home) { flags.insert(.home) }
    if options.contains(.managesTemporary) { flags.insert(.managesTemporary) }
    if options.contains(.withoutPrefixRoute) { flags.insert(.noPrefixRoute) }
    if options.contains(.joinsMulticast) { flags.insert(.joinsMulticast) }
    return flags
  }
}

extension Route {
  /// As the configuration's line wants it; nil while its interface is not there, or switched off: it
  /// would be refused.
  init?(_ definition: RouteDefinition, _ link: (String) -> Link?) {
    self = definition.route
    guard let name = definition.interface else { return }
    guard let link = link(name), link.flags.contains(.up) else { return nil }
    for index in nextHops.indices { nextHops[index].interface = link.index }
  }
}
