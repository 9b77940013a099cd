package import IPVS
import Network

extension ServiceName {
  /// A service of the kernel's.
  package init(_ key: ServiceKey) {
    switch key {
    case .endpoint(let transport, let endpoint):
      self.init("\(transport)", endpoint.address, endpoint.port)
    case .firewallMark(let mark, let family):
      self.init(mark: mark, isIPv6: family == .ipv6)
    }
  }
}

extension KernelServiceFacts {
  /// The services that a dump of the kernel's table found, by name.
  package static func all(in observed: IPVS.Observation) -> [KernelServiceFacts] {
    observed.table.services.map { KernelServiceFacts($0, $1, observed) }
      .sorted { $0.name.description < $1.name.description }
  }

  init(_ key: ServiceKey, _ service: VirtualService, _ observed: IPVS.Observation) {
    self.init(name: ServiceName(key), scheduler: service.settings.scheduler)
    persistence = service.settings.persistence.map { Int($0.timeout) }
    isOnePacket = service.settings.flags.contains(.onePacket) ? true : nil
    if let totals = observed.services[key] {
      connections = totals.connections
      packetsIn = totals.packetsIn
      packetsOut = totals.packetsOut
    }
    let counted = observed.destinations[key] ?? [:]
    destinations = service.destinations.sorted { $0.key < $1.key }.map { endpoint, settings in
      DestinationFacts(endpoint, settings, counted[endpoint])
    }
  }
}

extension DestinationFacts {
  fileprivate init(
    _ endpoint: Endpoint, _ settings: DestinationSettings, _ counted: DestinationStatistics?
  ) {
    self.init(
      address: endpoint.address, port: endpoint.port, method: Method(settings.forwarding),
      weight: settings.weight)
    active = counted?.active ?? 0
    inactive = counted?.inactive ?? 0
    upperThreshold = settings.upperThreshold == 0 ? nil : settings.upperThreshold
    if case .tunnel(let way) = settings.forwarding {
      switch way.kind {
      case .ipip: tunnel = "ipip"
      case .gre: tunnel = "gre"
      case .gue(let port): (tunnel, tunnelPort) = ("gue", port)
      }
    }
  }
}

extension DestinationFacts.Method {
  /// By IPVS's name of it.
  package init(_ method: ForwardingMethod) {
    self =
      switch method {
      case .masquerade: .nat
      case .localNode: .local
      case .tunnel: .tunnel
      case .directRouting: .directRouting
      case .bypass: .bypass
      }
  }
}

extension SyncDaemonFacts {
  /// One that runs, or that the configuration asks for.
  package init(_ daemon: SyncDaemon) {
    self.init(
      role: "\(daemon.role)", interface: daemon.interface, syncID: Int(daemon.identifier))
    port = daemon.port.map(Int.init)
    timeToLive = daemon.timeToLive.map(Int.init)
    longestMessage = daemon.maximumLength.map(Int.init)
  }
}
