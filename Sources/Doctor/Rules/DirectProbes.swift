import Network

/// A real server that refuses connections.
struct Refusal {
  var server: Address
  var port: UInt16
  /// The director is its own real server (LocalNode): no probe says so, but its listeners do.
  var isLocal = false
  /// Listeners on that port with other addresses, from the real server's document.
  var elsewhere: [ListenerFacts]
  var host: String?
}

extension Examination {
  /// Direct TCP probes of real servers that are real servers' fault if they fail.
  ///
  /// Without those that this machine's own packet filter stops, and those that have a virtual
  /// address as their source, which the real server may own too (rule D15).
  var directProbes: [(server: Address, port: UInt16, probe: ProbeFacts)] {
    var seen: Set<Endpoint> = []
    var found: [(Address, UInt16, ProbeFacts)] = []
    let blocked = blockedRealServers
    let virtual = Set(services.compactMap(\.name.address))
    for service in services where service.name.transport != "udp" {
      for server in service.realServers {
        let port = server.port == 0 ? service.name.port ?? 0 : server.port
        guard seen.insert(Endpoint(server.address, port: port)).inserted,
          !blocked.contains(server.address),
          let probe = probe(.direct, to: server.address, port),
          probe.source.map({ source in
            !isVirtual(source) && !virtual.contains(source)
          }) != false
        else { continue }
        // A listener on the virtual address alone refuses the real server's own (direct routing).
        if server.method != .nat, index.answeredServices.contains(service.name) { continue }
        found.append((server.address, port, probe))
      }
    }
    return found
  }

  /// Those that checks cannot reach because of this machine's own packet filter.
  private var blockedRealServers: Set<Address> {
    let drops = (dropped[.sent] ?? []) + (dropped[.answerToCheck] ?? [])
    return Set(drops.flatMap(\.packets).map(\.realServer))
  }

  var refusing: [Refusal] {
    let refused = directProbes.compactMap { server, port, probe -> Refusal? in
      guard probe.outcome == .refused else { return nil }
      let facts = realServer(server)
      let listeners = facts?.listeners?.filter { $0.port == port && $0.transport == "tcp" } ?? []
      let elsewhere = listeners.filter { $0.address != server && !$0.address.isUnspecified }
      return Refusal(server: server, port: port, elsewhere: elsewhere, host: facts?.host)
    }
    return refused + refusingLocally
  }

  /// The director's own addresses as real servers, at whose port nobody listens here. A probe of the
  /// director to its own virtual address would be balanced like a client's.
  private var refusingLocally: [Refusal] {
    guard let listeners = director.listeners else { return [] }
    var seen: Set<Endpoint> = []
    return services.filter { $0.name.transport == "tcp" }.flatMap { service in
      service.realServers.compactMap { server in
        let port = server.port == 0 ? service.name.port ?? 0 : server.port
        let there = listeners.filter { $0.transport == "tcp" && $0.port == port }
        guard index.own.contains(server.address), port != 0,
          seen.insert(Endpoint(server.address, port: port)).inserted,
          !there.contains(where: { $0.takes(server.address) })
        else { return nil }
        return Refusal(
          server: server.address, port: port, isLocal: true, elsewhere: there, host: director.host)
      }
    }
  }

  func refused(_ refusal: Refusal) -> Observation {
    let endpoint = Endpoint(refusal.server, port: refusal.port)
    let others = refusal.elsewhere.map { Endpoint($0.address, port: $0.port).description }
    let program = refusal.elsewhere.first?.program.map { " (\($0))" } ?? ""
    let sentence =
      others.isEmpty
      ? "Nobody listens on \(endpoint)."
      : "Nobody listens on \(endpoint); on \(refusal.server) the service listens on "
        + "\(others.joined(separator: ", "))\(program) only."
    return Observation(
      endpoint.description, sentence,
      evidence: [
        refusal.isLocal
          ? "ss -ltn: nothing on \(endpoint)" : "connect \(endpoint): Connection refused"
      ]
        + others.map { "\(refusal.host ?? ""): ss -ltn: \($0)" },
      mend: [
        Mend(
          on: refusal.isLocal ? nil : refusal.server.description,
          "ss -ltnp 'sport = :\(refusal.port)'",
          words: others.isEmpty
            ? "start the service there" : "let it listen on \(refusal.server) or on every address")
      ])
  }

  /// A probe that got no answer from a machine that is alive.
  func silence(_ server: Address, _ port: UInt16, _ probe: ProbeFacts) -> Observation? {
    guard probe.outcome == .silence else { return nil }
    let echo = self.probe(.echo, to: server)
    let neighbor = neighbor(server)
    guard echo?.outcome == .answered || isOnTheWire(server) else { return nil }
    let endpoint = Endpoint(server, port: port)
    let facts = realServer(server)
    let timeouts = facts?.counters?.growth(of: "TcpExtTCPTimeouts")
    let what =
      switch timeouts {
      case nil: "drops the request or its reply"
      case 0?: "drops the request"
      case .some: "drops its reply"
      }
    return Observation(
      endpoint.description,
      "\(server) is alive and answers nothing on port \(port): it \(what).",
      evidence: ["connect \(endpoint): no answer"]
        + (echo?.outcome == .answered ? ["ping \(server): answered"] : [])
        + (neighbor.map { ["ip neigh: \(server) dev \($0.interface) \($0.state)"] } ?? [])
        + (timeouts.map { ["\(facts?.host ?? ""): TCPTimeouts +\($0)"] } ?? []),
      mend: [
        Mend(
          on: server.description, "nft list ruleset; iptables-save -c; sysctl -a | grep rp_filter",
          words: "accept port \(port) there, in and out")
      ])
  }
}

extension ProbeFacts {
  /// An ICMP error by which packet filters reject: port unreachable, prohibited.
  var isProhibition: Bool {
    guard let icmpCode else { return false }
    if destination.family == .ipv4 {
      return icmpType == 3 && [2, 3, 9, 10, 13].contains(icmpCode)
    }
    return icmpType == 1 && [1, 4, 5, 6].contains(icmpCode)
  }
}

extension Address {
  /// `0.0.0.0`, `::`.
  var isUnspecified: Bool {
    switch self {
    case .v4(let bits): bits == 0
    case .v6(let bits): bits.number == 0
    }
  }
}
