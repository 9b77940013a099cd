import Network

/// Rules about the way of replies from real servers behind NAT to this director.
extension Rule {
  static let wayBack: [Rule] = [
    ownPacketsAreNotRewritten, repliesGoElsewhere, noFloatingGateway,
  ]

  static let ownPacketsAreNotRewritten = Rule(
    "N01", .warning, "real servers cannot open connections outward",
    needs: [.rulesets, .addresses], reference: "LVS HOWTO Q.1 A.2",
    explanation: """
      IPVS rewrites the source of replies to its clients and of nothing else. What a real server \
      with a private address sends of its own accord (a ping, DNS, updates, FTP's active mode) \
      leaves this director unchanged, and no answer finds its way back, unless a rule in POSTROUTING \
      masquerades it. Clients of the virtual service are not affected.
      """
  ) { examination in
    // One finding for a network, however many real servers it has.
    var seen: Set<String> = []
    return examination.masqueraded.compactMap { server in
      let own = examination.connected(to: server.address)
      let network = own.flatMap { Prefix($0.address, length: $0.prefixLength)?.network }
      let place = network?.description ?? server.address.description
      guard seen.insert(place).inserted else { return nil }
      return examination.unmasqueraded(server.address)
    }
  }

  static let repliesGoElsewhere = Rule(
    "N02", .error, "a real server's way to clients is not this director",
    needs: [], reference: "LVS HOWTO Q.4 A.6",
    explanation: """
      Behind NAT every reply must come back through the director, which alone knows the virtual \
      address. A real server whose gateway is another router, or that has a route of its own to the \
      client, answers past it: the client resets what it does not know, or hears nothing. Checks \
      pass, because they come from the director's own address. Seen in the real server's document \
      (`ip route get CIP from RIP`), or suspected if requests go out and no reply comes in, or if \
      every connection to one of several real servers stays in SYN_RECV.
      """
  ) { examination in
    let seen = examination.masqueraded.flatMap { examination.wrongWays(from: $0.address) }
    guard seen.isEmpty else { return seen }
    let silent = examination.unansweredServices + examination.unansweredRealServers
    return silent.isEmpty || examination.isSilenceExplained ? [] : silent
  }

  static let noFloatingGateway = Rule(
    "N03", .warning, "the real servers' gateway is one director's own address",
    needs: [.director, .addresses], reference: "LVS HOWTO Q.4 A.6",
    explanation: """
      Real servers behind NAT have the director as their gateway. If that is the address of one \
      director and not a virtual one, replies go to the dead director after a failover. Give the \
      network of the real servers a virtual_ipaddress in the same vrrp_sync_group as the clients' \
      side, and make it their gateway.
      """
  ) { examination in
    guard !examination.instances.isEmpty else { return [] }
    var seen: Set<String> = []
    return examination.masqueraded.compactMap { server in
      guard let own = examination.connected(to: server.address),
        let network = Prefix(own.address, length: own.prefixLength),
        seen.insert(own.interface).inserted
      else { return nil }
      let isCovered = examination.instances.contains { instance in
        instance.addresses.contains { network.contains($0.address) }
      }
      guard !isCovered else { return nil }
      return Observation(
        own.interface,
        "No virtual address lies in \(network.network): after a failover the real servers' gateway "
          + "is the dead director.",
        evidence: ["\(own.interface): \(own.address)/\(own.prefixLength)"]
          + server.services.prefix(3).map { "\($0.name): real server \(server.address) by NAT" },
        mend: [
          Mend(
            words: "add a virtual_ipaddress of \(network.network) on \(own.interface) to a "
              + "vrrp_instance in the same vrrp_sync_group, and make it the real servers' gateway")
        ])
    }
  }
}

extension Examination {
  fileprivate func unmasqueraded(_ address: Address) -> Observation? {
    guard let firewall, address.isPrivate else { return nil }
    let output =
      natServices.lazy.compactMap { clientInterface(of: $0.name.address) }.first
      ?? director.links?.first { $0.name != "lo" && $0.name != interface(of: address) }?.name
    var packet = FilterPacket(address.family)
    packet.source = address
    packet.input = interface(of: address)
    packet.output = output
    packet.states = .new
    let fate = firewall.fate(of: packet, at: .postrouting)
    guard fate.isWhole, fate.translations.isEmpty, !firewall.isCut else { return nil }
    let isSeen = director.walk?.steps.contains { step in
      step.direction == .leaves && step.source == address && step.interface == output
    }
    let network = connected(to: address).flatMap {
      Prefix($0.address, length: $0.prefixLength)?.network
    }
    let source = network?.description ?? address.description
    let name = output ?? "eth0"
    let (tool, family) = address.isIPv6 ? ("ip6tables", "ip6") : ("iptables", "ip")
    return Observation(
      address.description,
      "\(address)'s own packets leave \(name) with its private address: nothing rewrites them. "
        + "Replies to clients of the virtual service are not affected.",
      evidence: ["no masquerade or snat in POSTROUTING matches \(source)"],
      mend: [
        Mend(
          "\(tool) -t nat -A POSTROUTING -s \(source) -o \(name) -j MASQUERADE",
          words:
            "or: nft add rule \(family) nat postrouting \(family) saddr \(source) oifname \(name) "
            + "masquerade"
        )
      ], severity: isSeen == true ? .warning : .note)
  }

  /// What real servers' documents say of their way to clients.
  fileprivate func wrongWays(from address: Address) -> [Observation] {
    guard let facts = realServer(address) else { return [] }
    return facts.answers(from: address).prefix(1).compactMap { route in
      guard route.refusal == nil, !isOurs(route.destination) else { return nil }
      let way = route.gateway.map { "via \($0)" } ?? "dev \(route.output ?? "?")"
      if let gateway = route.gateway, isOurs(gateway) { return nil }
      if route.gateway == nil, client(route.destination, isNeighborOf: address) { return nil }
      let neighbor = facts.neighbors?.first { $0.address == route.gateway }
      // That is rule N12.
      if neighbor?.isDead == true { return nil }
      let what =
        route.gateway.map { "to \($0), not to this director" }
        ?? "straight to \(route.destination), past this director"
      return Observation(
        address.description, "\(address) sends its replies \(what): clients get no answer.",
        evidence: ["\(facts.host): ip route get \(route.destination) from \(address): \(way)"]
          + (neighbor.map { ["\(facts.host): ip neigh: \($0.address) \($0.state)"] } ?? []),
        mend: [
          Mend(
            on: address.description,
            "ip route replace default via \(gateway(for: address).description)")
        ])
    }
  }

  /// The address of this director that a real server should have as its gateway.
  func gateway(for realServer: Address) -> Address {
    guard let own = connected(to: realServer) else { return realServer }
    let network = Prefix(own.address, length: own.prefixLength)
    let floating = instances.lazy.flatMap(\.addresses).first {
      network?.contains($0.address) == true
    }
    return floating?.address ?? own.address
  }

  /// Whether a client needs no gateway from the real server's network (rule N10).
  func client(_ client: Address, isNeighborOf realServer: Address) -> Bool {
    guard let own = connected(to: realServer) else { return false }
    return Prefix(own.address, length: own.prefixLength)?.contains(client) == true
  }

  /// Another rule says why no reply comes back.
  fileprivate var isSilenceExplained: Bool {
    let explanations: [Rule] = [
      .forwardingIsOff, .forwardingIsOffOnInterface, .repliesComeByAnotherWay, .noWayToClient,
      .droppedInForward, .forwardDropsInvalid, .forwardWantsEstablished, .droppedBeforeRouting,
      .droppedInOutput, .droppedInPostrouting, .clientIsANeighbor, .realServerIsOffTheWire,
      .noRouteToRealServer, .realServerIsSilent, .nobodyListens, .listensElsewhere,
      .firewallRejects, .conntrackIsFull, .realServerHasNoRoute, .gatewayIsDead,
    ]
    return explanations.contains { rule in
      rule.needs.allSatisfy { director.has($0) } && !rule.observe(self).isEmpty
    }
  }

  /// Services whose requests go out and whose replies do not come in. A client of UDP may want none.
  fileprivate var unansweredServices: [Observation] {
    let silent = natServices.filter { service in
      guard service.name.transport != "udp", let kernel = kernelService(service.name),
        let later = kernel.later
      else { return false }
      let (came, went) = (
        later.packetsIn.subtractingReportingOverflow(kernel.packetsIn),
        later.packetsOut.subtractingReportingOverflow(kernel.packetsOut)
      )
      // The first packet of one client may be under way just now.
      return !came.overflow && came.partialValue > 1 && went.partialValue == 0
        && later.connections > kernel.connections
    }
    return silent.map { service in
      let half = director.ipvs?.connections?.filter {
        $0.virtualAddress == service.name.address && $0.state == "SYN_RECV"
      }
      let names = service.realServers.prefix(3).map(\.address.description)
      let first = names.first ?? "the real server"
      return Observation(
        service.name.description,
        "Requests go to the real servers and no reply comes back to this director. Ask the real "
          + "servers: their gateway, a route of their own to the client, or their firewall.",
        evidence: (half.map { ["\($0.count) connections in SYN_RECV"] } ?? [])
          + ["IPVS: packets in grow, packets out do not"],
        mend: [
          Mend(
            "ssh \(first) directorctl doctor facts --role real-server | directorctl doctor --facts -",
            words: "or watch one client: directorctl doctor --walk 10s --client ADDRESS")
        ], severity: .unknown)
    }
  }
}

extension Examination {
  /// Real servers of which no connection has got beyond the client's first packet, while those of another
  /// real server of the same service have.
  fileprivate var unansweredRealServers: [Observation] {
    natServices.flatMap { service -> [Observation] in
      guard service.name.transport == "tcp", let address = service.name.address else { return [] }
      var states: [Address: (halfOpen: Int, all: Int)] = [:]
      for connection in director.ipvs?.connections ?? []
      where connection.clientPort != 0 && connection.virtualAddress == address
        && connection.virtualPort == service.name.port
      {
        // It ended a minute ago and more: the entry stays for two (TIME_WAIT, FIN_WAIT).
        if connection.isEnding, connection.expires < 60 { continue }
        let isHalfOpen = connection.state == "SYN_RECV"
        states[connection.destination, default: (0, 0)].all += 1
        states[connection.destination, default: (0, 0)].halfOpen += isHalfOpen ? 1 : 0
      }
      guard let other = states.filter({ $0.value.all > $0.value.halfOpen }).keys.min() else {
        return []
      }
      // A real server with weight 0 may have been down a moment ago.
      let serving = Set(
        (kernelService(service.name)?.destinations ?? []).filter { $0.weight > 0 }.map(\.address))
      return states.filter { $0.value.all == $0.value.halfOpen && $0.value.all >= 3 }.keys
        .filter(serving.contains).sorted().map { server in
          Observation(
            server.description,
            "Requests of \(service.name) go to \(server), and no reply of it comes back to this "
              + "director. Ask it: its gateway, a route of its own to the client, or its firewall.",
            evidence: [server, other].map { one in
              "ipvsadm -Lnc: \(states[one]?.halfOpen ?? 0) of \(states[one]?.all ?? 0) connections "
                + "to \(one) in SYN_RECV"
            },
            mend: [
              Mend(
                "ssh \(server) directorctl doctor facts --role real-server | directorctl doctor "
                  + "--facts -",
                words: "or watch one client: directorctl doctor --walk 10s --client ADDRESS")
            ], severity: .unknown)
        }
    }
  }
}

extension Address {
  /// RFC 1918, RFC 6598, RFC 4193: not routed on the Internet.
  var isPrivate: Bool {
    switch self {
    case .v4(let bits):
      bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8 || bits >> 22 == 0x191
    case .v6(let bits): bits.number >> 121 == 0x7e
    }
  }
}

extension Prefix {
  /// The same with no bit after the prefix.
  var network: Prefix { Prefix(range.lowerBound, length: length) ?? self }
}
