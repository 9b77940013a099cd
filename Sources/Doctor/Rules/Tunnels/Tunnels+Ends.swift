import Network

// What a real server's end of a tunnel lacks.
extension Rule {
  static let realServerHasNoTunnel = Rule(
    "T01", .error, "a real server does not speak IP-in-IP", needs: [],
    reference: "LVS HOWTO Q.4 A.3",
    explanation: """
      A kernel without the tunnel's protocol answers with ICMP "protocol unreachable" (3/2), one \
      whose tunl0 is down with "port unreachable" (3/3), and IPVS passes that on: clients are \
      refused. It is seen by a probe through IPVS, in a walk, or in the real server's document.
      """
  ) { examination in
    let rejections = examination.rejections()
    let types = examination.tunnelTypes()
    return examination.reached(by: .tunnel).compactMap { server in
      guard (types[server.address]?.tunnel ?? "ipip") == "ipip" else { return nil }
      let rejection = rejections[server.address].flatMap { rejection in
        rejection.concerns(server.address) && [2, 3].contains(rejection.code) ? rejection : nil
      }
      let hasNone = server.tunnelDevices?.isEmpty == true
      guard rejection != nil || hasNone else { return nil }
      let module = server.tunnelKinds[0] == "ip6tnl" ? "ip6_tunnel" : server.tunnelKinds[0]
      var commands = ["modprobe \(module)", "ip link set \(server.tunnelName) up"]
      commands += server.virtualAddresses.map {
        "ip address replace \($0)/\($0.family.bits) dev \(server.tunnelName)"
      }
      if !server.address.isIPv6 {
        commands.append(
          "sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.\(server.tunnelName).rp_filter=0")
      }
      var mend = Mend(on: server.address.description)
      mend.commands = commands
      return Observation(
        server.address.description,
        "\(server.address) does not speak IP-in-IP: it rejects what comes by the tunnel, and clients "
          + "of \(server.serviceNames) are refused.",
        evidence: rejection.map { [$0.line] }
          ?? (server.document?.links ?? []).prefix(8).map { link in
            "\(link.name): mtu \(link.mtu) \(link.isUp ? "UP" : "DOWN") \(link.kind ?? "")"
          },
        mend: [mend])
    }
  }

  static let tunnelDropsByReversePath = Rule(
    "T02", .error, "rp_filter of a real server drops what comes by the tunnel", needs: [],
    reference: "LVS HOWTO Q.4 A.5",
    explanation: """
      A request comes in by tunl0 and its sender's route leaves by the card: with rp_filter=1 the \
      kernel drops it and counts TcpExtIPReversePathFilter. The kernel takes the greater of the \
      settings of 'all' and of tunl0, so both must be 0 (or 2).
      """
  ) { examination in
    examination.tunnelEnds { server, document, device in
      guard server.missingAddresses.isEmpty,
        !server.address.isIPv6, document.greatest("rp_filter", on: device.name) == 1
      else { return nil }
      let names = ["all", device.name].map { "net.ipv4.conf.\($0).rp_filter" }
      let strict = names.filter { document.number($0) == 1 }
      return Observation(
        server.address.description,
        "Requests reach \(server.address) by \(device.name), and the route to the client is another: "
          + "rp_filter=1 drops them.",
        evidence: strict.map { settingLine($0, 1) }
          + (document.counters?.grown("TcpExtIPReversePathFilter") ?? []),
        mend: strict.map { .set($0, to: "0", on: server.address.description) })
    }
  }

  static let tunnelLacksVirtualAddress = Rule(
    "T03", .error, "a real server behind a tunnel lacks the virtual address", needs: [],
    reference: "LVS HOWTO Q.4 A.4",
    explanation: """
      What comes out of the tunnel is the client's packet for the virtual address. The real server \
      must hold it, usually on tunl0, or it drops the packet and counts IpInAddrErrors.
      """
  ) { examination in
    examination.tunnelEnds { server, document, device in
      let missing = server.missingAddresses
      guard !missing.isEmpty else { return nil }
      return Observation(
        server.address.description,
        "\(server.address) gets packets for \(missing.map(\.description).shortList(of: 3)) by its "
          + "tunnel and does not hold the address: it drops them.",
        evidence: (document.addresses ?? []).filter { !$0.address.isLoopback }.prefix(8).map(\.line)
          + (document.counters?.grown("IpInAddrErrors") ?? []),
        mend: [server.mendOfMissing(missing, on: device.name)])
    }
  }

  static let tunnelTypeDiffers = Rule(
    "T07", .error, "a real server has no tunnel of the type that IPVS uses", needs: [.ipvs],
    reference: "ipvsadm(8), --tun-type",
    explanation: """
      IPVS may wrap packets in GUE (UDP) or GRE instead of IP-in-IP. The real server must have a \
      tunnel of the same type, and for GUE of the same UDP port, or it answers with ICMP "port \
      unreachable" (3/3) or "protocol unreachable" (3/2).
      """
  ) { examination in
    let rejections = examination.rejections()
    let types = examination.tunnelTypes()
    return examination.reached(by: .tunnel).compactMap { server in
      guard let destination = types[server.address], let type = destination.tunnel, type != "ipip"
      else { return nil }
      let rejection = rejections[server.address].flatMap { rejection in
        rejection.concerns(server.address) && [2, 3].contains(rejection.code) ? rejection : nil
      }
      let kinds = type == "gre" ? ["gre", "gretap", "ip6gre", "ip6gretap"] : []
      let hasNone =
        type == "gre"
        && server.document?.links?.contains { $0.isUp && kinds.contains($0.kind ?? "") } == false
      guard rejection != nil || hasNone else { return nil }
      let port = destination.tunnelPort ?? 6080
      let commands =
        type == "gre"
        ? [
          "modprobe ip_gre", "ip link add gre1 type gre local \(server.address)",
          "ip link set gre1 up",
        ]
        : [
          "modprobe fou", "ip fou add port \(port) gue", "modprobe ipip", "ip link set tunl0 up",
        ]
      var mend = Mend(on: server.address.description)
      mend.commands = commands
      return Observation(
        server.address.description,
        "IPVS sends \(type)\(type == "gue" ? " to UDP port \(port)" : "") to \(server.address), which "
          + "has no such tunnel.",
        evidence: (rejection.map { [$0.line] } ?? []) + ["--tun-type \(type)"], mend: [mend])
    }
  }
}

extension Rejection {
  /// The real server itself sent it, or it is not known that another did.
  func concerns(_ server: Address) -> Bool { reporter == nil || reporter == server }
}

extension Examination {
  /// Judges each real server whose document shows that it has a tunnel.
  func tunnelEnds(
    _ judge: (ReachedServer, Facts, LinkFacts) -> Observation?
  ) -> [Observation] {
    let rejections = rejections()
    return reached(by: .tunnel).compactMap { server in
      guard rejections[server.address] == nil, let document = server.document,
        let device = server.tunnelDevices?.first
      else { return nil }
      return judge(server, document, device)
    }
  }
}
