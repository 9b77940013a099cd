package import Control
package import Doctor
import Network

extension DirectorFacts {
  /// The same with what a running daemon says of it. What the daemon has and the configuration has not is
  /// left out: it follows another file then.
  package mutating func add(_ status: Status) {
    var servers: [String: VirtualServerStatus] = [:]
    for server in status.virtualServers {
      for service in server.services { servers[service.key] = server }
    }
    for place in services.indices {
      guard let server = servers[services[place].name.description] else { continue }
      services[place].add(server)
    }
    let routers = Dictionary(
      (status.election?.instances ?? []).map { ($0.name, $0) }
    ) { first, _ in first }
    for place in instances.indices {
      if let router = routers[instances[place].name] { instances[place].add(router) }
    }
    daemon = DaemonFacts(status, services: services.map(\.name))
  }
}

extension DirectorFacts {
  /// Takes a later status of the same daemon for the second reading of what is counted.
  package mutating func addLater(_ status: Status) {
    let routers = Dictionary(
      (status.election?.instances ?? []).map { ($0.name, $0) }
    ) { first, _ in first }
    for place in instances.indices {
      guard let router = routers[instances[place].name] else { continue }
      instances[place].later = InstanceFacts.Counts(
        received: router.advertisementsReceived, dropped: router.dropped,
        differing: router.differing)
    }
  }
}

extension ServiceFacts {
  fileprivate mutating func add(_ server: VirtualServerStatus) {
    trouble = server.trouble
    let known = Dictionary(server.realServers.map { ($0.endpoint, $0) }) { first, _ in first }
    for place in realServers.indices {
      let endpoint = Endpoint(realServers[place].address, port: realServers[place].port)
      if let found = known[endpoint.description] { realServers[place].add(found) }
    }
  }
}

extension VirtualServerStatus {
  /// In words; nil: it serves.
  fileprivate var trouble: String? {
    if let awaits {
      return "it follows vrrp_instance \(awaits), of which this director is not master"
    }
    if sorryServer?.serving == true { return "the sorry server answers instead" }
    guard let quorum, !quorum.met else { return nil }
    return "its quorum is not met: weight \(quorum.weight) of \(quorum.required)"
  }
}

extension RealServerFacts {
  fileprivate mutating func add(_ status: RealServerStatus) {
    state = status.state.rawValue
    maintenance = status.maintenance ?? maintenance
    guard status.checks.count == checks.count else { return }
    for place in checks.indices where status.checks[place].kind == checks[place].kind {
      checks[place].state = status.checks[place].state.rawValue
      checks[place].result = status.checks[place].result
    }
  }
}

extension InstanceFacts {
  fileprivate mutating func add(_ status: InstanceStatus) {
    state = status.state.rawValue
    since = status.since
    reason = status.reason
    held = status.held
    received = status.advertisementsReceived
    sent = status.advertisementsSent
    dropped = status.dropped
    differing = status.differing
    neighbors = status.neighbors.map {
      VRRPNeighborFacts(address: $0.address, priority: $0.priority, age: $0.age)
    }
  }
}

extension DaemonFacts {
  fileprivate init(_ status: Status, services: [ServiceName]) {
    self.init(version: status.daemon.version)
    isShadow = status.daemon.shadow
    isDrained = status.election?.drained
    drainReason = status.election?.drain?.reason
    trial = status.daemon.trial?.file
    restorations = status.election?.restorations
    repairs = status.daemon.repairs
    stateDirectoryTrouble = status.daemon.stateDirectoryTrouble
    refusals = status.daemon.refusals + (status.election?.refusals ?? [])
    let present = Set(
      status.virtualServers.flatMap(\.services).filter(\.inKernel).map(\.key))
    owned = services.filter { present.contains($0.description) }
    let targets = status.virtualServers.flatMap(\.realServers).compactMap(\.maintenanceTarget)
    maintenance = Array(Set(targets)).sorted()
    longestTurn = status.election?.loop.longestTurn
  }
}
