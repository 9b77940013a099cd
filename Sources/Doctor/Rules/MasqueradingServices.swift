import Network

/// Rules about virtual addresses, firewall marks and who serves a virtual service.
extension Rule {
  static let virtualServices: [Rule] = [
    addressIsNowhere, addressIsElsewhereToo, nothingSetsTheMark, markIsNeverSet,
    markIsSetInTheWrongHook, testedFromTheDirector, ownProgramAnswers, nobodyToSendTo,
    allOverTheThreshold,
  ]

  static let addressIsNowhere = Rule(
    "N30", .error, "a virtual address is on no interface", needs: [.addresses],
    explanation: """
      Requests come to this director only if it holds the virtual address: nobody else answers ARP \
      for it. The address of this service is on no interface here, and no vrrp_instance of the \
      configuration is to hold it. Checks do not see this.
      """
  ) { examination in
    var seen: Set<Address> = []
    return examination.services.compactMap { service in
      guard let address = service.name.address, !examination.isOurs(address),
        service.follows == nil, seen.insert(address).inserted
      else { return nil }
      let interface = examination.connected(to: address)?.interface ?? "eth0"
      return Observation(
        service.name.description,
        "\(address) is on no interface of this director, and no vrrp_instance is to hold it: "
          + "nobody answers \(address.family == .ipv4 ? "ARP" : "neighbor discovery") for it.",
        evidence: ["ip address: \(address) is missing"],
        mend: [
          Mend(
            "ip address add \(address)/\(address.family.bits) dev \(interface)",
            words: "to keep it: a vrrp_instance with the virtual_ipaddress \(address)")
        ])
    }
  }

  static let addressIsElsewhereToo = Rule(
    "N31", .error, "another machine answers for a virtual address", stage: .probing,
    needs: [.answers, .addresses],
    explanation: """
      This director holds the virtual address, and another hardware address answers for it too, one \
      that is neither a real server's nor the other director's. Clients go to whichever answered \
      last.
      """
  ) { examination in
    examination.services.compactMap(\.name.address).uniqued.flatMap { address in
      examination.strangers(for: address).map { stranger in
        Observation(
          address.description,
          "\(stranger.by) on \(stranger.interface) also answers for \(address).",
          evidence: ["arping -D -I \(stranger.interface) \(address): reply from \(stranger.by)"],
          mend: [
            Mend(
              "ip neighbour | grep -i \(stranger.by)",
              words: "find that machine by its hardware address and take \(address) from it")
          ])
      }
    }
  }

  static let nothingSetsTheMark = Rule(
    "N32", .error, "nothing sets the firewall mark of a service", needs: [.rulesets],
    reference: "LVS HOWTO Q.3 A.5",
    explanation: """
      A virtual service by firewall mark takes the packets that a rule in PREROUTING has marked. \
      Without such a rule this machine takes clients' packets for its own and refuses them.
      """
  ) { examination in
    guard let firewall = examination.firewall, !firewall.isCut else { return [] }
    return examination.marks.compactMap { service, mark in
      guard firewall.markers(of: mark).isEmpty else { return nil }
      let tool = service.isIPv6 ? "ip6tables" : "iptables"
      return Observation(
        service.name.description,
        "Nothing marks packets with \(mark): clients are refused by this machine.",
        evidence: ["no rule sets the mark \(mark)"],
        mend: [
          Mend(
            "\(tool) -t mangle -A PREROUTING -d VIP -p tcp --dport PORT -j MARK --set-mark \(mark)",
            words: "for each address and port that the service is to take")
        ])
    }
  }

  static let markIsNeverSet = Rule(
    "N33", .warning, "a rule that marks packets matches none of the client's", stage: .walking,
    needs: [.rulesets, .walk], reference: "LVS HOWTO Q.3 A.5",
    explanation: """
      The client's packets arrive, and the counter of every rule that sets the service's mark stays \
      where it was. Compare address, protocol, port and interface of the rule with the packets.
      """
  ) { examination in
    guard let firewall = examination.firewall else { return [] }
    let arriving = examination.walkedRequests
    guard !arriving.isEmpty else { return [] }
    return examination.marks.compactMap { service, mark in
      let places = firewall.markers(of: mark).filter { $0.base.hook == .prerouting }
      guard !places.isEmpty,
        places.allSatisfy({ (examination.growth(of: $0) ?? $0.packets ?? 1) == 0 })
      else { return nil }
      return Observation(
        service.name.description,
        "Packets of the client arrive, and no rule that sets the mark \(mark) has matched one.",
        evidence: places.prefix(5).map(\.evidence) + arriving.prefix(3).map(\.line),
        mend: [Mend(words: "let the rule name the address, port and interface of these packets")])
    }
  }

  static let markIsSetInTheWrongHook = Rule(
    "N34", .error, "a firewall mark is set too late", needs: [.rulesets],
    reference: "LVS HOWTO Q.3 A.5",
    explanation: """
      IPVS takes clients' packets behind INPUT. A rule that marks them in FORWARD, OUTPUT or \
      POSTROUTING comes too late; it belongs into PREROUTING.
      """
  ) { examination in
    guard let firewall = examination.firewall else { return [] }
    return examination.marks.compactMap { service, mark in
      let places = firewall.markers(of: mark)
      guard !places.isEmpty,
        !places.contains(where: { $0.base.hook == .prerouting || $0.base.hook == .input })
      else { return nil }
      let hooks = places.map(\.base.hook.rawValue).uniqued.joined(separator: " and ")
      return Observation(
        service.name.description,
        "The mark \(mark) is set in \(hooks) only: that is behind the place where IPVS looks.",
        evidence: places.prefix(5).map(\.evidence),
        mend: [Mend(words: "move the rule to the prerouting chain of the mangle table")])
    }
  }

  static let testedFromTheDirector = Rule(
    "N35", .note, "the client is the director itself", needs: [.addresses],
    reference: "LVS HOWTO Q.3 A.5",
    explanation: """
      A connection from the director to its own virtual address works behind NAT on today's kernels, \
      with the virtual address as its source, and proves nothing for clients; with direct routing it \
      does not work. Try from another machine.
      """
  ) { examination in
    guard let client = examination.director.client, examination.holds(client) else { return [] }
    return [
      Observation(
        client.description,
        "\(client) is this director: a test from here proves nothing for clients.",
        evidence: ["ip address: \(client)"],
        mend: [Mend(words: "use another machine as the client")])
    ]
  }

  static let ownProgramAnswers = Rule(
    "N36", .warning, "a program of the director answers in place of the service",
    needs: [.listeners, .ipvs], reference: "LVS HOWTO Q.3 A.5",
    explanation: """
      The kernel's table lacks the virtual service, and a program of this machine listens on its \
      address and port: clients are served by the director itself. So they are if the service is \
      one by firewall mark, nothing sets the mark, and a program listens on a port of the real \
      servers.
      """
  ) { examination in
    examination.services.compactMap { service in
      service.name.mark == nil
        ? examination.programAnswering(service) : examination.programAnswering(unmarked: service)
    }
  }

  static let nobodyToSendTo = Rule(
    "N37", .error, "a service has no real server to send to", needs: [],
    explanation: """
      All real servers of the service are missing from the kernel's table or have weight 0: by \
      maintenance, because they drain, or because checks fail. IPVS answers clients with "port \
      unreachable".
      """
  ) { examination in examination.services.compactMap { examination.emptiness(of: $0) } }

  static let allOverTheThreshold = Rule(
    "N38", .warning, "all real servers have reached their threshold", needs: [.ipvs],
    explanation: """
      With uthreshold a real server gets no new connection while it has that many, active and \
      inactive together. All of this service have reached it: new clients are refused.
      """
  ) { examination in
    (examination.director.ipvs?.services ?? []).compactMap { service in
      let serving = service.destinations.filter { $0.weight > 0 }
      guard !serving.isEmpty, serving.allSatisfy(\.isFull) else { return nil }
      return Observation(
        service.name.description,
        "All \(serving.count) real servers have reached their uthreshold: new clients are refused.",
        evidence: serving.prefix(10).map { server in
          "\(Endpoint(server.address, port: server.port)): \(server.active) active and "
            + "\(server.inactive) inactive of \(server.upperThreshold ?? 0)"
        }, mend: [Mend(words: "raise uthreshold, add real servers, or shorten lvs_timeouts")])
    }
  }
}
