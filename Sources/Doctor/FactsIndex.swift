import Network

/// What rules look up in the director's document again and again: with a thousand virtual services a
/// search through lists for each of them would take seconds.
struct FactsIndex: Sendable {
  private(set) var interfaces: [Address: String] = [:]
  /// Networks of lo's addresses: all of their addresses are local.
  private(set) var localNetworks: [Prefix] = []
  /// The first address of each network on each interface but lo.
  private(set) var connected: [AddressFacts] = []
  private(set) var routesToRealServers: [Address: RouteFacts] = [:]
  private(set) var requests: [Address: RouteFacts] = [:]
  private(set) var routesToClients: [Address: RouteFacts] = [:]
  private(set) var neighbors: [Address: NeighborFacts] = [:]
  private(set) var probes: [Address: [ProbeFacts]] = [:]
  private(set) var services: [ServiceName: KernelServiceFacts] = [:]
  private(set) var virtualAddresses: Set<Address> = []
  /// Services that answered along the way of clients.
  private(set) var answered: Set<ServiceName> = []

  init(_ facts: Facts) {
    takeAddresses(facts.addresses ?? [])
    for route in facts.routes ?? [] {
      switch route.purpose {
      case .toRealServer: routesToRealServers.keep(route, at: route.destination)
      case .request: requests.keep(route, at: route.destination)
      case .toClient:
        if let source = route.source { routesToClients.keep(route, at: source) }
      case .reply, .answer, .peer: break
      }
    }
    for neighbor in facts.neighbors ?? [] { neighbors.keep(neighbor, at: neighbor.address) }
    for probe in facts.probes ?? [] {
      probes[probe.destination, default: []].append(probe)
      if probe.kind == .forwarded, probe.outcome == .answered, let service = probe.service {
        answered.insert(service)
      }
    }
    for service in facts.ipvs?.services ?? [] { services.keep(service, at: service.name) }
    for instance in facts.director?.instances ?? [] {
      virtualAddresses.formUnion(instance.addresses.map(\.address))
    }
  }

  private mutating func takeAddresses(_ addresses: [AddressFacts]) {
    var networks: [String: Set<Prefix>] = [:]
    for fact in addresses {
      interfaces.keep(fact.interface, at: fact.address)
      guard fact.prefixLength < fact.address.family.bits,
        let network = Prefix(fact.address, length: fact.prefixLength)?.network
      else { continue }
      if fact.interface == "lo" {
        localNetworks.append(network)
      } else if networks[fact.interface, default: []].insert(network).inserted {
        connected.append(fact)
      }
    }
  }
}

extension Dictionary {
  /// Keeps the first value of a key.
  fileprivate mutating func keep(_ value: Value, at key: Key) {
    if self[key] == nil { self[key] = value }
  }
}
