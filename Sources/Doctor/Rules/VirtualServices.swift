import Network

extension Examination {
  /// Services by firewall mark.
  var marks: [(service: ServiceFacts, mark: UInt32)] {
    services.compactMap { service in service.name.mark.map { (service, $0) } }
  }

  /// Hardware addresses that answer for a virtual address and that nothing explains.
  func strangers(for address: Address) -> [(interface: String, by: String)] {
    guard index.addresses.interfaces[address] != nil, director.answers?.isEmpty == false else {
      return []
    }
    let known = knownHardware
    return (director.answers ?? []).filter { $0.address == address }.flatMap { answer in
      answer.by.filter { by in
        !known.contains(by.lowercased())
          && HardwareAddress(by).map { !isVirtualRouter($0) } != false
      }.map { (answer.interface, $0) }
    }
  }

  /// Ours, the peer's, those of routers that were heard, and those of real servers (rule D03).
  private var knownHardware: Set<String> {
    var known: Set<String> = []
    for facts in [director, peer].compactMap({ $0 }) {
      known.formUnion((facts.links ?? []).compactMap { $0.hardwareAddress?.description })
    }
    known.formUnion((director.heard?.adverts ?? []).compactMap { $0.hardwareAddress?.lowercased() })
    let servers = Set(services.flatMap(\.realServers).map(\.address))
    known.formUnion(
      (director.neighbors ?? []).filter { servers.contains($0.address) }.compactMap {
        $0.hardwareAddress?.description
      })
    return known
  }

  private func isVirtualRouter(_ address: HardwareAddress) -> Bool {
    instances.contains { instance in
      guard let identifier = UInt8(exactly: instance.virtualRouter) else { return false }
      return address == .virtualRouter(identifier, instance.isIPv6 == true ? .ipv6 : .ipv4)
    }
  }

  /// What clients send to virtual services, as the walk saw it arrive.
  var walkedRequests: [WalkFacts.Step] {
    (director.walk?.steps ?? []).filter { step in
      guard step.direction == .arrives, step.packet == .syn || step.packet == .udp else {
        return false
      }
      return holds(step.destination)
    }
  }

  /// A service without a real server that takes connections.
  func emptiness(of service: ServiceFacts) -> Observation? {
    guard let kernel = kernelService(service.name) else { return nil }
    guard !kernel.destinations.contains(where: { $0.weight > 0 }) else { return nil }
    let inMaintenance = service.realServers.filter { $0.maintenance != nil }
    let draining = service.realServers.filter { $0.maintenance == nil && $0.state == "draining" }
    let down = service.realServers.filter { $0.maintenance == nil && $0.state == "down" }
    let idle = service.realServers.filter {
      $0.maintenance == nil && $0.state == "up" && $0.weight == 0
    }
    let parts = [
      (inMaintenance.count, "by maintenance"), (down.count, "down"), (draining.count, "draining"),
      (idle.count, "with weight 0"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let count = service.realServers.count
    let why = parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))"
    let sentence =
      count == 0 ? "The service has no real server." : "All \(count) real servers are out\(why)."
    let isExplained = down.contains { seesWhyDown($0) }
    return Observation(
      service.name.description, sentence + " Clients are refused.",
      evidence: kernel.destinations.prefix(10).map {
        "ipvsadm -Ln: \(Endpoint($0.address, port: $0.port)) weight \($0.weight)"
      } + (kernel.destinations.isEmpty ? ["ipvsadm -Ln: \(service.name) has no real server"] : [])
        + down.prefix(5).flatMap { server in
          server.checks.compactMap { check in
            check.result.map { "\(server.address): \(check.kind): \($0)" }
          }
        },
      mend: [
        Mend(
          "directorctl status",
          words: inMaintenance.isEmpty
            ? nil : "end the maintenance if it is over: directorctl maintenance")
      ], severity: isExplained ? .warning : nil)
  }

  /// Another rule names the cause of a real server's failing checks.
  private func seesWhyDown(_ server: RealServerFacts) -> Bool {
    if neighbor(server.address)?.isDead == true { return true }
    if route(to: server.address)?.leadsNowhere == true { return true }
    return index.probes[server.address]?.contains { probe in
      probe.outcome != .answered && (probe.kind == .direct || probe.kind == .echo)
    } == true
  }
}

extension DestinationFacts {
  /// IPVS counts active and inactive connections against the upper threshold
  /// (net/ip_vs.h, ip_vs_dest_totalconns).
  var isFull: Bool {
    guard let upperThreshold, upperThreshold > 0 else { return false }
    return UInt64(active) + UInt64(inactive) >= UInt64(upperThreshold)
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, in order of its first appearance.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
