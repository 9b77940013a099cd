import Network

// The way to the real server and back to the client.
extension Rule {
  static let realServerIsNotOnTheLink = Rule(
    "D07", .error, "a real server of direct routing is behind a router",
    needs: [.routes],
    reference: "LVS-HOWTO, LVS-DR",
    explanation: """
      Direct routing sends a packet whose destination is still the virtual address to the real \
      server's hardware address. If a router stands between, it gets the packet, and its route to \
      the virtual address leads back to the director: the packet circles. The director and the real \
      servers must share one link; over a router, use TUN or NAT.
      """
  ) { examination in
    examination.reached(by: .directRouting).compactMap { server in
      guard let route = examination.gateway(to: server), let gateway = route.gateway else {
        return nil
      }
      return Observation(
        server.address.description,
        "\(server.address) is behind \(gateway), and direct routing needs one link: \(gateway) gets "
          + "packets for the virtual address and sends them back here.",
        evidence: [route.line],
        mend: [
          Mend(
            words: "Set 'lb_kind TUN' (the real server needs tunl0 with the virtual address) or "
              + "'lb_kind NAT' for \(server.serviceNames), or bring \(server.address) to this link."
          )
        ])
    }
  }

  static let repliesPassTheDirector = Rule(
    "D08", .error, "replies of direct routing pass the director", needs: [],
    reference: "LVS IPSec document 4.1",
    explanation: """
      A reply of direct routing has the virtual address as its source. If the real server's gateway \
      is the director, the packet comes in from outside with an address that the director itself \
      holds: a martian, which the kernel drops without a counter. The real server needs another \
      gateway, or the director accept_local=1 on the interface that faces it.
      """
  ) { examination in
    let seen = martians(in: examination)
    return examination.reached(by: .directRouting, .tunnel).compactMap { server in
      guard let interface = examination.index.routesToRealServers[server.address]?.output,
        !examination.acceptsLocal(on: interface)
      else { return nil }
      let step = seen[server.address]
      let route = server.document?.routes?.first { route in
        route.purpose == .answer
          && route.gateway.map(examination.index.own.contains) == true
      }
      guard step != nil || route != nil else { return nil }
      return Observation(
        server.address.description,
        "\(server.address) sends its replies by this director. They come in with the virtual address "
          + "as source, which is this machine's own: the kernel drops them as martians.",
        evidence: (step.map { [$0.lineWithSender] } ?? []) + (route.map { [$0.line] } ?? []),
        mend: [
          Mend(
            on: server.address.description, words: "Use another router as the default gateway."),
          .set("net.ipv4.conf.\(interface).accept_local", to: "1"),
        ])
    }
  }

  /// Replies from a virtual address that came in from a real server and did not leave.
  private static func martians(in examination: Examination) -> [Address: WalkFacts.Step] {
    let steps = examination.director.walk?.steps ?? []
    let left = Set(
      steps.filter { $0.direction == .leaves }.map { [$0.source, $0.destination] })
    var found: [Address: WalkFacts.Step] = [:]
    for step in steps where step.direction == .arrives {
      guard [.synAck, .tcp, .rst, .udp].contains(step.packet),
        examination.index.virtual.contains(step.source),
        !examination.index.own.contains(step.destination),
        !left.contains([step.source, step.destination]),
        let machine = examination.owner(of: step.from)
      else { continue }
      found[machine] = step
    }
    return found
  }

  static let realServerDropsByReversePath = Rule(
    "D09", .error, "rp_filter of a real server drops requests", needs: [],
    reference: "LVS HOWTO Q.4 A.5",
    explanation: """
      With rp_filter=1 the real server drops a request that comes in by another interface than its \
      own route to the client. Requests come in by the interface that faces the director. Decided \
      by the real server's document: the route to the client leaves by another interface, or the \
      kernel refuses the packet's own tuple.
      """
  ) { examination in
    examination.directNeighbors.compactMap { server in
      guard let document = server.document, server.missingAddresses.isEmpty,
        let interface = server.interface,
        document.greatest("rp_filter", on: interface) == 1
      else { return nil }
      let route = document.routes?.first { route in
        (route.purpose == .request && route.refusal == "EXDEV")
          || (route.purpose == .answer && route.output != nil && route.output != interface)
      }
      let counted = document.counters?.grown("TcpExtIPReversePathFilter") ?? []
      guard route != nil || (!counted.isEmpty && server.isSilentBehindIPVS) else { return nil }
      return Observation(
        server.address.description,
        "Requests reach \(server.address) by \(interface), and its route to the client is another: "
          + "rp_filter=1 drops them.",
        evidence: [
          settingLine(
            "net.ipv4.conf.\(interface).rp_filter",
            document.number("net.ipv4.conf.\(interface).rp_filter") ?? 1)
        ] + (route.map { [$0.line] } ?? []) + counted,
        mend: [
          .set("net.ipv4.conf.\(interface).rp_filter", to: "2", on: server.address.description)
        ])
    }
  }

  static let networkDropsReplies = Rule(
    "D14", .warning, "replies of direct routing are lost in the network", stage: .probing,
    needs: [.probes],
    explanation: """
      The real server holds the address, has a listener, sends its SYN-ACK again and again \
      (TcpExtTCPTimeouts or TcpExtTCPSynRetrans grows), and the client gets nothing: something \
      between them drops packets whose source is the virtual address and whose port of the switch \
      is the real server's (anti-spoofing of a cloud, port security, a router's reverse path filter).
      """
  ) { examination in
    examination.directNeighbors.compactMap { server in
      guard let document = server.document, server.isSilentBehindIPVS,
        server.missingAddresses.isEmpty,
        let counted = document.counters?.grown("TcpExtTCPTimeouts", "TcpExtTCPSynRetrans"),
        !counted.isEmpty,
        document.counters?.growth(of: "TcpExtIPReversePathFilter") ?? 0 == 0,
        !server.listensOnlyOnItsOwnAddress
      else { return nil }
      return Observation(
        server.address.description,
        "\(server.address) has sent its replies, and the client did not get them: the network "
          + "between drops packets from the virtual address at this port.",
        evidence: server.probes.map(\.line) + counted,
        mend: [
          Mend(
            words:
              "Allow \(server.virtualAddresses.map(\.description).shortList(of: 3)) as a source "
              + "address at the port of \(server.address) (allowed address pairs, anti-spoofing, "
              + "port security).")
        ])
    }
  }
}

extension Examination {
  /// The kernel takes packets with a source that is its own; either setting is enough.
  func acceptsLocal(on interface: String) -> Bool {
    ["all", interface].contains { director.number("net.ipv4.conf.\($0).accept_local") == 1 }
  }
}
