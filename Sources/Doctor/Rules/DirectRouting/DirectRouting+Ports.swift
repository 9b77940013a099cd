import Network

// Ports and listeners of real servers, and where the doctor or the checks stand.
extension Rule {
  static let portsDiffer = Rule(
    "D05", .warning, "a real server's port differs, and the method does not change ports",
    needs: [],
    explanation: """
      Direct routing and tunnels change nothing in a packet: it reaches the real server with the \
      virtual server's port, whatever the real server's port in the configuration says. directord \
      takes the virtual server's port, and directorctl check says so.
      """
  ) { examination in
    let corrected = examination.configurationWarnings(of: "port-unchanged").map { warning in
      Observation(
        warning.location,
        "Packets reach a real server at another port than the file says: "
          + "\(warning.message).",
        evidence: ["\(warning.location): \(warning.message)"],
        mend: [
          Mend(
            words:
              "Write the virtual server's port into the real_server line, let the server listen "
              + "there, or use 'lb_kind NAT'.")
        ])
    }
    return corrected
      + examination.services.compactMap { service in
        guard let port = service.name.port, port != 0 else { return nil }
        let differing = service.realServers.filter { server in
          [.directRouting, .tunnel].contains(server.method) && server.port != port
            && server.port != 0
        }
        guard let first = differing.first else { return nil }
        return Observation(
          service.name.description,
          "\(first.method.rawValue) changes no port: packets reach "
            + differing.map(\.address.description).shortList(of: 3)
            + " at port \(port), not at \(first.port).",
          evidence: [first.location ?? service.location].compactMap { $0 },
          mend: [
            Mend(
              words:
                "Write 'real_server \(first.address) \(port)', let the server listen there, or "
                + "use 'lb_kind NAT'.")
          ])
      }
  }

  static let listensOnItsOwnAddressOnly = Rule(
    "D06", .error, "a real server listens on its own address only", needs: [],
    reference: "LVS HOWTO Q.4 A.2",
    explanation: """
      Packets of direct routing and of tunnels are for the virtual address. A program that listens \
      on the real server's own address answers its checks, and the kernel refuses clients (RST). \
      Seen by probes (direct: answered, through IPVS: refused) or in the real server's document.
      """
  ) { examination in
    examination.reached(by: .directRouting, .tunnel).compactMap { server in
      let refused = server.forwardedProbe(.refused)
      // What refuses behind a tunnel may be the kernel that knows none (T01).
      let byProbe =
        server.method == .directRouting && server.document?.listeners == nil
        && server.answersDirectly && refused != nil
      guard byProbe || server.listensOnlyOnItsOwnAddress else { return nil }
      let list = server.virtualAddresses.map(\.description).shortList(of: 3)
      return Observation(
        server.address.description,
        "\(server.address) listens on its own address only and refuses clients of \(list).",
        evidence: byProbe ? server.probes.map(\.line) : server.ownListeners.map(\.line),
        mend: [
          Mend(
            on: server.address.description,
            words: "Let the server listen on every address (0.0.0.0, ::) or on \(list) too.")
        ])
    }
  }

  static let directRoutingIsTestedFromTheDirector = Rule(
    "D13", .note, "direct routing is tested from the director itself", needs: [],
    explanation: """
      A connection of the director's own to the virtual address has the virtual address as its \
      source. The real server, which holds the address too, answers to itself. Only another machine \
      shows what clients see; the daemon's checks through IPVS use check_accept_local for this.
      """
  ) { examination in
    guard let client = examination.director.client, examination.index.own.contains(client),
      let server = examination.reached(by: .directRouting).first
    else { return [] }
    return [
      Observation(
        client.description,
        "\(client) is this director: a test of \(server.serviceNames) from here proves nothing for "
          + "clients. Ask from another machine.")
    ]
  }

  static let checksComeFromTheVirtualAddress = Rule(
    "D15", .error, "checks leave with the virtual address as source", stage: .probing,
    needs: [.routes],
    explanation: """
      If the virtual address is the first address of the director's interface, the kernel takes it \
      as the source of checks. The real server holds the same address and answers to itself: the \
      check gets no answer and the server is taken out although it works.
      """
  ) { examination in
    examination.directNeighbors.compactMap { server in
      guard let route = examination.index.routesToRealServers[server.address],
        let source = route.preferredSource, server.virtualAddresses.contains(source),
        server.isUnanswered
      else { return nil }
      let own = examination.director.addresses?.first { place in
        place.interface == route.output && place.address.family == source.family
          && !examination.index.virtual.contains(place.address) && !place.address.isLinkLocal
      }
      let interface = route.output ?? "INTERFACE"
      let mend =
        own.map { own in
          Mend(
            "ip route replace \(server.address)/\(server.address.family.bits) dev \(interface) "
              + "src \(own.address)",
            words: "For good: put \(own.address) on \(interface) before the virtual address, or "
              + "'bindto \(own.address)' into the checks.")
        } ?? Mend(words: "Give \(interface) an address that is not virtual.")
      return Observation(
        server.address.description,
        "Checks of \(server.address) leave with \(source) as source, which \(server.address) holds "
          + "too: it answers to itself.",
        evidence: [route.line] + server.probes.filter { $0.kind == .direct }.map(\.line),
        mend: [mend])
    }
  }
}

extension ReachedServer {
  /// A direct probe came to nothing, or, if none was made, the daemon says that it is down.
  var isUnanswered: Bool {
    let direct = probes.filter { $0.kind == .direct }
    guard direct.isEmpty else {
      return direct.allSatisfy { $0.outcome == .silence || $0.outcome == .notMade }
    }
    return uses.contains { $0.state == "down" }
  }

  /// Listeners of its machine at the services' ports.
  var ownListeners: [ListenerFacts] {
    (document?.listeners ?? []).filter { listener in
      uses.contains { $0.service.transport == listener.transport && $0.port == listener.port }
    }
  }

  /// Somebody listens at a service's port, and nobody on the virtual address or on all of them.
  var listensOnlyOnItsOwnAddress: Bool {
    guard document?.listeners != nil else { return false }
    let listeners = ownListeners
    return uses.contains { use in
      guard let transport = use.service.transport, let virtual = use.service.address else {
        return false
      }
      let fitting = listeners.filter { $0.transport == transport && $0.port == use.port }
      return !fitting.isEmpty
        && !fitting.contains { $0.takes(virtual) }
        && fitting.contains { $0.address == address }
    }
  }
}

extension ListenerFacts {
  /// A packet for `address` reaches it: `::` takes IPv4 too (ipv6(7), IPV6_V6ONLY off).
  func takes(_ other: Address) -> Bool {
    address == other
      || (address.isUnspecified && (address.isIPv6 || address.family == other.family))
  }
}
