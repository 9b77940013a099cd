import Network

// Who answers for the virtual address on the wire.
extension Rule {
  static let realServerAnswersARP = Rule(
    "D03", .error, "a real server answers ARP for the virtual address", needs: [],
    reference: "LVS-HOWTO, The ARP Problem",
    explanation: """
      The virtual address stands on the director and on each real server, and only the director may \
      answer ARP for it. Otherwise clients and routers learn a real server's hardware address and \
      bypass the director; another service of the same address is refused there. It is seen by \
      asking for the address (who answers?), or in the real server's document: arp_ignore is 0 on \
      the interface that faces the director.
      """
  ) { examination in
    var seen: [Address: [String]] = [:]
    var asked: Set<Address> = []
    for answer in examination.director.answers ?? [] {
      asked.insert(answer.address)
      for hardware in answer.by {
        guard let machine = examination.owner(of: hardware) else { continue }
        seen[machine, default: []].append(answer.line(hardware))
      }
    }
    return examination.reached(by: .directRouting, .tunnel).compactMap { server in
      let evidence = seen[server.address] ?? answering(server, asked: asked)
      guard !evidence.isEmpty, !server.virtualAddresses.isEmpty else { return nil }
      let list = server.virtualAddresses.map(\.description).shortList(of: 3)
      return Observation(
        server.address.description,
        "\(server.address) answers ARP for \(list): clients send their packets to it, past this "
          + "director.",
        evidence: evidence,
        mend: [
          .set("net.ipv4.conf.all.arp_ignore", to: "1", on: server.address.description),
          Mend(
            words: "Clients and routers of this link remember the wrong hardware address for some "
              + "minutes; there: ip neighbour flush to \(server.virtualAddresses[0])"),
        ])
    }
  }

  /// Settings of a real server's machine by which it will answer; empty if it will not, or if asking
  /// has shown that it does not.
  private static func answering(_ server: ReachedServer, asked: Set<Address>) -> [String] {
    guard server.method == .directRouting, let document = server.document,
      let interface = server.interface,
      let ignore = document.greatest("arp_ignore", on: interface)
    else { return [] }
    let heard = server.virtualAddresses.contains { address in
      guard !address.isIPv6, !asked.contains(address) else { return false }
      return document.places(of: address).contains { place in
        ignore == 0 || (ignore < 3 && place.interface == interface)
      }
    }
    guard heard else { return [] }
    return settings("arp_ignore", of: document, on: interface)
  }

  private static func settings(
    _ key: String, of document: Facts, on interface: String
  ) -> [String] {
    ["all", interface].compactMap { name in
      let full = "net.ipv4.conf.\(name).\(key)"
      return document.settings?[full].map { settingLine(full, $0) }
    }
  }

  static let realServerAsksAsVirtualAddress = Rule(
    "D04", .error, "a real server asks ARP with the virtual address as its own", needs: [],
    reference: "LVS-HOWTO, The ARP Problem",
    explanation: """
      When a real server answers a client, it asks ARP for the next hop. With arp_announce below 2 \
      it asks with the source of the packet, which is the virtual address: all who hear it learn \
      that the address is at the real server's hardware address, and the next requests bypass the \
      director. It is seen in a walk, or in the real server's document.
      """
  ) { examination in
    var seen: [Address: WalkFacts.Step] = [:]
    for step in examination.director.walk?.steps ?? [] where step.packet == .arpRequest {
      guard step.direction == .arrives, examination.index.virtual.contains(step.source),
        let machine = examination.owner(of: step.from)
      else { continue }
      seen[machine] = step
    }
    return examination.reached(by: .directRouting).compactMap { server in
      let evidence = seen[server.address].map { [$0.lineWithSender] } ?? announcing(server)
      guard !evidence.isEmpty else { return nil }
      return Observation(
        server.address.description,
        "\(server.address) announces \(server.virtualAddresses.map(\.description).shortList(of: 3)) "
          + "as its own whenever it asks ARP for a neighbour: those who hear it send their packets "
          + "to it, past this director.",
        evidence: evidence,
        mend: [.set("net.ipv4.conf.all.arp_announce", to: "2", on: server.address.description)])
    }
  }

  private static func announcing(_ server: ReachedServer) -> [String] {
    guard let document = server.document, let interface = server.interface,
      let announce = document.greatest("arp_announce", on: interface), announce < 2,
      server.virtualAddresses.contains(where: {
        !$0.isIPv6 && !document.places(of: $0).isEmpty
      })
    else { return [] }
    return settings("arp_announce", of: document, on: interface)
  }

  static let standbyAnswersARP = Rule(
    "D10", .warning, "the standby director answers ARP for the virtual address",
    stage: .probing, needs: [.answers],
    explanation: """
      A standby director that holds the virtual address on lo or on a dummy interface (as a real \
      server of itself, LocalNode) is under the same rule as a real server: it must not answer ARP \
      for it while the other director is master.
      """
  ) { examination in
    let rivals = Set(
      (examination.director.heard?.adverts ?? []).filter { $0.isOwn != true }
        .flatMap(\.addresses))
    return (examination.director.answers ?? []).flatMap { answer -> [Observation] in
      guard examination.index.own.contains(answer.address),
        !rivals.contains(answer.address.description), stands(answer.address, quietly: examination)
      else { return [] }
      return answer.by.filter { hardware in
        HardwareAddress(hardware).flatMap { examination.index.owners[$0] } == .peer
      }.map { hardware in
        Observation(
          answer.address.description,
          "The standby director answers ARP for \(answer.address) too: some clients are served by "
            + "it, past this one.",
          evidence: [answer.line(hardware)],
          mend: [
            .set(
              "net.ipv4.conf.all.arp_ignore", to: "1", on: examination.peer?.host ?? "the standby"),
            .set(
              "net.ipv4.conf.all.arp_announce", to: "2",
              on: examination.peer?.host ?? "the standby"),
          ])
      }
    }
  }

  /// The peer holds the address where a master would not, or it is not known where.
  private static func stands(_ address: Address, quietly examination: Examination) -> Bool {
    guard let peer = examination.peer else { return true }
    return peer.places(of: address).contains { place in
      place.interface == "lo" || place.interface.hasPrefix("dummy")
    }
  }
}
