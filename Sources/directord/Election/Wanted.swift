import Configuration
import Election
import Routing
import VRRP

/// What must stand in the kernel at one moment.
struct Wanted: Equatable {
  var addresses: [HeldAddress] = []
  /// Each once.
  var routes: [RouteDefinition] = []
  var rules: [Rule] = []

  /// Nothing: what is ours is removed.
  init() {}

  /// What stands as long as the election runs, and what a master holds.
  init(_ plan: ElectionPlan, _ election: Election, _ belongings: [InstanceSettings.Key: Belongings])
  {
    addresses = plan.permanent.addresses + election.held
    var all = [plan.permanent.belongings]
    for instance in election.instances where instance.router.isHolding {
      if let its = belongings[instance.settings.key] { all.append(its) }
    }
    routes = all.flatMap(\.routes).uniqued()
    rules = all.flatMap(\.rules).uniqued()
  }
}

/// What goes with a virtual router's addresses.
struct Belongings: Hashable, Sendable {
  var routes: [RouteDefinition] = []
  var rules: [Rule] = []
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
