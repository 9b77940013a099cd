import Network

extension Rule {
  static let ipsecIsSplit = Rule(
    "I01", .error, "IKE, NAT traversal and ESP of a client may reach different gateways", needs: [],
    reference: "LVS IPSec document 4",
    explanation: """
      A client's keys are known to the gateway with which it has spoken IKE. UDP 500, UDP 4500, ESP \
      and AH must go to the same one: one firewall mark for all of them, with persistence. Services \
      of their own for 500 and 4500 choose each for itself, unless the scheduler goes by the client's \
      address (sh, mh).
      """
  ) { examination in
    let served = examination.ipsecServices.filter { service in
      service.realServers.count > 1 && !service.choosesByAddress
    }
    let apart = Dictionary(grouping: served.filter { $0.name.address != nil }) { $0.name.address }
    let split = apart.filter { Set($0.value.compactMap(\.name.port)).count > 1 }
      .flatMap(\.value).sorted { $0.name.description < $1.name.description }
    let fleeting = served.filter { $0.name.mark != nil && $0.persistence == nil }
    let mend = Mend(
      words: "Mark udp dport { 500, 4500 }, esp and ah in prerouting with one mark, and write "
        + "'virtual_server fwmark N' with persistence_timeout.")
    return split.map { service in
      Observation(
        service.name.description,
        "\(service.name) chooses a gateway for itself: a client's IKE on port 500 and its NAT "
          + "traversal on port 4500 may reach different ones.",
        evidence: [service.location].compactMap { $0 }, mend: [mend])
    }
      + fleeting.map { service in
        Observation(
          service.name.description,
          "\(service.name) carries IPSec without persistence: IKE, NAT traversal and ESP of one client "
            + "may reach different gateways.",
          evidence: [service.location].compactMap { $0 },
          mend: [Mend(words: "Add 'persistence_timeout 7200' to the virtual_server.")])
      }
      + unmarked(in: examination)
  }

  static let transportModeBehindNAT = Rule(
    "I03", .note, "ESP in transport mode does not pass NAT", needs: [],
    reference: "LVS IPSec document 3, RFC 3948",
    explanation: """
      In transport mode the checksums of TCP and UDP inside cover the addresses that NAT rewrites; \
      only UDP without checksums passes. Tunnel mode, NAT traversal and direct routing have no such \
      limit.
      """
  ) { examination in
    examination.ipsecServices.filter { $0.hasServers(by: .nat) }.map { service in
      Observation(
        service.name.description,
        "\(service.name) is IPSec behind NAT: ESP in tunnel mode and NAT traversal pass, transport "
          + "mode does not.")
    }
  }

  static let persistenceIsShorterThanRekey = Rule(
    "I05", .warning, "persistence ends before IKE's next rekey", needs: [],
    reference: "LVS IPSec document 3",
    explanation: """
      If persistence ends between two rekeys of an idle client, the next one reaches another gateway, \
      which knows nothing of it. Rekeying is usual after one to eight hours. An entry of UDP lives \
      for lvs_timeouts' udp (300 s unless set otherwise); dead peer detection must come sooner.
      """
  ) { examination in
    let short = examination.ipsecServices.filter { ($0.persistence ?? .max) < 3600 }
    let udp = examination.director.ipvs?.timeouts?.udp ?? .max
    let isShort = !examination.ipsecServices.isEmpty && udp > 0 && udp < 60
    return short.map { service in
      Observation(
        service.name.description,
        "A client of \(service.name) that is idle for \(service.persistence ?? 0) s is balanced anew, "
          + "and its next rekey may reach another gateway.",
        evidence: ["persistence_timeout \(service.persistence ?? 0)"],
        mend: [Mend(words: "Write 'persistence_timeout 7200', longer than the rekey time.")])
    }
      + (isShort
        ? [
          Observation(
            "IPVS", "Entries of UDP are forgotten after \(udp) s, before dead peer detection asks.",
            evidence: ["Timeout (udp): \(udp)"],
            mend: [Mend(words: "Write 'lvs_timeouts udp 300' into global_defs.")])
        ] : [])
  }

  static let directorAnswersIKE = Rule(
    "I06", .error, "a program of the director answers IKE", needs: [.listeners],
    reference: "LVS IPSec document 2",
    explanation: """
      The director needs no IPSec of its own, except as LocalNode. A charon that listens here takes \
      what no service takes, and sends from port 500 of the virtual address.
      """
  ) { examination in
    let served = examination.ipsecServices
    let isLocal = served.contains { service in
      service.realServers.contains { server in
        server.method == .local || examination.index.own.contains(server.address)
      }
    }
    guard !served.isEmpty, !isLocal else { return [] }
    let virtual = Set(served.flatMap { examination.addresses(of: $0) })
    let listeners = (examination.director.listeners ?? []).filter { listener in
      listener.transport == "udp" && (listener.port == 500 || listener.port == 4500)
        && (listener.address.isUnspecified || virtual.contains(listener.address))
    }
    // A daemon of IKE has a socket for each port and family.
    return listeners.map(\.pid).uniqued.map { pid in
      let own = listeners.filter { $0.pid == pid }
      let ports = own.map { "\($0.port)" }.uniqued.joined(separator: " and ")
      return Observation(
        served.map(\.name.description).shortList(of: 2),
        "\(own[0].program ?? "A program") of this machine listens on UDP \(ports): it may answer "
          + "clients in place of the gateways.",
        evidence: own.prefix(4).map(\.line),
        mend: [
          pid.map { Mend("kill \($0)", words: "And keep it from starting again.") }
            ?? Mend("systemctl disable --now strongswan-starter strongswan")
        ])
    }
  }

  static let ikeIsFlooded = Rule(
    "I07", .warning, "many half-open IKE requests", needs: [.ipvs],
    reference: "LVS IPSec document 4.3",
    explanation: """
      Each IKE request from a new address makes an entry of IPVS. Many new ones while no packet goes \
      back are a flood, or gateways that do not answer. Rates can be limited before IPVS, and \
      drop_entry keeps the table small.
      """
  ) { examination in
    let names = Set(examination.ipsecServices.filter { $0.hasServers(by: .nat) }.map(\.name))
    return (examination.director.ipvs?.services ?? []).compactMap { service in
      guard names.contains(service.name), let later = service.later,
        later.connections > service.connections, later.packetsOut == service.packetsOut
      else { return nil }
      let fresh = later.connections - service.connections
      guard fresh >= 100 else { return nil }
      return Observation(
        service.name.description,
        "\(fresh) new entries of \(service.name) and no packet back: a flood of IKE requests, or "
          + "gateways that do not answer.",
        evidence: ["Conns +\(fresh), OutPkts +0"],
        mend: [.set("net.ipv4.vs.drop_entry", to: "1")] + examination.rateLimitsOfIPSec)
    }
  }

  static let keepalivesMayNotArrive = Rule(
    "I08", .note, "keepalives with a low TTL do not reach the director", needs: [.ipvs],
    reference: "LVS IPSec document 3",
    explanation: """
      A client's NAT keepalives may have a TTL that takes them to its own router only. A director of \
      direct routing sees one direction only and forgets the entry when UDP's timeout ends.
      """
  ) { examination in
    guard let udp = examination.director.ipvs?.timeouts?.udp, udp <= 300 else { return [] }
    return examination.ipsecServices.filter { $0.hasServers(by: .directRouting, .tunnel) }
      .map { service in
        Observation(
          service.name.description,
          "Entries of \(service.name) live for \(udp) s without a packet, and keepalives with a low "
            + "TTL do not reach this director: 'lvs_timeouts udp 3600' keeps them.",
          evidence: ["Timeout (udp): \(udp)"])
      }
  }
}
