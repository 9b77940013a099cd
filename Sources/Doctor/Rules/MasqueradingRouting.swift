import Network

/// Rules about routing on the director: forwarding, rp_filter, redirects.
extension Rule {
  static let routing: [Rule] = [
    forwardingIsOff, forwardingIsOffOnInterface, requestsComeByAnotherWay, repliesComeByAnotherWay,
    noWayToClient, redirects, clientIsANeighbor,
  ]

  static let forwardingIsOff = Rule(
    "N04", .error, "net.ipv4.ip_forward is 0", needs: [.settings],
    reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      Replies of real servers behind NAT arrive at the director and must be forwarded to the client. \
      With net.ipv4.ip_forward=0 the kernel drops them and counts each as IpInAddrErrors; clients \
      see a timeout, while checks, whose replies are for the director itself, pass.
      """
  ) { examination in
    let served = examination.natServices.filter { !$0.isIPv6 }
    guard !served.isEmpty, examination.setting("net.ipv4.ip_forward") == "0" else { return [] }
    let growth = examination.director.counters?.growth(of: "IpInAddrErrors") ?? 0
    return [
      Observation(
        served.map(\.name.description).joined(separator: ", "),
        "Replies of real servers arrive and are not forwarded: net.ipv4.ip_forward is 0. "
          + "Clients get no answer.",
        evidence: ["net.ipv4.ip_forward = 0"]
          + (growth > 0 ? ["IpInAddrErrors +\(growth)"] : []),
        mend: [.set("net.ipv4.ip_forward", to: "1")])
    ]
  }

  static let forwardingIsOffOnInterface = Rule(
    "N05", .error, "forwarding is off on the real servers' interface", needs: [.settings],
    reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      The kernel forwards a packet if net.ipv4.conf.IF.forwarding of the interface by which it comes \
      in is 1. Writing net.ipv4.ip_forward sets all of them; one can be set back alone, by hand or by \
      a network manager. Replies of real servers behind that interface are then dropped.
      """
  ) { examination in
    guard examination.setting("net.ipv4.ip_forward") == "1" else { return [] }
    var seen: Set<String> = []
    return examination.masqueraded.compactMap { server in
      guard server.address.family == .ipv4,
        let interface = examination.interface(of: server.address)
      else { return nil }
      let name = "net.ipv4.conf.\(interface).forwarding"
      guard examination.setting(name) == "0", seen.insert(interface).inserted else { return nil }
      return Observation(
        interface,
        "Replies of \(server.address) arrive on \(interface) and are not forwarded: \(name) is 0.",
        evidence: ["net.ipv4.ip_forward = 1", "\(name) = 0"], mend: [.set(name, to: "1")])
    }
  }

  static let requestsComeByAnotherWay = Rule(
    "N06", .error, "rp_filter drops clients' requests", needs: [.routes],
    reference: "LVS HOWTO Q.3 A.4",
    explanation: """
      With rp_filter=1 (the larger of conf.all and conf.IF) the kernel drops a packet that comes in \
      by an interface other than the one by which its source would be answered, and counts it as \
      IPReversePathFilter. Asked for the route of such a packet it answers "Invalid cross-device \
      link".
      """
  ) { examination in
    examination.routes(.request).filter { $0.refusal == "EXDEV" }.map { route in
      examination.strict(
        route, "Requests of \(route.source?.description ?? "clients")")
    }
  }

  static let repliesComeByAnotherWay = Rule(
    "N07", .error, "rp_filter drops real servers' replies", needs: [.routes],
    reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      With rp_filter=1 the kernel drops a reply that comes in by an interface other than the one by \
      which this director reaches that real server, and counts it as IPReversePathFilter. A real \
      server with two cards, or a second path between the two, does this.
      """
  ) { examination in
    examination.routes(.reply).filter { $0.refusal == "EXDEV" }.map { route in
      examination.strict(
        route, "Replies of \(route.source?.description ?? "real servers")")
    } + examination.masqueraded.compactMap { examination.repliesByAnotherCard(of: $0.address) }
  }

  static let noWayToClient = Rule(
    "N08", .error, "no route to the client", needs: [.routes], reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      After a reply has come back from a real server behind NAT, the director must have a route to \
      the client. Without one it drops the reply and tells the real server "destination unreachable" \
      (IcmpOutDestUnreachs).
      """
  ) { examination in
    guard !examination.natServices.isEmpty else { return [] }
    // The kernel refuses every route from an address that this director does not hold.
    let routes = examination.routes(.toClient).filter { route in
      route.leadsNowhere && route.source.map(examination.index.own.contains) != false
    }
    return routes.prefix(1).map { route in
      let growth = examination.director.counters?.growth(of: "IcmpOutDestUnreachs") ?? 0
      return Observation(
        route.destination.description,
        "This director has no route to \(route.destination): replies of real servers are dropped.",
        evidence: [
          "ip route get \(route.destination)"
            + (route.source.map { " from \($0)" } ?? "") + ": \(route.answer)"
        ] + (growth > 0 ? ["IcmpOutDestUnreachs +\(growth)"] : []),
        mend: [
          Mend(
            "ip route add \(route.destination) via ROUTER",
            words: "ROUTER is the router of the clients' side; usually the default route is missing"
          )
        ])
    }
  }

  static let redirects = Rule(
    "N09", .warning, "the director sends ICMP redirects to real servers",
    needs: [.routes, .settings], reference: "LVS HOWTO Q.2 A.2, Q.3 A.3",
    explanation: """
      If replies leave by the interface by which they came in, the kernel tells the real server by \
      an ICMP redirect to answer the client directly, past this director. Redirects are sent if \
      send_redirects is 1 in conf.all or in conf.IF: both must be 0.
      """
  ) { examination in
    var seen: Set<String> = []
    let answers = Dictionary(grouping: examination.routes(.toClient)) { $0.output }
    return examination.masqueraded.compactMap { server in
      guard let inside = examination.interface(of: server.address),
        // A client that the real server reaches by itself is rule N10's.
        let route = answers[inside]?.first(where: {
          !examination.client($0.destination, isNeighborOf: server.address)
        }),
        let value = examination.strictest("send_redirects", of: inside), value > 0,
        seen.insert(inside).inserted
      else { return nil }
      let growth = examination.director.counters?.growth(of: "IcmpOutRedirects") ?? 0
      let names = ["all", inside].map { "net.ipv4.conf.\($0).send_redirects" }
      return Observation(
        inside,
        "Client \(route.destination) and real server share \(inside): the director sends ICMP "
          + "redirects to \(server.address), which then may answer past it.",
        evidence: names.compactMap { name in
          examination.setting(name).map { "\(name) = \($0)" }
        } + ["ip route get \(route.destination): \(route.answer)"]
          + (growth > 0 ? ["IcmpOutRedirects +\(growth)"] : []),
        mend: names.map { .set($0, to: "0") })
    }
  }

  static let clientIsANeighbor = Rule(
    "N10", .error, "the client is in the real servers' own network", needs: [.addresses],
    reference: "LVS HOWTO Q.4 A.6",
    explanation: """
      A real server answers a client of its own network directly. The answer has the real server's \
      address as its source; the client, which asked the virtual address, resets it. Rewrite the \
      source of such clients' requests too (SNAT of what IPVS sends, with net.ipv4.vs.conntrack=1), \
      use direct routing, or put the clients elsewhere.
      """
  ) { examination in
    guard let client = examination.director.client, !examination.holds(client) else { return [] }
    return examination.masqueraded.compactMap { server in
      guard examination.client(client, isNeighborOf: server.address),
        let own = examination.connected(to: server.address), client != server.address,
        !examination.rewritesSource(of: client, to: server.address)
      else { return nil }
      let network = Prefix(own.address, length: own.prefixLength)?.network.description ?? ""
      let virtual = server.services.first?.name.address?.description ?? "VIP"
      return Observation(
        client.description,
        "\(client) is a neighbor of \(server.address): the reply goes direct and is reset.",
        evidence: ["\(own.interface): \(own.address)/\(own.prefixLength), as \(server.address)"],
        mend: [
          Mend(
            "sysctl -w net.ipv4.vs.conntrack=1",
            "\(own.address.isIPv6 ? "ip6tables" : "iptables") -t nat -A POSTROUTING -s \(network) "
              + "-m ipvs --vaddr \(virtual) -j SNAT "
              + "--to-source \(own.address)",
            words: "or use direct routing")
        ])
    }
  }
}

extension Examination {
  /// Whether a rule gives a client's packets another source behind IPVS, which then must use
  /// conntrack.
  fileprivate func rewritesSource(of client: Address, to realServer: Address) -> Bool {
    guard setting("net.ipv4.vs.conntrack") == "1", let firewall else { return false }
    var packet = FilterPacket(client.family)
    packet.source = client
    packet.destination = realServer
    packet.output = interface(of: realServer)
    return !firewall.fate(of: packet, at: .postrouting).translations.isEmpty
  }

  /// A real server's document says that it answers by another interface of ours than the one by which we
  /// reach it, and rp_filter is strict there.
  fileprivate func repliesByAnotherCard(of server: Address) -> Observation? {
    guard let facts = realServer(server),
      let answer = facts.answers(from: server).first,
      let gateway = answer.gateway,
      let input = director.addresses?.first(where: { $0.address == gateway })?.interface,
      let inside = interface(of: server), inside != input,
      strictest("rp_filter", of: input) == 1
    else { return nil }
    var reply = RouteFacts(.reply, destination: answer.destination, source: server)
    reply.input = input
    return strict(
      reply, "Replies of \(server)",
      seen: "\(facts.host): ip route get \(answer.destination) from \(server): via \(gateway)")
  }

  /// A packet that rp_filter drops.
  ///
  /// - Parameter seen: what tells the way of the packet; nil: the kernel's answer for it.
  fileprivate func strict(_ route: RouteFacts, _ what: String, seen: String? = nil) -> Observation {
    let input = route.input ?? "an interface"
    let names = ["all", input].map { "net.ipv4.conf.\($0).rp_filter" }
    let back = route.source.flatMap { source in
      director.routes?.first { $0.destination == source && $0.input == nil && $0.output != nil }
    }
    let growth = director.counters?.growth(of: "TcpExtIPReversePathFilter") ?? 0
    let way = back?.output.map { ", but the route to it is \($0)" } ?? ""
    let asked =
      "ip route get \(route.destination) from \(route.source?.description ?? "?") iif \(input)"
    return Observation(
      route.source?.description ?? input,
      "\(what) arrive on \(input)\(way): rp_filter=1 drops them.",
      evidence: [seen ?? "\(asked): Invalid cross-device link"]
        + names.compactMap { name in setting(name).map { "\(name) = \($0)" } }
        + (growth > 0 ? ["IPReversePathFilter +\(growth)"] : []),
      mend: [
        Mend(
          names.filter { setting($0) == "1" }.isEmpty
            ? "sysctl -w net.ipv4.conf.\(input).rp_filter=2"
            : names.filter { setting($0) == "1" }.map { "sysctl -w \($0)=2" }.joined(
              separator: "; "),
          words:
            "or mend the route, so that \(route.source?.description ?? "it") is behind \(input)")
      ])
  }
}

extension RouteFacts {
  /// Errno's names for "there is no route".
  private static let refusals: Set = ["ENETUNREACH", "EHOSTUNREACH", "EACCES"]

  /// Whether the kernel has no way for such a packet.
  var leadsNowhere: Bool {
    if let refusal { return RouteFacts.refusals.contains(refusal) }
    return ["unreachable", "prohibit", "blackhole", "throw"].contains(type ?? "")
  }

  /// The answer as `ip route get` prints it, shortened.
  var answer: String {
    switch refusal {
    case "ENETUNREACH": return "RTNETLINK answers: Network is unreachable"
    case "EHOSTUNREACH": return "RTNETLINK answers: No route to host"
    case "EXDEV": return "RTNETLINK answers: Invalid cross-device link"
    case let refusal?: return "RTNETLINK answers: \(refusal)"
    case nil: break
    }
    var words = [type == "unicast" ? nil : type].compactMap { $0 }
    if let gateway { words.append("via \(gateway)") }
    if let output { words.append("dev \(output)") }
    return words.isEmpty ? "no answer" : words.joined(separator: " ")
  }
}
