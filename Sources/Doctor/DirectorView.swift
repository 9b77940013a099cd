package import Network

/// What several rules ask of an examination: addresses, interfaces, settings.
extension Examination {
  /// Whether the director has this address now, on an interface or as a whole network of lo's.
  package func holds(_ address: Address) -> Bool {
    let isOnInterface = (director.addresses ?? []).contains { fact in
      if fact.address == address { return true }
      guard fact.interface == "lo", fact.prefixLength < address.family.bits else { return false }
      return Prefix(fact.address, length: fact.prefixLength)?.contains(address) == true
    }
    return isOnInterface || isLocal(address)
  }

  /// The kernel's answer to a request for it: it is delivered here (`ip route add local …`).
  private func isLocal(_ address: Address) -> Bool {
    routes(.request).contains { $0.destination == address && $0.type == "local" }
  }

  /// Addresses of this director and those that a router of its configuration may hold.
  package func isOurs(_ address: Address) -> Bool {
    holds(address) || isVirtual(address)
  }

  /// An address of a vrrp_instance.
  package func isVirtual(_ address: Address) -> Bool {
    instances.contains { $0.addresses.contains { $0.address == address } }
  }

  /// The director's address whose network has `address`, and that is not the address itself.
  package func connected(to address: Address) -> AddressFacts? {
    director.addresses?.filter { fact in
      fact.interface != "lo" && fact.prefixLength < address.family.bits
        && Prefix(fact.address, length: fact.prefixLength)?.contains(address) == true
    }.max { $0.prefixLength < $1.prefixLength }
  }

  package func routes(_ purpose: RouteFacts.Purpose) -> [RouteFacts] {
    director.routes?.filter { $0.purpose == purpose } ?? []
  }

  /// The kernel's route to a real server.
  package func route(to realServer: Address) -> RouteFacts? {
    routes(.toRealServer).first { $0.destination == realServer }
  }

  /// The interface on the real server's side.
  package func interface(of realServer: Address) -> String? {
    route(to: realServer)?.output ?? connected(to: realServer)?.interface
  }

  /// The interface by which requests to `virtualAddress` come in.
  package func clientInterface(of virtualAddress: Address?) -> String? {
    if let virtualAddress {
      let request = routes(.request).first { $0.destination == virtualAddress }
      if let input = request?.input { return input }
      let answer = routes(.toClient).first { $0.source == virtualAddress }
      if let output = answer?.output { return output }
    }
    return virtualAddress.flatMap { address in
      director.addresses?.first { $0.address == address && $0.interface != "lo" }?.interface
    }
  }

  package func neighbor(_ address: Address) -> NeighborFacts? {
    director.neighbors?.first { $0.address == address }
  }

  package func probe(_ kind: ProbeFacts.Kind, to address: Address, _ port: UInt16? = nil)
    -> ProbeFacts?
  {
    director.probes?.first {
      $0.kind == kind && $0.destination == address && (port == nil || $0.port == port)
    }
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
    services.filter { $0.realServers.contains { $0.method == .nat } }
  }

  /// The kernel's entry of a service.
  package func kernelService(_ name: ServiceName) -> KernelServiceFacts? {
    director.ipvs?.services.first { $0.name == name }
  }
}

extension [ServiceFacts] {
  /// `tcp 192.168.3.108:80, tcp 192.168.3.108:443`; more than three are counted.
  package var names: String {
    let first = prefix(3).map(\.name.description).joined(separator: ", ")
    return count > 3 ? "\(first) and \(count - 3) more" : first
  }
}
