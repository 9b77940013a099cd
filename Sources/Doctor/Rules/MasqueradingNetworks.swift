import Network

/// Rules about networks and families.
extension Rule {
  static let masksDiffer = Rule(
    "N45", .note, "director and real server differ in the network's mask", needs: [.addresses],
    reference: "LVS HOWTO, NAT cluster",
    explanation: """
      A real server whose mask is wider than the director's takes clients or other real servers for \
      neighbors and does not send to them by its gateway.
      """
  ) { examination in
    examination.masqueraded.compactMap { server in
      guard let facts = examination.realServer(server.address),
        let theirs = facts.addresses?.first(where: { $0.address == server.address }),
        let ours = examination.connected(to: server.address),
        theirs.prefixLength != ours.prefixLength
      else { return nil }
      return Observation(
        server.address.description,
        "\(server.address) has a /\(theirs.prefixLength), this director a /\(ours.prefixLength).",
        evidence: [
          "\(facts.host): \(theirs.interface): \(theirs.address)/\(theirs.prefixLength)",
          "\(ours.interface): \(ours.address)/\(ours.prefixLength)",
        ], mend: [Mend(words: "give both the same mask")])
    }
  }

  static let notARealServer = Rule(
    "N46", .warning, "a document is of a machine that has no real server's address", needs: [],
    reference: "LVS HOWTO Q.4 A.4",
    explanation: """
      None of the addresses of a machine whose document was given is the address of a real server \
      here: the address in the configuration is wrong, or that machine has lost it.
      """
  ) { examination in
    let wanted = Set(examination.services.flatMap(\.realServers).map(\.address))
    guard !wanted.isEmpty else { return [] }
    return examination.realServers.compactMap { facts in
      guard let addresses = facts.addresses,
        !addresses.contains(where: { wanted.contains($0.address) })
      else { return nil }
      let own = addresses.filter { $0.interface != "lo" }.map(\.address.description)
      return Observation(
        facts.host, "No address of \(facts.host) is that of a real server.",
        evidence: ["\(facts.host): \(own.prefix(6).joined(separator: ", "))"],
        mend: [
          Mend(
            words: "compare with the real_server lines: "
              + wanted.sorted().prefix(6).map(\.description).joined(separator: ", "))
        ])
    }
  }

  static let ipv6Forwarding = Rule(
    "N47", .error, "IPv6 is not forwarded", needs: [.settings],
    reference: "LVS HOWTO Q.3 A.2",
    explanation: """
      Replies of real servers behind NAT must be forwarded to clients: net.ipv6.conf.all.forwarding \
      must be 1. An interface with accept_ra=1 loses the routes that it learned from routers when \
      forwarding is switched on; accept_ra=2 keeps them.
      """
  ) { examination in
    let served = examination.natServices.filter(\.isIPv6)
    guard !served.isEmpty else { return [] }
    if examination.setting("net.ipv6.conf.all.forwarding") == "0" {
      return [
        Observation(
          served.names,
          "Replies of real servers arrive and are not forwarded: net.ipv6.conf.all.forwarding is 0.",
          evidence: ["net.ipv6.conf.all.forwarding = 0"],
          mend: [.set("net.ipv6.conf.all.forwarding", to: "1")])
      ]
    }
    let learning = (examination.director.links ?? []).map(\.name).filter {
      $0 != "lo" && examination.setting("net.ipv6.conf.\($0).accept_ra") == "1"
    }
    guard !learning.isEmpty else { return [] }
    return [
      Observation(
        learning.prefix(4).joined(separator: ", "),
        "With forwarding on, routes of router advertisements are not learned while accept_ra is 1.",
        evidence: learning.prefix(4).map { "net.ipv6.conf.\($0).accept_ra = 1" },
        mend: learning.prefix(4).map { .set("net.ipv6.conf.\($0).accept_ra", to: "2") },
        severity: .note)
    ]
  }

  static let severalWays = Rule(
    "N48", .warning, "replies may leave by two routers", needs: [.routes],
    explanation: """
      The route to the client has more than one next hop. Packets of one connection may leave by \
      different links, with a source address that one of the providers does not accept.
      """
  ) { examination in
    examination.routes(.toClient).filter { $0.isMultipath == true }.prefix(1).map { route in
      Observation(
        route.destination.description,
        "The route to \(route.destination) has more than one next hop: replies of one virtual "
          + "address may leave by either.",
        evidence: ["ip route get \(route.destination): \(route.answer) (multipath)"],
        mend: [
          Mend(words: "choose the way by the source: ip rule add from VIP lookup TABLE")
        ])
    }
  }
}

extension Examination {
  /// Every real server of the kernel's table.
  var destinationEndpoints: Set<Endpoint> {
    Set(
      (director.ipvs?.services ?? []).flatMap(\.destinations).map {
        Endpoint($0.address, port: $0.port)
      })
  }

  /// A virtual address with which secondary addresses would go.
  func firstOfItsNetwork(_ address: Address) -> Observation? {
    guard let own = director.addresses?.first(where: { $0.address == address }),
      own.flags?.contains("secondary") != true, own.prefixLength < address.family.bits,
      address.family == .ipv4, let network = Prefix(address, length: own.prefixLength),
      strictest("promote_secondaries", of: own.interface) == 0
    else { return nil }
    let others = (director.addresses ?? []).filter { other in
      other.interface == own.interface && other.address != address
        && other.flags?.contains("secondary") == true && network.contains(other.address)
    }
    guard !others.isEmpty else { return nil }
    return Observation(
      address.description,
      "\(others.map(\.address.description).joined(separator: ", ")) on \(own.interface) will go "
        + "away with \(address), which is the first address of its network.",
      evidence: ["net.ipv4.conf.\(own.interface).promote_secondaries = 0"]
        + others.prefix(4).map { "ip address: \($0.address)/\($0.prefixLength) secondary" },
      mend: [.set("net.ipv4.conf.\(own.interface).promote_secondaries", to: "1")])
  }
}

extension ConnectionFacts {
  /// States of a TCP connection that one of its ends has closed.
  private static let lastStates: Set = ["FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE"]

  /// Nobody waits for its packets any more.
  var isEnding: Bool { ConnectionFacts.lastStates.contains(state) }

  /// As `ipvsadm -Lnc` prints it.
  var line: String {
    let client = Endpoint(client, port: clientPort)
    let virtual = Endpoint(virtualAddress, port: virtualPort)
    let real = Endpoint(destination, port: destinationPort)
    return "\(transport) \(expires / 60):\(expires % 60 < 10 ? "0" : "")\(expires % 60) \(state) "
      + "\(client) \(virtual) \(real)"
  }
}
