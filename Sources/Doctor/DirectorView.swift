package import Network

/// What several rules ask of an examination: addresses, interfaces, settings.
extension Examination {
  /// Whether the director has this address now, on an interface or as a whole network of lo's.
  package func holds(_ address: Address) -> Bool {
    lists.interfaces[address] != nil || lists.localNetworks.contains { $0.contains(address) }
      || lists.requests[address]?.type == "local"
  }

  /// Addresses of this director and those that a router of its configuration may hold.
  package func isOurs(_ address: Address) -> Bool {
    holds(address) || isVirtual(address)
  }

  /// An address of a vrrp_instance.
  package func isVirtual(_ address: Address) -> Bool {
    lists.virtualAddresses.contains(address)
  }

  /// The director's address whose network has `address`; of several the one of the longest prefix.
  package func connected(to address: Address) -> AddressFacts? {
    lists.connected.filter { fact in
      Prefix(fact.address, length: fact.prefixLength)?.contains(address) == true
    }.max { $0.prefixLength < $1.prefixLength }
  }

  package func routes(_ purpose: RouteFacts.Purpose) -> [RouteFacts] {
    director.routes?.filter { $0.purpose == purpose } ?? []
  }

  /// The kernel's route to a real server.
  package func route(to realServer: Address) -> RouteFacts? {
    lists.routesToRealServers[realServer]
  }

  /// The interface on the real server's side.
  package func interface(of realServer: Address) -> String? {
    route(to: realServer)?.output ?? connected(to: realServer)?.interface
  }

  /// The interface by which requests to `virtualAddress` come in.
  package func clientInterface(of virtualAddress: Address?) -> String? {
    guard let virtualAddress else { return nil }
    let interface = lists.interfaces[virtualAddress]
    return lists.requests[virtualAddress]?.input ?? lists.routesToClients[virtualAddress]?.output
      ?? (interface == "lo" ? nil : interface)
  }

  package func neighbor(_ address: Address) -> NeighborFacts? {
    lists.neighbors[address]
  }

  package func probe(_ kind: ProbeFacts.Kind, to address: Address, _ port: UInt16? = nil)
    -> ProbeFacts?
  {
    lists.probes[address]?.first { $0.kind == kind && (port == nil || $0.port == port) }
  }

  /// The larger of a setting for all interfaces and for one, as rp_filter has it; nil: not read.
  package func strictest(_ name: String, of interface: String?, _ family: String = "ipv4") -> Int? {
    let values = ["all", interface].compactMap { $0 }.compactMap { place in
      setting("net.\(family).conf.\(place).\(name)").flatMap { Int($0) }
    }
    return values.max()
  }

  /// Each address behind NAT once, with the services that it serves.
  package var masqueraded: [(address: Address, services: [ServiceFacts])] {
    realServers(by: [.nat])
  }

  package func realServers(
    by methods: Set<DestinationFacts.Method>
  ) -> [(address: Address, services: [ServiceFacts])] {
    var order: [Address] = []
    var services: [Address: [ServiceFacts]] = [:]
    for service in self.services {
      for server in service.realServers where methods.contains(server.method) {
        if services[server.address] == nil { order.append(server.address) }
        if services[server.address]?.last?.name != service.name {
          services[server.address, default: []].append(service)
        }
      }
    }
    return order.map { ($0, services[$0] ?? []) }
  }

  /// Services that have real servers behind NAT.
  package var natServices: [ServiceFacts] {
    index.natServices
  }

  /// The kernel's entry of a service.
  package func kernelService(_ name: ServiceName) -> KernelServiceFacts? {
    lists.services[name]
  }
}

extension [ServiceFacts] {
  /// `tcp 192.168.3.108:80, tcp 192.168.3.108:443`; more than three are counted.
  package var names: String {
    let first = prefix(3).map(\.name.description).joined(separator: ", ")
    return count > 3 ? "\(first) and \(count - 3) more" : first
  }
}
