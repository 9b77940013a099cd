import Network

/// Rules about real servers that do not answer.
extension Rule {
  static let realServers: [Rule] = [
    realServerHasNoRoute, gatewayIsDead, nobodyListens, listensElsewhere, firewallRejects,
    realServerIsSilent, realServerIsOffTheWire, noRouteToRealServer, realServerIsBehindARouter,
  ]

  static let realServerHasNoRoute = Rule(
    "N11", .error, "a real server has no route to the client", needs: [],
    reference: "LVS HOWTO Q.4 A.6",
    explanation: """
      A real server behind NAT that has no default route cannot answer clients outside of its own \
      network, while it answers checks of the director, its neighbor. Its kernel counts \
      IpOutNoRoutes. Seen in the real server's document.
      """
  ) { examination in
    examination.masqueraded.compactMap { server in
      guard let facts = examination.realServer(server.address),
        let route = facts.answers(from: server.address).first(where: \.leadsNowhere)
      else { return nil }
      let growth = facts.counters?.growth(of: "IpOutNoRoutes") ?? 0
      return Observation(
        server.address.description,
        "\(server.address) has no route to \(route.destination): it cannot answer.",
        evidence: [
          "\(facts.host): ip route get \(route.destination) from \(server.address): \(route.answer)"
        ] + (growth > 0 ? ["\(facts.host): IpOutNoRoutes +\(growth)"] : []),
        mend: [
          Mend(
            on: server.address.description,
            "ip route add default via \(examination.gateway(for: server.address))")
        ])
    }
  }

  static let gatewayIsDead = Rule(
    "N12", .error, "a real server's gateway does not answer", needs: [],
    reference: "LVS HOWTO Q.4 A.6",
    explanation: """
      The real server's route leads to a gateway for whose address nobody answers ARP: the neighbor \
      entry is FAILED. It is a virtual address that no director holds, the wire between is cut, or it \
      is not an address of a director at all. Seen in the real server's document.
      """
  ) { examination in
    examination.masqueraded.compactMap { server in
      guard let facts = examination.realServer(server.address),
        let gateway = facts.answers(from: server.address).first?.gateway,
        let neighbor = facts.neighbors?.first(where: { $0.address == gateway }), neighbor.isDead
      else { return nil }
      return Observation(
        server.address.description,
        "\(server.address) sends its replies to \(gateway), which does not answer ARP.",
        evidence: [
          "\(facts.host): ip neigh: \(gateway) dev \(neighbor.interface) \(neighbor.state)"
        ],
        mend: [examination.mend(ofDead: gateway, of: server.address)])
    }
  }

  static let nobodyListens = Rule(
    "N13", .error, "nobody listens on the real server", stage: .probing, needs: [.probes],
    reference: "LVS HOWTO Q.4 A.2",
    explanation: """
      The real server answers a connection with RST: the machine is alive and no program listens on \
      that address and port. If the director is its own real server (LocalNode), its listeners tell.
      """
  ) { examination in
    examination.refusing.compactMap { refusal in
      refusal.elsewhere.isEmpty ? examination.refused(refusal) : nil
    }
  }

  static let listensElsewhere = Rule(
    "N14", .error, "the service listens on another address of the real server", stage: .probing,
    needs: [.probes], reference: "LVS HOWTO Q.4 A.2",
    explanation: """
      The real server refuses connections to the address that the director uses, and its document \
      shows a listener on that port with another address, often 127.0.0.1.
      """
  ) { examination in
    examination.refusing.compactMap { refusal in
      refusal.elsewhere.isEmpty ? nil : examination.refused(refusal)
    }
  }

  static let firewallRejects = Rule(
    "N15", .error, "a firewall rejects connections to the real server", stage: .probing,
    needs: [.probes], reference: "LVS HOWTO Q.4 A.3",
    explanation: """
      A connection to the real server is answered by an ICMP error: port unreachable to a TCP packet, \
      or "administratively prohibited". That is a packet filter's `reject`, on the real server if it \
      is the sender, or else on a router between.
      """
  ) { examination in
    examination.directProbes.compactMap { server, port, probe in
      guard probe.outcome == .rejected, let reporter = probe.reporter,
        !examination.holds(reporter), probe.isProhibition
      else { return nil }
      let codes = "ICMP \(probe.icmpType ?? 3)/\(probe.icmpCode ?? 0) from \(reporter)"
      let who = reporter == server ? "\(server)'s firewall" : "\(reporter) on the way to \(server)"
      return Observation(
        "\(Endpoint(server, port: port))", "\(who) rejects port \(port).",
        evidence: ["connect \(Endpoint(server, port: port)): \(codes)"],
        mend: [
          Mend(
            on: reporter.description, "nft list ruleset; iptables-save",
            words: "accept port \(port) there from the director and from clients")
        ])
    }
  }

  static let realServerIsSilent = Rule(
    "N16", .error, "a real server is alive and does not answer", stage: .probing,
    needs: [.probes], reference: "LVS HOWTO Q.4 A.5",
    explanation: """
      The real server answers ARP or an echo, but not a connection: its packet filter or its \
      rp_filter drops the request, or its reply. If its document shows that TCPTimeouts grows, it has \
      answered and the reply was dropped there.
      """
  ) { examination in
    examination.directProbes.compactMap { examination.silence($0, $1, $2) }
  }

  static let realServerIsOffTheWire = Rule(
    "N17", .error, "a real server does not answer ARP", needs: [.neighbors],
    explanation: """
      Nobody answers for the real server's address on the director's link: it is off, unplugged, in \
      another VLAN, or has another address. The kernel shows its neighbor entry as FAILED, some \
      seconds after the last answer; asked at once, nobody answers.
      """
  ) { examination in
    examination.realServers(by: [.nat, .directRouting, .tunnel]).compactMap { server in
      let address = server.address
      let (asked, neighbor) = (examination.answer(of: address), examination.neighbor(address))
      guard examination.isOffTheWire(address),
        let interface = asked?.interface ?? neighbor?.interface
      else { return nil }
      let verb = address.family == .ipv4 ? "ARP" : "neighbor solicitations"
      return Observation(
        address.description, "\(address) does not answer \(verb) on \(interface).",
        evidence: (asked.map { ["arping -I \($0.interface) \(address): no reply"] } ?? [])
          + (neighbor.map { ["ip neigh: \(address) dev \($0.interface) \($0.state)"] } ?? []),
        mend: [Mend(words: "look at its power, cable, VLAN and address")])
    }
  }

  static let noRouteToRealServer = Rule(
    "N18", .error, "no route to a real server", needs: [.routes],
    explanation: """
      The director's kernel has no route to the real server's address. Clients are answered "host \
      unreachable".
      """
  ) { examination in
    examination.realServers(by: [.nat, .directRouting, .tunnel]).compactMap { server in
      guard let route = examination.route(to: server.address), route.leadsNowhere else {
        return nil
      }
      return Observation(
        server.address.description, "This director has no route to \(server.address).",
        evidence: ["ip route get \(server.address): \(route.answer)"],
        mend: [
          Mend(
            "ip address add ADDRESS/PREFIX dev INTERFACE",
            words: "give this director an address in the network of \(server.address), or a route")
        ])
    }
  }

  static let realServerIsBehindARouter = Rule(
    "N19", .warning, "a real server behind NAT is reached by a router", needs: [.routes],
    reference: "LVS HOWTO Q.4 A.6",
    explanation: """
      Behind NAT replies must come back through this director. If a router stands between, that \
      router has to send them here: it usually has a better route to the clients.
      """
  ) { examination in
    examination.masqueraded.compactMap { server in
      guard let route = examination.route(to: server.address), let gateway = route.gateway else {
        return nil
      }
      return Observation(
        server.address.description,
        "\(server.address) is behind \(gateway): its replies must come back through this director, "
          + "so that router must send them here.",
        evidence: ["ip route get \(server.address): \(route.answer)"],
        mend: [
          Mend(words: "use lb_kind TUN, or put the real server on a link of this director")
        ])
    }
  }
}

extension Examination {
  /// What to do about a real server's gateway that nobody answers for.
  fileprivate func mend(ofDead gateway: Address, of server: Address) -> Mend {
    guard isOurs(gateway) else {
      return Mend(
        on: server.description, "ip route replace default via \(self.gateway(for: server))")
    }
    return Mend(
      words: holds(gateway)
        ? "look at cable, VLAN and switch between \(server) and this director"
        : "let a vrrp_instance hold \(gateway): directorctl status")
  }
}

extension Examination {
  /// Whether a real server that left a probe unanswered was there when it was asked by ARP or neighbour
  /// discovery; nil: it was not asked.
  func answer(of realServer: Address) -> AddressAnswer? {
    director.realServerAnswers?.first { $0.address == realServer }
  }

  /// Nobody has its address on the link. What it has answered meanwhile outweighs the neighbour entry,
  /// which may be from the time before or from the middle of a question.
  func isOffTheWire(_ realServer: Address) -> Bool {
    if let asked = answer(of: realServer) { return asked.by.isEmpty }
    guard neighbor(realServer)?.isDead == true else { return false }
    return index.probes[realServer]?.contains(where: \.isAnswer) != true
  }

  /// It is on the link, as far as that is known.
  func isOnTheWire(_ realServer: Address) -> Bool {
    if let asked = answer(of: realServer) { return !asked.by.isEmpty }
    return neighbor(realServer)?.isAlive == true
  }
}

extension ProbeFacts {
  /// The machine itself has said something.
  fileprivate var isAnswer: Bool { outcome == .answered || outcome == .refused }
}

extension NeighborFacts {
  /// Nobody has answered for it.
  var isDead: Bool { state == "FAILED" || state == "INCOMPLETE" }
  /// It has answered a while ago at the latest.
  var isAlive: Bool { ["REACHABLE", "DELAY", "PROBE", "STALE", "PERMANENT"].contains(state) }
}

extension Facts {
  /// What a real server's kernel says of its replies to clients from `address`. The answer about an
  /// address that the machine does not hold, as the virtual one behind NAT, tells nothing.
  func answers(from address: Address) -> [RouteFacts] {
    (routes ?? []).filter {
      $0.purpose == .answer && ($0.source == nil || $0.source == address)
    }
  }
}
