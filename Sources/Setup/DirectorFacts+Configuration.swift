package import Configuration
package import Doctor
import Health
import IPVS
import Network
import VRRP

extension DirectorFacts {
  /// What a configuration asks for.
  ///
  /// - Parameters:
  ///   - file: the configuration's file.
  ///   - identity: by which `@ID` lines were chosen.
  ///   - named: the identities that the file names.
  ///   - diagnostics: what the file's reader said of it; nil: not known.
  package init(
    _ configuration: DirectorConfiguration, file: String? = nil, identity: String? = nil,
    named: [String] = [], diagnostics: [Diagnostic]? = nil
  ) {
    self.init(
      services: configuration.virtualServers.flatMap(ServiceFacts.all),
      instances: configuration.routers.map { router in
        let group = configuration.syncGroups.first { $0.group.members.contains(router.name) }
        return InstanceFacts(router, group: group?.name)
      })
    self.file = file
    self.identity = identity
    namedIdentities = named.isEmpty ? nil : named
    warnings = diagnostics?.filter { $0.severity == .warning }.map { diagnostic in
      ConfigurationWarning(
        diagnostic.code.rawValue, at: diagnostic.position.description, diagnostic.message)
    }
    syncDaemon = configuration.election.syncDaemon.map { SyncDaemonFacts($0.master) }
    syncDaemon?.follows = configuration.election.syncDaemon?.instance
  }
}

extension ServiceFacts {
  /// One for each service that a virtual server is in the kernel.
  static func all(of server: VirtualServer) -> [ServiceFacts] {
    let realServers = server.realServers.map { RealServerFacts($0) }
    return server.services.map { key in
      var service = ServiceFacts(
        name: ServiceName(key), method: realServers.first?.method ?? .nat,
        scheduler: server.settings.scheduler)
      service.location = server.position.description
      service.persistence = server.settings.persistence.map { Int($0.timeout) }
      service.follows = server.follows
      service.realServers = realServers
      return service
    }
  }
}

extension RealServerFacts {
  init(_ server: RealServer) {
    self.init(
      address: server.endpoint.address, port: server.endpoint.port,
      method: DestinationFacts.Method(server.settings.forwarding),
      weight: Int(server.settings.weight))
    location = server.position.description
    if server.isInMaintenance { maintenance = "the configuration" }
    checks = server.checks.map { check in
      var facts = CheckFacts(kind: check.kind, path: check.pathName)
      facts.port = check.port
      return facts
    }
    let paths = server.checks.filter(\.connects).flatMap { check in
      [check.probe.path, check.probe.detour].compactMap(\.self)
    }
    if let path = paths.first(where: { $0.forwarding != nil }) {
      checkMark = path.firewallMark
      checkAddress = path.destination.address
      checkPort = path.destination.port
    }
  }
}

extension CheckDefinition {
  /// Of a check that connects by TCP.
  fileprivate var port: UInt16? {
    guard connects else { return nil }
    switch probe.carrier {
    case .stream, .secured: return probe.path.destination.port
    case .datagram, .echo: return nil
    }
  }

  /// A program or a file has no path.
  fileprivate var pathName: String {
    guard connects else { return "direct" }
    if probe.detour != nil { return "both" }
    return probe.path.forwarding == nil ? "direct" : "forwarded"
  }
}
