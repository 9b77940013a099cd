import Configuration
import Health
package import IPVS
package import Network

/// What may have to stand otherwise: services as a whole, and single real servers of others.
package struct Touched: Hashable, Sendable {
  package struct Destination: Hashable, Sendable {
    package var service: ServiceKey
    package var endpoint: Endpoint
    /// What must stand; nil is that it must not be there.
    package var wanted: DestinationSettings?

    package init(service: ServiceKey, endpoint: Endpoint, wanted: DestinationSettings?) {
      self.service = service
      self.endpoint = endpoint
      self.wanted = wanted
    }
  }

  package var services: Set<ServiceKey>
  package var destinations: [Destination]

  package var isEmpty: Bool { services.isEmpty && destinations.isEmpty }
}

extension Balancer {
  /// The table that must stand, of our services only.
  package var table: Table {
    let wanted = owners.keys.compactMap { key in desired(key).map { (key, $0) } }
    return Table(checkServices.merging(wanted) { _, service in service })
  }

  /// The services that are ours: the wanted ones, and those still to be removed (until
  /// `servicesRemoved` tells of them). All others in the kernel are somebody else's. To be kept over
  /// a restart, for `previouslyOwned`.
  package var owned: Set<ServiceKey> { released.union(owners.keys).union(checkServices.keys) }

  package func owns(_ key: ServiceKey) -> Bool {
    owners[key] != nil || released.contains(key) || checkServices[key] != nil
  }

  /// What must stand for one service; nil is that it must not be there, if it is `owned`.
  package func desired(_ key: ServiceKey) -> VirtualService? {
    guard let pool = owners[key] else { return checkServices[key] }
    guard !situation.keepsOut(pools[pool].server) else { return nil }
    return service(key, of: pool)
  }

  /// Those of them that are wanted no more, and may still be in the kernel.
  package var leaving: Set<ServiceKey> { released }

  /// What may have to stand otherwise than when this was asked last.
  package mutating func takeTouched() -> Touched {
    let services = touched
    let destinations = touchedMembers.flatMap(destinations).filter {
      !services.contains($0.service)
    }
    touched = []
    touchedMembers = []
    return Touched(services: services, destinations: destinations)
  }

  /// What must stand of one real server, in each of its services.
  private func destinations(of index: Int) -> [Touched.Destination] {
    let member = members[index]
    return pools[member.pool].keys.filter { Self.fits(member.server, in: $0) }.map {
      Touched.Destination(
        service: $0, endpoint: member.server.endpoint, wanted: destination(member))
    }
  }

  /// Something else may have to stand of a real server; of no other one, unless a sorry server
  /// that may be the same is there.
  mutating func touch(_ index: Int) {
    let pool = pools[members[index].pool]
    if pool.server.sorryServer == nil {
      touchedMembers.insert(index)
    } else {
      touched.formUnion(pool.keys)
    }
  }

  /// Places are to be other ones.
  mutating func touchServices() {
    for index in touchedMembers { touched.formUnion(pools[members[index].pool].keys) }
    touchedMembers = []
  }

  private func service(_ key: ServiceKey, of pool: Int) -> VirtualService {
    let pool = pools[pool]
    var service = VirtualService(settings: pool.server.settings)
    service.destinations.reserveCapacity(pool.members.count)
    for member in members[pool.members] where Self.fits(member.server, in: key) {
      service.destinations[member.server.endpoint] = destination(member)
    }
    if let sorry = pool.server.sorryServer, let settings = sorryDestination(of: pool),
      Self.fits(sorry.endpoint, settings.forwarding, in: key),
      settings.weight > 0 || service.destinations[sorry.endpoint] == nil
    {
      service.destinations[sorry.endpoint] = settings
    }
    return service
  }

  /// A real server of the other address family is reached through a tunnel or not at all
  /// (net/netfilter/ipvs/ip_vs_ctl.c, `ip_vs_add_dest`).
  private static func fits(
    _ endpoint: Endpoint, _ forwarding: ForwardingMethod, in key: ServiceKey
  ) -> Bool {
    if endpoint.address.family == key.family { return true }
    switch forwarding {
    case .tunnel: return true
    case .masquerade, .localNode, .directRouting, .bypass: return false
    }
  }

  static func fits(_ server: RealServer, in key: ServiceKey) -> Bool {
    fits(server.endpoint, server.settings.forwarding, in: key)
  }

  // The criteria, if the quorum is met or there is no sorry server (`Balancer+Quorum` has them
  // if there is one at work):
  //
  //   starting                         not in the table
  //   up                               with its weight
  //   draining                         with weight 0
  //   in maintenance                   with weight 0, whatever its checks say
  //   down                             not in the table; with its weight in a panic
  //   down, inhibit_on_failure         with weight 0: connections that stand go on
  /// What must stand of a real server in each service of its virtual server.
  func destination(_ member: Member) -> DestinationSettings? {
    var settings = member.server.settings
    if member.maintenance != nil {
      settings.weight = 0
      return settings
    }
    switch member.condition {
    case .starting: return nil
    case .up where pools[member.pool].serves: settings.weight = weight(of: member)
    case .down where pools[member.pool].isPanicking && pools[member.pool].serves:
      settings.weight = weight(of: member)
    case .up where member.server.inhibitsOnFailure: settings.weight = 0
    case .up: return nil
    case .draining: settings.weight = 0
    case .down where member.server.inhibitsOnFailure: settings.weight = 0
    case .down: return nil
    }
    return settings
  }

  /// A serving real server's weight: computed from what is known each time, never added to.
  func weight(of member: Member) -> UInt32 {
    if let adopted = member.adoptedWeight { return adopted }
    let weight = servingWeight(of: member)
    return member.ramp?.part(of: weight) ?? weight
  }

  /// The configured weight with what its checks say of it.
  func servingWeight(of member: Member) -> UInt32 {
    guard member.condition != .draining, member.maintenance == nil else { return 0 }
    var contributions: [WeightContribution] = []
    for place in member.checks {
      if let weight = slots[place]?.check.weight { contributions.append(weight) }
    }
    return WeightContribution.weight(from: member.server.settings.weight, contributions)
  }
}
