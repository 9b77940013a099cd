import Network

/// Which connections and echoes are tried for a document. A plan is a `ProbeFacts` without an outcome.
package struct ProbePlan: Sendable {
  /// As many real servers as are asked about if nobody named one, and if somebody did.
  package static let fewRealServers = 64
  package static let manyRealServers = 256

  /// In the order in which they are made.
  package var probes: [ProbeFacts]
  /// The firewall marks of forwarded probes, by the place in `probes`.
  package var marks: [Int: UInt32]

  /// For the services of a document, whose routes and links tell how large a datagram may be.
  ///
  /// - Parameter isFocused: the document has only what an operator named.
  package init(_ facts: Facts, isFocused: Bool = false) {
    probes = []
    marks = [:]
    let limit = isFocused ? Self.manyRealServers : Self.fewRealServers
    let own = Set((facts.addresses ?? []).map(\.address))
    var connected: Set<Endpoint> = []
    var echoed: Set<Address> = []
    for service in Examination(facts).services {
      for server in service.realServers where !own.contains(server.address) {
        let isNew = !echoed.contains(server.address)
        guard !isNew || echoed.count < limit else { continue }
        if isNew {
          echoed.insert(server.address)
          addEchoes(to: server.address, facts)
        }
        add(service, server, &connected)
      }
    }
  }

  /// A connection to the real server, and one by the way of forwarded checks. What is not TCP is not
  /// connected to.
  private mutating func add(
    _ service: ServiceFacts, _ server: RealServerFacts, _ connected: inout Set<Endpoint>
  ) {
    let isTCP = service.name.transport == "tcp" || service.name.mark != nil
    guard isTCP, server.port != 0 else { return }
    if connected.insert(Endpoint(server.address, port: server.port)).inserted {
      var probe = ProbeFacts(
        .direct, destination: server.address, port: server.port, outcome: .notMade)
      probe.service = service.name
      probes.append(probe)
    }
    guard let mark = server.checkMark, let address = server.checkAddress,
      let port = server.checkPort, port != 0
    else { return }
    var probe = ProbeFacts(.forwarded, destination: address, port: port, outcome: .notMade)
    probe.service = service.name
    probe.realServer = server.address
    marks[probes.count] = mark
    probes.append(probe)
  }

  private mutating func addEchoes(to address: Address, _ facts: Facts) {
    probes.append(ProbeFacts(.echo, destination: address, outcome: .notMade))
    let route = facts.routes?.first {
      $0.purpose == .toRealServer && $0.destination == address && $0.type == "unicast"
    }
    guard let route, let link = facts.links?.first(where: { $0.name == route.output }) else {
      return
    }
    var probe = ProbeFacts(.bigEcho, destination: address, outcome: .notMade)
    // The largest IP packet that leaves whole.
    probe.size = min(link.mtu, 9000)
    probes.append(probe)
  }
}
