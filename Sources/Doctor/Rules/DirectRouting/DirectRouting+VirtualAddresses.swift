import Network

// The virtual address on the real servers: missing, too wide, or heard in ARP.
extension Rule {
  static let virtualAddressIsMissing = Rule(
    "D01", .error, "a real server of direct routing lacks the virtual address", needs: [],
    reference: "LVS HOWTO Q.4 A.4",
    explanation: """
      Direct routing changes no address: the real server gets packets for the virtual address and \
      must hold it, usually on lo, or it drops them and counts each as IpInAddrErrors. The real \
      server's own document decides. Without it, a real server that answers a connection to its own \
      address and none through IPVS is reported as unknown, with the command that asks it: the \
      virtual address, rp_filter, its packet filter and the network on the way back look alike from \
      the director.
      """
  ) { examination in
    let returned = examination.returnedRequests()
    return examination.directNeighbors.compactMap { server in
      guard returned[server.address] == nil else { return nil }
      guard let document = server.document else { return undecided(server) }
      let missing = server.missingAddresses.filter { !server.forwards($0.family) }
      guard !missing.isEmpty else { return nil }
      let list = missing.map(\.description).shortList(of: 3)
      return Observation(
        server.address.description,
        "\(server.address) gets packets for \(list) and does not hold the address: it drops them. "
          + "Clients of \(server.serviceNames) get no answer from it.",
        evidence: (document.addresses ?? []).filter { !$0.address.isLoopback }.prefix(8).map(\.line)
          + (document.counters?.grown("IpInAddrErrors") ?? []),
        mend: [server.mendOfMissing(missing)])
    }
  }

  private static func undecided(_ server: ReachedServer) -> Observation? {
    guard server.isSilentBehindIPVS else { return nil }
    return Observation(
      server.address.description,
      "\(server.address) answers at its own address, and not for the virtual address. Whether it "
        + "lacks the address (D01), rp_filter drops the requests (D09), or its packet filter or the "
        + "network drops something (D14), only the machine itself knows: ask it.",
      evidence: server.probes.map(\.line), mend: [Facts.ask(server.address)], severity: .unknown)
  }

  static let requestsCircle = Rule(
    "D02", .error, "a real server of direct routing sends requests back", needs: [],
    reference: "LVS HOWTO Q.4 A.4",
    explanation: """
      A real server that lacks the virtual address and forwards packets sends the request back to \
      whoever holds the address: the director, which sends it there again, until its TTL is used up. \
      One request becomes 30 and more. It is seen in a walk (the request comes back with the real \
      server's hardware address) or in the real server's document (no virtual address, \
      net.ipv4.ip_forward=1).
      """
  ) { examination in
    let returned = examination.returnedRequests()
    return examination.directNeighbors.compactMap { server in
      let missing = server.missingAddresses.filter { server.forwards($0.family) }
      let step = returned[server.address]
      guard !missing.isEmpty || step != nil else { return nil }
      let absent = missing.isEmpty ? server.virtualAddresses : missing
      var mend = server.mendOfMissing(absent)
      mend.commands.append(
        absent.contains { !$0.isIPv6 }
          ? "sysctl -w net.ipv4.ip_forward=0" : "sysctl -w net.ipv6.conf.all.forwarding=0")
      return Observation(
        server.address.description,
        "\(server.address) does not hold \(absent.map(\.description).shortList(of: 3)) and forwards "
          + "the requests back to this director: each of them circles until its TTL is used up.",
        evidence: (step.map { [$0.lineWithSender] } ?? [])
          + (missing.isEmpty ? [] : [settingLine("net.ipv4.ip_forward", 1)]),
        mend: [mend])
    }
  }

  static let virtualAddressHasAWideMask = Rule(
    "D12", .warning, "a virtual address on lo has a wide mask", needs: [],
    explanation: """
      Every address of a network on lo is the machine's own: with 192.168.3.108/24 on lo the real \
      server takes the whole network for itself, reaches none of its neighbours, and answers for \
      them. The address belongs there with /32 (IPv6: /128).
      """
  ) { examination in
    examination.reached(by: .directRouting, .tunnel).compactMap { server in
      let wide = (server.document?.addresses ?? []).filter { place in
        place.interface == "lo" && place.prefixLength < place.address.family.bits
          && server.virtualAddresses.contains(place.address)
      }
      guard !wide.isEmpty else { return nil }
      let commands = wide.flatMap { place in
        [
          "ip address add \(place.address)/\(place.address.family.bits) dev lo",
          "ip address del \(place.address)/\(place.prefixLength) dev lo",
        ]
      }
      var mend = Mend(on: server.address.description)
      mend.commands = commands
      return Observation(
        server.address.description,
        "\(server.address) holds \(wide[0].address)/\(wide[0].prefixLength) on lo: it takes every "
          + "address of that network for its own.",
        evidence: wide.map(\.line), mend: [mend])
    }
  }
}
