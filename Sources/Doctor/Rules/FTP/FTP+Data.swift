import Network

// FTP's data connections.
extension Rule {
  static let activeDataFromAnotherPort = Rule(
    "F04", .error, "an FTP server opens data connections from a high port", stage: .walking,
    needs: [.walk], reference: "RFC 959 §3.2",
    explanation: """
      In active mode the server opens the data connection to the client, from port 20. IPVS knows it \
      by that port. vsftpd and others take a high port unless told otherwise: the packet leaves the \
      director with the real server's own address, and the client's kernel refuses it or never \
      sees it.
      """
  ) { examination in
    unchanged(in: examination) { $0 != 20 }.map { server, step in
      Observation(
        server.description,
        "\(server) opens FTP's data connections from port \(step.sourcePort ?? 0), not from 20: IPVS "
          + "does not know them, and they leave with the server's own address.",
        evidence: [step.line],
        mend: [
          examination.masquerade(server, by: step.interface),
          Mend(
            on: server.description,
            words: "Or let the server use port 20 (vsftpd: connect_from_port_20=YES), with "
              + "ip_vs_ftp on the director."),
        ])
    }
  }

  static let activeDataIsNotRewritten = Rule(
    "F05", .error, "active FTP behind NAT without a helper and without masquerade",
    needs: [.ipvs], reference: "LVS HOWTO Q.3 A.3",
    explanation: """
      The real server's data connection leaves the director unchanged: neither ip_vs_ftp nor a \
      masquerade rule rewrites its address. Either is enough for active FTP; passive FTP needs the \
      helper. Seen in the packet filter's rules, or in a walk.
      """
  ) { examination in
    guard examination.hasFTPHelper == false else { return [] }
    let walked = Dictionary(
      unchanged(in: examination) { $0 == 20 }.map { ($0.0, $0.1) }, uniquingKeysWith: { $1 })
    return examination.serversOfRewrittenFTP.prefix(16).compactMap { server in
      guard walked[server] != nil || examination.isTranslated(server) == false else { return nil }
      let interface = walked[server]?.interface ?? examination.outside(of: server)
      return Observation(
        server.description,
        "FTP's data connections of \(server) leave with the server's own address: ip_vs_ftp is not "
          + "loaded, and no rule masquerades them.",
        evidence: (walked[server].map { [$0.line] } ?? ["no masquerade rule for \(server)"])
          + ["/proc/net/ip_vs_app: no ftp"],
        mend: [loadHelper(for: 21), examination.masquerade(server, by: interface)])
    }
  }

  /// Data connections that leave unchanged and whose port fits; in order of the addresses.
  private static func unchanged(
    in examination: Examination, if fits: (UInt16) -> Bool
  ) -> [(Address, WalkFacts.Step)] {
    examination.unchangedData().filter { fits($0.value.sourcePort ?? 0) }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  static let ftpIsNotPersistent = Rule(
    "F06", .error, "FTP by direct routing or tunnel without persistence", needs: [],
    reference: "LVS HOWTO, FTP",
    explanation: """
      The director of direct routing and of tunnels does not see the server's replies and knows no \
      data connection. With persistence IPVS sends the data connections of a client (any port from \
      1024 on for a service on port 21) to the server that has its control connection; without it \
      they are refused or reach another server.
      """
  ) { examination in
    examination.services.compactMap { service in
      guard service.isFTP, service.hasServers(by: .directRouting, .tunnel),
        service.persistence == nil
      else { return nil }
      return Observation(
        service.name.description,
        "\(service.name) is FTP by \(service.method.rawValue) without persistence: a client's data "
          + "connection does not reach the server that has its control connection.",
        evidence: [service.location].compactMap { $0 },
        mend: [Mend(words: "Add 'persistence_timeout 300' to the virtual_server.")])
    }
  }

  static let passivePortsAreNotServed = Rule(
    "F07", .error, "passive ports of FTP are not served", needs: [],
    explanation: """
      For direct routing and tunnels passive data connections come to the virtual address and a high \
      port. For a persistent service on port 21 the kernel takes them itself; for FTP on another \
      port nothing does, unless there is a service for every port (port 0) or a firewall mark with \
      the range.
      """
  ) { examination in
    let everyPort = Set(
      examination.services.filter { $0.name.transport == "tcp" && $0.name.port == 0 }
        .compactMap(\.name.address))
    return examination.services.compactMap { service in
      guard service.isFTP, service.hasServers(by: .directRouting, .tunnel),
        let address = service.name.address, let port = service.name.port, port != 21, port != 0,
        !everyPort.contains(address)
      else { return nil }
      return Observation(
        service.name.description,
        "Passive data connections come to \(address) at high ports, and no service takes them: only "
          + "for FTP on port 21 does the kernel.",
        evidence: [service.location].compactMap { $0 },
        mend: [
          Mend(
            words:
              "Write 'virtual_server \(address) 0' with persistence_timeout, or a firewall mark "
              + "for port \(port) and the range of the passive ports.")
        ])
    }
  }
}

extension Examination {
  /// Rewrites what a real server begins itself, without an effect on IPVS's own connections; by the
  /// tool whose rules are there.
  func masquerade(_ server: Address, by interface: String) -> Mend {
    let family = server.isIPv6 ? "ip6" : "ip"
    guard !usesLegacyTables else {
      return Mend(
        "\(family)tables-legacy -t nat -A POSTROUTING -s \(server) -o \(interface) -j MASQUERADE")
    }
    return Mend(
      "nft add table \(family) directord-nat",
      "nft add chain \(family) directord-nat postrouting "
        + "'{ type nat hook postrouting priority srcnat; }'",
      "nft add rule \(family) directord-nat postrouting \(family) saddr \(server) "
        + "oifname \(interface) masquerade")
  }

  /// Only iptables-legacy has rules here.
  var usesLegacyTables: Bool {
    let tools = (director.rulesets ?? []).filter { !$0.lines.isEmpty }.map(\.tool)
    return tools.contains(.iptables) && !tools.contains(.nft)
  }
}

extension Examination {
  /// Real servers of FTP behind NAT, each once.
  var serversOfRewrittenFTP: [Address] {
    var seen = index.own
    return rewrittenFTP.flatMap(\.realServers).filter { $0.method == .nat }.map(\.address).filter {
      seen.insert($0).inserted
    }
  }

  /// A rule rewrites the source of what a real server begins; nil: the rules were not read.
  func isTranslated(_ server: Address) -> Bool? {
    var packet = FilterPacket(server.family, transport: 6)
    packet.source = server
    packet.output = outside(of: server)
    return firewall.map { !$0.fate(of: packet, at: .postrouting).translations.isEmpty }
  }

  /// The interface to the clients: that of the virtual address of a service with this real server.
  func outside(of server: Address) -> String {
    let service = rewrittenFTP.first { $0.realServers.contains { $0.address == server } }
    let virtual = service?.name.address
    let place = director.addresses?.first { $0.address == virtual }
    return place?.interface
      ?? director.routes?.first { $0.purpose == .toClient }?.output ?? "eth0"
  }
}
