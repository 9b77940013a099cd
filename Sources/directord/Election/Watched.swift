import Configuration
import Election
import Network
import VRRP

/// What the election depends on of the kernel's interfaces and addresses. All other changes of a
/// host, which may be thousands a second, are none of its business.
struct Watched: Equatable {
  /// Interfaces by name.
  var names: Set<String> = []
  /// Those that the virtual routers hold, or would hold as masters.
  var virtual: Set<Address> = []
  /// These, and those that stand as long as the election runs.
  var addresses: Set<Address> = []
  /// Those that virtual routers are asked to send from, by interface.
  var sources: [String: Set<Address>] = [:]

  init() {}

  /// - Parameter instances: those of the plan, and those that have not let go yet.
  init(
    _ plan: ElectionPlan, _ instances: [InstanceSettings],
    _ belongings: [InstanceSettings.Key: Belongings]
  ) {
    names = plan.interfaces
    for instance in instances { take(instance) }
    addresses = virtual
    for held in plan.permanent.addresses {
      addresses.insert(held.address.address)
      names.insert(held.interface)
    }
    for its in [plan.permanent.belongings] + belongings.values {
      names.formUnion(its.routes.compactMap(\.interface))
      names.formUnion(its.promoting)
    }
  }

  private mutating func take(_ instance: InstanceSettings) {
    names.insert(instance.interface)
    if let own = instance.virtualInterface { names.formUnion([own.name, own.parent]) }
    for held in instance.router.held {
      virtual.insert(held.address)
      if let name = held.interface { names.insert(name) }
    }
    if let source = instance.source { sources[instance.interface, default: []].insert(source) }
  }
}
