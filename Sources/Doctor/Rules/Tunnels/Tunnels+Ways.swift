import Network

// What happens to a tunnel's packets between the director and the real server.
extension Rule {
  static let tunnelIsFiltered = Rule(
    "T04", .error, "a real server's packet filter drops IP-in-IP", needs: [],
    reference: "LVS HOWTO Q.4 A.5",
    explanation: """
      IP-in-IP is protocol 4, which few packet filters let in by default. From the director a \
      filtered tunnel looks like a missing virtual address (T03) and like rp_filter (T02): nothing \
      comes back. The real server's document decides; without it this is reported as unknown, with \
      the command that asks.
      """
  ) { examination in
    let rejections = examination.rejections()
    let types = examination.tunnelTypes()
    return examination.reached(by: .tunnel).compactMap { server in
      guard let document = server.document else {
        return server.isSilentBehindIPVS && rejections[server.address] == nil
          ? undecided(server) : nil
      }
      let packet = examination.tunnelPacket(to: server, types[server.address])
      guard let hit = document.drop(of: packet) else { return nil }
      return Observation(
        server.address.description,
        "\(hit.place.words) of \(server.address) drops what comes by the tunnel (protocol "
          + "\(packet.transport ?? 4)).",
        evidence: [hit.place.evidence],
        mend: [
          Mend(
            on: server.address.description,
            hit.place.acceptance(
              nft: "meta l4proto \(packet.transport ?? 4)",
              iptables: "-p \(packet.transport ?? 4)"))
        ])
    }
  }

  private static func undecided(_ server: ReachedServer) -> Observation {
    Observation(
      server.address.description,
      "\(server.address) answers at its own address, and not by the tunnel. Whether rp_filter drops "
        + "the requests (T02), the virtual address is missing (T03) or its packet filter drops "
        + "protocol 4 (T04), only the machine itself knows: ask it.",
      evidence: server.probes.map(\.line), mend: [Facts.ask(server.address)], severity: .unknown)
  }

  static let routerRejectsTunnel = Rule(
    "T05", .error, "a router on the way rejects the tunnel", stage: .probing, needs: [],
    reference: "LVS HOWTO Q.4 A.3",
    explanation: """
      An ICMP error about a tunnel's packet that does not come from the real server comes from a \
      router or a packet filter between: 3/2 and 3/13 say that protocol 4 may not pass, 3/0 and 3/1 \
      that there is no way.
      """
  ) { examination in
    let rejections = examination.rejections()
    return examination.reached(by: .tunnel).compactMap { server in
      guard let rejection = rejections[server.address], let reporter = rejection.reporter,
        reporter != server.address, rejection.code != 4
      else { return nil }
      return Observation(
        server.address.description,
        "\(reporter) on the way to \(server.address) rejects IP-in-IP.",
        evidence: [rejection.line],
        mend: [
          Mend(
            on: reporter.description,
            words: "Let protocol 4 from this director to \(server.address) pass; with nftables: "
              + "nft insert rule inet filter forward ip protocol 4 ip daddr \(server.address) accept"
          )
        ])
    }
  }

  static let tunnelNarrowsThePath = Rule(
    "T06", .error, "clients do not hear that the tunnel is narrower", stage: .walking,
    needs: [.walk], reference: "RFC 1191 §3",
    explanation: """
      The outer header takes 20 bytes (IPv6: 40), so that a client's full packet does not fit. The \
      director answers with ICMP "fragmentation needed" (3/4) from the virtual address. A client that \
      hears it sends less; one that does not repeats the same packet for ever: small requests work \
      and uploads hang. Seen in a walk: more than one 3/4 leaves for the same client.
      """
  ) { examination in
    let servers = examination.reached(by: .tunnel)
    let virtual = Set(servers.flatMap(\.virtualAddresses))
    guard let first = servers.first, !virtual.isEmpty else { return [] }
    let output = examination.index.routesToRealServers[first.address]?.output
    let header = first.address.isIPv6 ? 40 : 20
    let width = output.flatMap { examination.director.link($0) }.map { link in
      "\(link.name): mtu \(link.mtu), \(link.mtu - min(header, link.mtu)) in the tunnel"
    }
    return (examination.director.walk?.steps ?? []).compactMap { step in
      guard step.packet == .icmpError, step.direction == .leaves, step.type == 3, step.code == 4,
        step.count > 1, virtual.contains(step.source)
      else { return nil }
      return Observation(
        step.destination.description,
        "\(step.destination) is told again and again that its packets are too big for the tunnel, "
          + "and does not hear it: its uploads hang.",
        evidence: [step.line] + (width.map { [$0] } ?? []),
        mend: [
          .set("net.ipv4.vs.pmtu_disc", to: "0"),
          Mend(
            words: "Better: on each real server clamp the MSS to what fits, e.g. "
              + "nft add rule inet filter output tcp flags syn tcp option maxseg size set 1440, or "
              + "give the wire to the real servers an MTU of 1520."),
        ])
    }
  }

  static let tunnelIsNotNeeded = Rule(
    "T08", .note, "a tunnel leads to a real server on the clients' own link", needs: [.addresses],
    explanation: """
      A real server on the link on which the virtual address stands can be reached by direct \
      routing, which costs no header and no MTU.
      """
  ) { examination in
    examination.reached(by: .tunnel).compactMap { server in
      guard let virtual = server.virtualAddresses.first,
        let place = examination.director.addresses?.first(where: { place in
          !place.address.isLoopback && place.prefixLength < place.address.family.bits
            && Prefix(place.address, length: place.prefixLength).map {
              $0.contains(server.address) && $0.contains(virtual)
            } == true
        })
      else { return nil }
      return Observation(
        server.address.description,
        "\(server.address) is on the link of \(virtual): direct routing would do without a tunnel.",
        evidence: [place.line])
    }
  }

  static let tunnelLosesMergedPackets = Rule(
    "T09", .warning, "packets that the card has merged do not fit into the tunnel",
    needs: [
      .links, .counters,
    ],
    explanation: """
      With GRO the card gives the director packets that are longer than the MTU. Forwarded as they \
      are they would be cut again; in a tunnel with 'do not fragment' they may be refused instead: \
      IpFragFails grows and uploads are slow.
      """
  ) { examination in
    let servers = examination.reached(by: .tunnel)
    guard !servers.isEmpty,
      let failed = examination.director.counters?.grown("IpFragFails"), !failed.isEmpty,
      Rule.tunnelNarrowsThePath.observe(examination).isEmpty
    else { return [] }
    return (examination.director.links ?? []).compactMap { link in
      guard link.features?["generic-receive-offload"] == true, link.name != "lo" else { return nil }
      return Observation(
        link.name,
        "\(link.name) merges packets (GRO) and some of them do not fit into the tunnel.",
        evidence: failed + ["generic-receive-offload: on"],
        mend: [Mend("ethtool -K \(link.name) gro off")])
    }
  }
}

extension Examination {
  /// The outer packet that IPVS sends to a real server behind a tunnel.
  func tunnelPacket(to server: ReachedServer, _ destination: DestinationFacts?) -> FilterPacket {
    let isIPv6 = server.virtualAddresses.first?.isIPv6 == true
    var packet = FilterPacket(server.address.family, transport: isIPv6 ? 41 : 4)
    switch destination?.tunnel {
    case "gre": packet.transport = 47
    case "gue":
      packet.transport = 17
      packet.destinationPort = destination?.tunnelPort
    default: break
    }
    packet.source = index.routesToRealServers[server.address]?.preferredSource
    packet.destination = server.address
    packet.input = server.interface
    packet.isForThisMachine = true
    return packet
  }
}

extension Facts {
  /// What certainly drops a packet for this machine on its way in.
  func drop(of packet: FilterPacket) -> FilterHit? {
    guard let rulesets else { return nil }
    let firewall = Firewall(rulesets)
    return firewall.fate(of: packet, at: .prerouting).certain
      ?? firewall.fate(of: packet, at: .input).certain
  }
}
