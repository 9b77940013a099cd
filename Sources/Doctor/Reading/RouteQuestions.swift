package import Network

/// The packets of a set-up for which the kernel's routes are asked. A question is a `RouteFacts` without
/// an answer.
///
/// Two rounds: by which interface a real server's reply comes in is known only when the route to the
/// real server is.
package struct RouteQuestions: Sendable {
  /// At most so many real servers, and so many questions that have a client in them.
  private static let mostRealServers = 4096
  private static let mostOfClients = 4096
  private static let mostClients = 2

  private var services: [ServiceFacts]
  private var instances: [InstanceFacts]
  private var addresses: [AddressFacts]
  private var clients: [Address]

  /// - Parameters:
  ///   - client: for whose packets is asked; nil: those of at most two clients that have connections.
  package init(
    services: [ServiceFacts], instances: [InstanceFacts], addresses: [AddressFacts],
    client: Address?, connections: [ConnectionFacts] = []
  ) {
    self.services = services
    self.instances = instances
    self.addresses = addresses
    clients = client.map { [$0] } ?? Self.clients(of: connections)
  }

  private static func clients(of connections: [ConnectionFacts]) -> [Address] {
    var found: [Address] = []
    for connection in connections where !found.contains(connection.client) {
      found.append(connection.client)
      if found.count == mostClients { break }
    }
    return found
  }

  /// To the real servers, to the peers, from the clients to the virtual addresses and back.
  package var first: [RouteFacts] {
    let servers = realServers.map { RouteFacts(.toRealServer, destination: $0.address) }
    let ofClients = clients.flatMap { client in
      virtualAddresses.filter { $0.address.family == client.family }.flatMap { virtual in
        requests(of: client, to: virtual)
          + [RouteFacts(.toClient, destination: client, source: virtual.address)]
      }
    }
    return servers + peers.map { RouteFacts(.peer, destination: $0) }
      + ofClients.prefix(Self.mostOfClients)
  }

  /// The replies of real servers behind NAT, by the interface of the route to each, as `answers` to the
  /// first round have it.
  package func second(after answers: [RouteFacts]) -> [RouteFacts] {
    var interfaces: [Address: String] = [:]
    for answer in answers where answer.purpose == .toRealServer && answer.type == "unicast" {
      interfaces[answer.destination] = answer.output
    }
    let replies = clients.flatMap { client in
      realServers.filter { $0.isMasked && $0.address.family == client.family }.compactMap {
        server in
        interfaces[server.address].map { interface in
          var question = RouteFacts(.reply, destination: client, source: server.address)
          question.input = interface
          return question
        }
      }
    }
    return Array(replies.prefix(Self.mostOfClients))
  }

  /// One question for each interface by which a request may come in, and each mark.
  private func requests(of client: Address, to virtual: Virtual) -> [RouteFacts] {
    virtual.interfaces.flatMap { interface in
      virtual.marks.map { mark in
        var question = RouteFacts(.request, destination: virtual.address, source: client)
        question.input = interface
        question.mark = mark
        return question
      }
    }
  }

  // MARK: Who

  private struct RealServer {
    var address: Address
    /// A service masquerades it: its replies come through here.
    var isMasked: Bool
  }

  private var realServers: [RealServer] {
    var places: [Address: Int] = [:]
    var found: [RealServer] = []
    for server in services.flatMap(\.realServers) {
      if let place = places[server.address] {
        found[place].isMasked = found[place].isMasked || server.method == .nat
      } else if found.count < Self.mostRealServers {
        places[server.address] = found.count
        found.append(RealServer(address: server.address, isMasked: server.method == .nat))
      }
    }
    return found
  }

  private struct Virtual {
    var address: Address
    /// By which requests may come in.
    var interfaces: [String]
    var marks: [UInt32?]
  }

  /// The services' addresses, and those of virtual routers, which services by mark have.
  private var virtualAddresses: [Virtual] {
    let marks = services.compactMap(\.name.mark)
    let held = instances.flatMap { instance in instance.addresses.map(\.address) }
    var seen: Set<Address> = []
    let ofServices = services.compactMap(\.name.address).filter { seen.insert($0).inserted }
    let named = ofServices.map {
      Virtual(address: $0, interfaces: interfaces(of: $0), marks: [nil])
    }
    guard !marks.isEmpty else { return named }
    let routers = held.filter { seen.insert($0).inserted }.map {
      Virtual(address: $0, interfaces: interfaces(of: $0), marks: marks)
    }
    return named + routers
  }

  /// The interface that has the address or is to have it. One on `lo` or a dummy says nothing of where
  /// requests come in: no question is asked then.
  private func interfaces(of address: Address) -> [String] {
    let own = addresses.filter { $0.address == address }.map(\.interface)
    let wanted = instances.filter { instance in
      instance.addresses.contains { $0.address == address }
    }.map(\.interface)
    var found: [String] = []
    for name in own + wanted where name != "lo" && !name.hasPrefix("dummy") {
      if !found.contains(name) { found.append(name) }
    }
    return found
  }

  private var peers: [Address] {
    var found: [Address] = []
    for instance in instances {
      let named = (instance.unicastPeers ?? []) + (instance.neighbors ?? []).map(\.address)
      for address in named.compactMap({ Address($0) }) where !found.contains(address) {
        found.append(address)
      }
    }
    return found
  }
}

extension RouteQuestions {
  /// On a real server: its answers to the client with each of its source addresses, and the ways to the
  /// director and to the client.
  package static func ofRealServer(
    virtualAddresses: [Address], realServers: [Address], director: Address?, client: Address?
  ) -> [RouteFacts] {
    let sources = virtualAddresses + realServers
    let answers = sources.filter { $0.family == client?.family }.compactMap { source in
      client.map { RouteFacts(.answer, destination: $0, source: source) }
    }
    let unnamed = sources.isEmpty ? client.map { [RouteFacts(.answer, destination: $0)] } ?? [] : []
    return answers + unnamed + (director.map { [RouteFacts(.peer, destination: $0)] } ?? [])
  }
}
