import Network

/// Rules about sizes, connections that outlive servers, cards and addresses.
extension Rule {
  static let paths: [Rule] = [
    pathMTU, connectionsToNobody, persistenceToWeightZero, brokenChecksums, mergedPackets,
    secondaryAddresses, masksDiffer, notARealServer, ipv6Forwarding, severalWays,
  ]

  static let pathMTU = Rule(
    "N39", .error, "large replies do not fit and the real server does not hear it",
    stage: .walking, needs: [.walk, .counters],
    explanation: """
      The way to the client takes smaller packets than the real server sends. The director tells it \
      by ICMP "fragmentation needed" (IpFragFails); a real server that drops ICMP sends the same \
      packet again and again: the connection is established and stands still.
      """
  ) { examination in
    let failures = examination.director.counters?.growth(of: "IpFragFails") ?? 0
    let told = (examination.director.walk?.steps ?? []).filter { step in
      step.direction == .leaves && step.packet == .icmpError && step.isTooBig
        && examination.masqueraded.contains { $0.address == step.destination }
    }
    return told.compactMap { step in
      guard step.count >= 3 || failures >= 3 else { return nil }
      let output = examination.clientInterface(of: step.about?.destination) ?? "the client's side"
      return Observation(
        step.destination.description,
        "ICMP 'fragmentation needed' goes to \(step.destination) and is not heard: large replies "
          + "never arrive.",
        evidence: [step.line] + (failures > 0 ? ["IpFragFails +\(failures)"] : []),
        mend: [
          Mend(
            on: step.destination.description,
            "iptables -I INPUT -p icmp --icmp-type fragmentation-needed -j ACCEPT",
            words:
              "or clamp the MSS on this director for what leaves \(output): iptables -t mangle "
              + "-A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu")
        ])
    }
  }

  static let connectionsToNobody = Rule(
    "N40", .warning, "connections hang on real servers that are no more",
    needs: [.ipvs, .settings],
    explanation: """
      IPVS keeps the connections of a real server that was deleted, so that it can come back. With \
      net.ipv4.vs.expire_nodest_conn=0 their packets are dropped until the entry expires, without a \
      word to the client.
      """
  ) { examination in
    guard examination.setting("net.ipv4.vs.expire_nodest_conn") == "0",
      let connections = examination.director.ipvs?.connections
    else { return [] }
    let present = examination.destinationEndpoints
    let ofData = examination.pathsOfFTPData
    let lost = connections.filter { connection in
      // A real server of a service by mark, or of all ports, has port 0 in the table.
      let places = [connection.destinationPort, 0].map {
        Endpoint(connection.destination, port: $0)
      }
      return connection.clientPort != 0 && !connection.isEnding
        && present.isDisjoint(with: places) && !ofData.contains(FTPDataPath(connection))
    }
    return lost.map(\.destination).uniqued.map { address in
      let hanging = lost.filter { $0.destination == address }
      return Observation(
        address.description,
        "\(hanging.count) connections hang on \(address), which is not in the table any more.",
        evidence: hanging.prefix(3).map(\.line) + ["net.ipv4.vs.expire_nodest_conn = 0"],
        mend: [.set("net.ipv4.vs.expire_nodest_conn", to: "1")])
    }
  }

  static let persistenceToWeightZero = Rule(
    "N41", .warning, "persistence sends clients to a real server with weight 0",
    needs: [.ipvs, .settings],
    explanation: """
      A client of a persistent service goes to the same real server as before, even if its weight is \
      0 now, while net.ipv4.vs.expire_quiescent_template is 0: draining takes as long as clients \
      come back within the persistence timeout.
      """
  ) { examination in
    guard examination.setting("net.ipv4.vs.expire_quiescent_template") == "0",
      let ipvs = examination.director.ipvs
    else { return [] }
    let quiet = Set(
      ipvs.services.flatMap(\.destinations).filter { $0.weight == 0 }.map(\.address))
    let templates = (ipvs.connections ?? []).filter {
      $0.clientPort == 0 && quiet.contains($0.destination)
    }
    return templates.map(\.destination).uniqued.map { address in
      let own = templates.filter { $0.destination == address }
      return Observation(
        address.description,
        "\(address) has weight 0, and \(own.count) persistent clients are still sent there for up "
          + "to \(own.map(\.expires).max() ?? 0) s more.",
        evidence: own.prefix(3).map(\.line) + ["net.ipv4.vs.expire_quiescent_template = 0"],
        mend: [.set("net.ipv4.vs.expire_quiescent_template", to: "1")])
    }
  }

  static let brokenChecksums = Rule(
    "N42", .warning, "packets arrive at real servers with wrong checksums", needs: [.links],
    explanation: """
      A virtual card that leaves checksums to others (virtio, veth, xen) may send what IPVS has \
      rewritten with a checksum that fits no more. The real server counts InCsumErrors.
      """
  ) { examination in
    examination.masqueraded.compactMap { server in
      guard let facts = examination.realServer(server.address), let counters = facts.counters,
        let name = ["TcpInCsumErrors", "UdpInCsumErrors"].first(where: {
          (counters.growth(of: $0) ?? 0) > 0
        })
      else { return nil }
      let interface = examination.interface(of: server.address) ?? "eth1"
      let isOn = examination.director.links?.first { $0.name == interface }?
        .features?["tx-checksumming"]
      return Observation(
        server.address.description,
        "\(server.address) receives packets with wrong checksums and drops them.",
        evidence: ["\(facts.host): \(name) +\(counters.growth(of: name) ?? 0)"]
          + (isOn.map { ["\(interface): tx-checksumming: \($0 ? "on" : "off")"] } ?? []),
        mend: [Mend("ethtool -K \(interface) tx off")])
    }
  }

  static let mergedPackets = Rule(
    "N43", .warning, "large receive offload is on", needs: [.links],
    explanation: """
      A card that merges packets on arrival (LRO) makes packets larger than the MTU, which cannot be \
      forwarded. Routers and directors switch it off.
      """
  ) { examination in
    guard !examination.services.isEmpty else { return [] }
    return (examination.director.links ?? []).filter {
      $0.features?["large-receive-offload"] == true
    }.map { link in
      Observation(
        link.name, "\(link.name) merges packets on arrival: merged packets exceed the MTU.",
        evidence: ["ethtool -k \(link.name): large-receive-offload: on"],
        mend: [Mend("ethtool -K \(link.name) lro off")])
    }
  }

  static let secondaryAddresses = Rule(
    "N44", .warning, "other addresses go away with the virtual one",
    needs: [.addresses, .settings],
    explanation: """
      The virtual address is the first of its network on the interface. When it is removed, the \
      kernel removes the secondary addresses of that network with it, unless promote_secondaries is \
      1.
      """
  ) { examination in
    let virtual =
      examination.services.compactMap(\.name.address)
      + examination.instances.flatMap(\.addresses).map(\.address)
    return virtual.uniqued.compactMap { examination.firstOfItsNetwork($0) }
  }
}
