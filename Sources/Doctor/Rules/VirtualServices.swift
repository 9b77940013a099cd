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

  /// A program that has the address and port of a service that the kernel's table lacks.
  func programAnswering(_ service: ServiceFacts) -> Observation? {
    guard let address = service.name.address, let port = service.name.port, port != 0,
      kernelService(service.name) == nil, holds(address),
      let listener = director.listeners?.first(where: {
        $0.transport == service.name.transport && $0.port == port
          && ($0.address == address || $0.address.isUnspecified)
      })
    else { return nil }
    return answering(
      listener, service, "ipvsadm -Ln: \(service.name) is missing",
      "look why the service is not in the table: directorctl status")
  }

  /// A program that listens on a port of the real servers of a service by mark, while nothing sets the
  /// mark. The ports are those to which checks connect.
  func programAnswering(unmarked service: ServiceFacts) -> Observation? {
    guard let mark = service.name.mark, let firewall, !firewall.isCut,
      firewall.markers(of: mark).isEmpty
    else { return nil }
    let ports = Set(
      service.realServers.flatMap { [$0.port] + $0.checks.compactMap(\.port) }.filter { $0 != 0 })
    let listener = director.listeners?.first {
      $0.transport == "tcp" && ports.contains($0.port) && !$0.address.isLoopback
        && ($0.address.isUnspecified || holds($0.address))
    }
    guard let listener else { return nil }
    return answering(
      listener, service, "no rule sets the mark \(mark)", "let a rule of PREROUTING set the mark")
  }

  private func answering(
    _ listener: ListenerFacts, _ service: ServiceFacts, _ lack: String, _ next: String
  ) -> Observation {
    let program = listener.program ?? "a program"
    let pid = listener.pid.map { " (\($0))" } ?? ""
    let place = Endpoint(listener.address, port: listener.port)
    return Observation(
      service.name.description, "\(program)\(pid) of this machine answers its clients.",
      evidence: [lack, "ss -ltnp: \(place) \(program)\(pid)"],
      mend: [
        Mend(words: "stop that program or let it listen on another address; then \(next)")
      ])
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
      mend: [mend(ofMaintained: inMaintenance)], severity: isExplained ? .warning : nil)
  }

  /// Commands that end the maintenance of these real servers, by the names that began it.
  private func mend(ofMaintained servers: [RealServerFacts]) -> Mend {
    let names = Set(director.director?.daemon?.maintenance ?? [])
    let commands = servers.flatMap { server in
      [Endpoint(server.address, port: server.port).description, server.address.description]
    }.uniqued.filter(names.contains).prefix(5).map { "directorctl maintenance \($0) off" }
    var mend = Mend(
      "directorctl status",
      words: servers.isEmpty
        ? nil : "end the maintenance if it is over: directorctl maintenance")
    if !commands.isEmpty {
      mend.commands = Array(commands)
      mend.words = "if the maintenance is over"
    }
    return mend
  }

  /// Another rule names the cause of a real server's failing checks.
  private func seesWhyDown(_ server: RealServerFacts) -> Bool {
    if isOffTheWire(server.address) { return true }
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
