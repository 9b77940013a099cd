import Configuration
import Election
import Network
import Routing
import VRRP

/// What must stand in the kernel at one moment.
struct Wanted: Equatable {
  var addresses: [HeldAddress] = []
  /// Each once.
  var routes: [RouteDefinition] = []
  var rules: [Rule] = []
  /// Virtual routers' own interfaces, each name once.
  var links: [WantedLink] = []
  /// Interfaces on which secondary addresses survive the primary one.
  var promoting: Set<String> = []
  /// Drops what is sent to addresses that are not accepted, here or elsewhere.
  var filter = PacketFilter()

  /// Nothing: what is ours is removed.
  init() {}

  /// What stands as long as the election runs, and what a master holds.
  ///
  /// - Parameter electing: those that count as masters though they are none.
  init(
    _ plan: ElectionPlan, _ election: Election, _ belongings: [InstanceSettings.Key: Belongings],
    electing: Set<InstanceSettings.Key> = []
  ) {
    let isHolding = { (instance: Instance) in
      instance.router.isHolding || electing.contains(instance.settings.key)
    }
    addresses = plan.permanent.addresses + election.held
    for instance in election.instances where electing.contains(instance.settings.key) {
      addresses += instance.allHeld.filter { !addresses.contains($0) }
    }
    var all = [plan.permanent.belongings]
    for instance in election.instances where isHolding(instance) {
      if let its = belongings[instance.settings.key] { all.append(its) }
    }
    routes = all.flatMap(\.routes).uniqued()
    rules = all.flatMap(\.rules).uniqued()
    promoting = belongings.values.reduce(into: []) { $0.formUnion($1.promoting) }
    for instance in election.instances {
      take(instance.settings, isUp: isHolding(instance))
      guard !instance.router.accepts else { continue }
      for address in instance.settings.router.held {
        filter.insert(address.address, on: address.interface ?? instance.settings.interface)
      }
    }
  }

  /// Also the interface of an instance that is only about to be followed.
  mutating func take(_ instance: InstanceSettings, isUp: Bool = false) {
    guard let interface = instance.virtualInterface else { return }
    let index = links.firstIndex { $0.interface.name == interface.name } ?? links.count
    if index == links.count { links.append(WantedLink(interface: interface)) }
    links[index].isUp = links[index].isUp || isUp
    let own = instance.router.held.filter { $0.interface == interface.name }
    links[index].families.formUnion(own.map(\.address.family) + [instance.router.family])
  }
}

extension Instance {
  /// What it holds as a master.
  fileprivate var allHeld: [HeldAddress] {
    settings.router.held.map {
      HeldAddress(
        address: $0, interface: $0.interface ?? settings.interface, accepts: router.accepts)
    }
  }
}

/// A virtual router's own interface.
struct WantedLink: Hashable {
  var interface: VirtualInterface
  /// A backup's is off.
  var isUp = false
  /// Of its addresses.
  var families: Set<Family> = []
}

/// What goes with a virtual router's addresses.
struct Belongings: Hashable, Sendable {
  var routes: [RouteDefinition] = []
  var rules: [Rule] = []
  /// `promote_secondaries`: if it counts.
  var promoting: Set<String> = []
}

/// What stands as long as the election runs: `static_ipaddress`, `static_routes`, `static_rules`.
struct Permanent: Hashable, Sendable {
  var addresses: [HeldAddress] = []
  var belongings = Belongings()

  var isEmpty: Bool { self == Permanent() }
}

extension Array where Element: Hashable {
  /// Each once, where it stands first.
  fileprivate func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
