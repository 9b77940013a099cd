import Control
import Health
import IPVS
import Network
import Service
import System

/// Puts together what the balancer knows and what the kernel's table has.
struct StatusReport {
  var desired: Table
  var observation: Observation
  var now: Instant
  var calendar: Calendar

  mutating func virtualServer(_ server: Snapshot.VirtualServer) -> VirtualServerStatus {
    var status = VirtualServerStatus(
      name: server.name, services: server.services.map { service($0, server.settings) },
      quorum: quorum(server.quorum),
      sorryServer: server.quorum.sorryServer.map {
        SorryServerStatus(
          endpoint: $0.description, serving: (server.quorum.wanted?.weight ?? 0) > 0)
      }, panicking: server.isPanicking)
    status.awaits = server.awaits
    for realServer in server.realServers {
      status.realServers.append(self.realServer(realServer, of: server.services))
    }
    return status
  }

  mutating func canary(_ canary: Snapshot.Canary) -> CanaryStatus {
    CanaryStatus(
      name: canary.name, suspect: canary.suspectFor != nil,
      since: canary.suspectFor.map { calendar.seconds(of: now - $0) },
      addresses: canary.addresses.map { realServer($0, of: []) })
  }

  mutating func suspectWay(_ suspect: Snapshot.SuspectWay) -> SuspectWayStatus {
    SuspectWayStatus(
      way: "\(suspect.way)", since: calendar.seconds(of: now - suspect.suspectFor),
      until: calendar.seconds(of: now + suspect.left), failing: suspect.failing,
      asked: suspect.asked)
  }

  private mutating func quorum(_ quorum: Snapshot.Quorum) -> QuorumStatus {
    QuorumStatus(
      met: quorum.isMet, since: calendar.seconds(of: now - quorum.age), required: quorum.quorum,
      hysteresis: quorum.hysteresis, weight: quorum.weight)
  }

  private func service(_ key: ServiceKey, _ settings: ServiceSettings) -> ServiceStatus {
    ServiceStatus(
      key: key.description, scheduler: settings.scheduler,
      persistence: settings.persistence?.timeout,
      inKernel: observation.table[key] != nil,
      traffic: observation.services[key].map(traffic) ?? Traffic())
  }

  private mutating func realServer(
    _ server: Snapshot.RealServer, of keys: [ServiceKey]
  ) -> RealServerStatus {
    let state: RealServerStatus.State =
      switch server.condition {
      case .up: .up
      case .draining: .draining
      case .down: .down
      case .starting: .unknown
      }
    var status = RealServerStatus(
      endpoint: server.endpoint.description,
      forwarding: forwarding(server, keys), state: state,
      since: calendar.seconds(of: now - server.age), adopted: server.isAdopted,
      weight: weight(server, keys), checks: server.checks.map(check))
    status.maintenance = server.maintenance
    status.maintenanceSince = server.maintainedFor.map { calendar.seconds(of: now - $0) }
    status.maintenanceTarget = server.maintenanceTarget?.description
    status.suspect = server.doubt
    status.slowStart = server.slowStart.map { Double($0) / 10 }
    status.heldFor = server.heldFor?.inSeconds
    for key in keys {
      guard let found = observation.destinations[key]?[server.endpoint] else { continue }
      status.connections.active &+= UInt64(found.active)
      status.connections.inactive &+= UInt64(found.inactive)
      status.connections.persistent &+= UInt64(found.persistent)
      status.traffic.add(traffic(found.counters))
    }
    return status
  }

  private func forwarding(_ server: Snapshot.RealServer, _ keys: [ServiceKey]) -> String {
    let found = keys.lazy.compactMap { observation.table[$0]?.destinations[server.endpoint] }
    return (server.wanted ?? found.first)?.forwarding.description ?? ""
  }

  /// Its services have all the same weight as a rule; if one has not, that is what is shown.
  func weight(_ server: Snapshot.RealServer, _ keys: [ServiceKey]) -> WeightStatus {
    var status = WeightStatus(
      configured: server.configuredWeight, wanted: server.wanted?.weight,
      kernel: server.wanted?.weight)
    for key in keys {
      let wanted = desired[key]?.destinations[server.endpoint]?.weight
      let found = observation.table[key]?.destinations[server.endpoint]?.weight
      if wanted != found {
        status.wanted = wanted
        status.kernel = found
        break
      }
    }
    return status
  }

  func check(_ check: Snapshot.Check) -> CheckStatus {
    let state: CheckStatus.State =
      switch check.state {
      case .pending: .waiting
      case .passing: .passing
      case .draining: .draining
      case .failed: .failing
      }
    return CheckStatus(
      kind: check.kind, destination: check.target, state: state,
      result: check.last?.words, duration: check.last?.duration.inSeconds,
      age: check.last?.age.inSeconds, overdue: check.isOverdue)
  }

  private func traffic(_ statistics: Statistics) -> Traffic {
    Traffic(
      totals: Traffic.Counters(
        connections: statistics.connections, packetsIn: statistics.packetsIn,
        packetsOut: statistics.packetsOut, bytesIn: statistics.bytesIn,
        bytesOut: statistics.bytesOut),
      rates: Traffic.Counters(
        connections: statistics.connectionRate, packetsIn: statistics.packetRateIn,
        packetsOut: statistics.packetRateOut, bytesIn: statistics.byteRateIn,
        bytesOut: statistics.byteRateOut))
  }
}

extension Traffic {
  fileprivate mutating func add(_ other: Traffic) {
    totals.add(other.totals)
    rates.add(other.rates)
  }
}

extension Traffic.Counters {
  /// Counters of the kernel may be anything: they wrap, they do not trap.
  fileprivate mutating func add(_ other: Self) {
    connections &+= other.connections
    packetsIn &+= other.packetsIn
    packetsOut &+= other.packetsOut
    bytesIn &+= other.bytesIn
    bytesOut &+= other.bytesOut
  }
}
