import Network

// What packet filters do with the sync daemon and with the connections that it brings.
extension Rule {
  static let noSyncMessageIsTaken = Rule(
    "S04", .error, "the backup learns no connections", needs: [.ipvs],
    reference: "ipvsadm(8), --start-daemon",
    explanation: """
      This director's sync daemon is backup, and a rule of its packet filter drops UDP 8848; or its \
      table is empty although messages of the other reach the interface, or although the other's \
      document says that it has connections (then the network loses 224.0.0.81).
      """
  ) { examination in
    (examination.director.ipvs?.daemons ?? []).filter { $0.role == "backup" }.compactMap { daemon in
      let port = UInt16(exactly: daemon.port ?? 8848) ?? 8848
      let messages = examination.foreignSyncMessages(on: daemon.interface)
      let message = messages.first { $0.syncID == daemon.syncID }
      let isEmpty = examination.director.ipvs?.connectionCount == 0
      let hit = examination.dropOfSync(daemon, port)
      if hit != nil || (isEmpty && message != nil) {
        return Observation(
          daemon.interface,
          "\(hit?.place.words ?? "A packet filter of this machine") drops the other director's "
            + "connections (UDP \(port)): this one learns none.",
          evidence: (hit.map { [$0.place.evidence] } ?? []) + (message.map { [$0.line] } ?? []),
          mend: [
            hit.map { hit in
              Mend(
                hit.place.acceptance(
                  nft: "udp dport \(port)", iptables: "-p udp --dport \(port)"))
            }
              ?? examination.acceptance(
                nft: "udp dport \(port)", iptables: "-p udp --dport \(port)", of: .ipv4)
          ])
      }
      return isEmpty && messages.isEmpty ? lost(on: daemon, in: examination) : nil
    }
  }

  /// The other director has connections, and nothing of them arrives.
  private static func lost(
    on daemon: SyncDaemonFacts, in examination: Examination
  ) -> Observation? {
    guard let heard = examination.director.heard, let peer = examination.peer?.ipvs,
      let count = peer.connectionCount, count > 0,
      peer.daemons?.contains(where: { $0.role == "master" }) == true
    else { return nil }
    return Observation(
      daemon.interface,
      "The other director has \(count) connections, and no message of its sync daemon arrives on "
        + "\(daemon.interface): the network loses multicast to 224.0.0.81.",
      evidence: ["heard for \(heard.seconds) s: none", daemon.line],
      mend: [
        Mend(
          words: "Look at IGMP snooping and the VLAN. Both must name an interface of the same link."
        )
      ])
  }

  static let backupForgetsStates = Rule(
    "S06", .warning, "the backup's packet filter will drop connections that it learned",
    needs: [], reference: "Documentation/networking/nf_conntrack-sysctl.rst, tcp_loose",
    explanation: """
      The sync daemon carries IPVS's entries and not conntrack's. After a failover the packets of \
      established connections are new or invalid to conntrack (nf_conntrack_tcp_loose), and a FORWARD \
      chain that goes by states drops them.
      """
  ) { examination in
    let backups = [examination.director, examination.peer].compactMap { $0 }.filter { facts in
      facts.ipvs?.daemons?.contains { $0.role == "backup" } == true
    }
    // A filter that goes by states treats hundreds of real servers as it does the first of them.
    let servers = examination.reached(by: .nat).prefix(20).map(\.address)
    return backups.compactMap { facts in
      guard facts.number("net.ipv4.vs.conntrack") == 1, let rulesets = facts.rulesets else {
        return nil
      }
      let isLoose = facts.number("net.netfilter.nf_conntrack_tcp_loose") != 0
      let firewall = Firewall(rulesets)
      let hits = servers.compactMap { server -> (server: Address, hit: FilterHit)? in
        var packet = FilterPacket(server.family, transport: 6)
        (packet.source, packet.flags) = (server, 16)
        packet.states = isLoose ? .new : .invalid
        guard let hit = firewall.fate(of: packet, at: .forward).certain else { return nil }
        packet.states = .established
        guard firewall.fate(of: packet, at: .forward).certain == nil else { return nil }
        return (server, hit)
      }
      guard let hit = hits.first?.hit else { return nil }
      var mend = Mend(on: facts.host == examination.director.host ? nil : facts.host)
      mend.commands = hits.map { server, hit in
        hit.place.acceptance(
          nft: "\(server.isIPv6 ? "ip6" : "ip") saddr \(server)", iptables: "-s \(server)")
      }
      return Observation(
        facts.host,
        "After a failover conntrack of \(facts.host) takes established connections for "
          + "\(isLoose ? "NEW" : "INVALID"), and \(hit.place.words) drops them.",
        evidence: [hit.place.evidence, settingLine("net.ipv4.vs.conntrack", 1)],
        mend: [mend])
    }
  }
}

extension Examination {
  /// What certainly drops sync messages on their way in.
  fileprivate func dropOfSync(_ daemon: SyncDaemonFacts, _ port: UInt16) -> FilterHit? {
    var packet = FilterPacket(.ipv4, transport: 17)
    packet.destination = Address("224.0.0.81")
    packet.destinationPort = port
    packet.input = daemon.interface
    return firewall?.fate(of: packet, at: .prerouting).certain
      ?? firewall?.fate(of: packet, at: .input).certain
  }
}
