import Network

/// Facts by the keys by which rules ask for them, so that a rule takes no quadratic time.
struct Index: Sendable {
  /// Virtual services as configured, or the kernel's.
  var services: [ServiceFacts]
  /// Addresses of the director itself.
  var own: Set<Address>
  /// Virtual addresses: those of services and of virtual routers.
  var virtual: Set<Address>
  /// By an address of the machine: the place of its document among the real servers'.
  var documents: [Address: Int]
  /// Probes by the real server that they concern.
  var probes: [Address: [ProbeFacts]]
  /// What packet filters mark, by the mark of a service.
  var marking: [UInt32: Marking]
  /// Virtual addresses of services by firewall mark, as far as packet filters or probes name them.
  var marked: [ServiceName: [Address]]
  /// Services that have real servers behind NAT.
  var natServices: [ServiceFacts]
  /// The director's own routes to real servers.
  var routesToRealServers: [Address: RouteFacts]
  /// Who has this hardware address, as far as the documents tell.
  var owners: [HardwareAddress: Owner]
  /// Hardware addresses by the real server's address.
  var hardwareAddresses: [Address: Set<HardwareAddress>]
  /// Real servers by forwarding method, without the director's own addresses.
  var reached: [ReachedServer] = []

  /// A machine that is known by its hardware address.
  enum Owner: Hashable, Sendable {
    case director
    case peer
    /// The real server with this address.
    case realServer(Address)
  }

  init(_ director: Facts, _ realServers: [Facts], _ peer: Facts?, _ firewall: Firewall?) {
    services =
      director.director?.services
      ?? (director.ipvs?.services ?? []).map(ServiceFacts.init(kernel:))
    own = Set((director.addresses ?? []).map(\.address))
    let instances = director.director?.instances ?? []
    virtual = Set(services.compactMap(\.name.address))
      .union(instances.flatMap { $0.addresses.map(\.address) })
    documents = [:]
    for (place, facts) in realServers.enumerated() {
      for address in facts.addresses ?? [] where !address.address.isLoopback {
        if documents[address.address] == nil { documents[address.address] = place }
      }
    }
    probes = Dictionary(grouping: director.probes ?? []) { $0.realServer ?? $0.destination }
    let marks = Set(services.compactMap(\.name.mark))
    marking = marks.isEmpty ? [:] : firewall?.marking(of: marks) ?? [:]
    marked = [:]
    for service in services {
      guard let mark = service.name.mark, let found = marking[mark] else { continue }
      marked[service.name] = found.addresses.filter { $0.isIPv6 == service.isIPv6 }
    }
    for probe in director.probes ?? [] where probe.realServer != nil {
      guard let service = probe.service, service.mark != nil else { continue }
      if marked[service]?.contains(probe.destination) != true {
        marked[service, default: []].append(probe.destination)
      }
    }
    natServices = services.filter { $0.realServers.contains { $0.method == .nat } }
    routesToRealServers = [:]
    (owners, hardwareAddresses) = ([:], [:])
    for route in director.routes ?? [] where route.purpose == .toRealServer {
      if routesToRealServers[route.destination] == nil {
        routesToRealServers[route.destination] = route
      }
    }
    nameHardware(of: director, realServers, peer)
    reached = reachedServers(realServers)
  }

  private mutating func nameHardware(of director: Facts, _ realServers: [Facts], _ peer: Facts?) {
    let served = Set(services.flatMap { $0.realServers.map(\.address) }).subtracting(own)
    for neighbor in director.neighbors ?? [] {
      guard let hardware = neighbor.hardwareAddress, hardware != .zero,
        served.contains(neighbor.address)
      else { continue }
      owners[hardware] = .realServer(neighbor.address)
      hardwareAddresses[neighbor.address, default: []].insert(hardware)
    }
    for facts in realServers {
      let addresses = (facts.addresses ?? []).map(\.address).filter(served.contains)
      guard let name = addresses.first else { continue }
      for hardware in facts.cardAddresses {
        owners[hardware] = .realServer(name)
        for address in addresses { hardwareAddresses[address, default: []].insert(hardware) }
      }
    }
    let peers = Set(
      (director.director?.instances ?? []).flatMap { instance in
        (instance.unicastPeers ?? []) + (instance.neighbors ?? []).map(\.address)
      })
    for neighbor in director.neighbors ?? [] where peers.contains(neighbor.address.description) {
      if let hardware = neighbor.hardwareAddress { owners[hardware] = .peer }
    }
    let ours = Set(virtual.map(\.description))
    for advert in director.heard?.adverts ?? []
    where advert.isOwn != true && !ours.isDisjoint(with: advert.addresses) {
      let hardware = advert.hardwareAddress.flatMap { HardwareAddress($0) }
      if let hardware { owners[hardware] = .peer }
    }
    for hardware in peer?.cardAddresses ?? [] { owners[hardware] = .peer }
    for hardware in director.cardAddresses { owners[hardware] = .director }
  }
}

extension Facts {
  /// Hardware addresses of the machine's links that are known.
  var cardAddresses: [HardwareAddress] {
    (links ?? []).compactMap(\.hardwareAddress).filter { $0 != .zero }
  }
}

extension Address {
  /// `127.0.0.0/8`, `::1`.
  var isLoopback: Bool {
    switch self {
    case .v4(let bits): bits >> 24 == 127
    case .v6(let bits): bits.number == 1
    }
  }
}
