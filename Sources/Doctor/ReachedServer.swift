import Network

/// One real server's address, as the director reaches it by one forwarding method.
struct ReachedServer: Sendable {
  var address: Address
  var method: DestinationFacts.Method
  /// Virtual services that use it, each with the port there.
  var uses: [Use]
  /// Virtual addresses of those services, in order of the services.
  var virtualAddresses: [Address]
  /// The machine's own document, if it was given.
  var document: Facts?
  var probes: [ProbeFacts]

  struct Use: Sendable {
    var service: ServiceName
    var scheduler: String
    var persistence: Int?
    var port: UInt16
    var state: String?
    var checks: [CheckFacts]
    var location: SourceLocation?
  }

  /// Names of the services, at most three of them.
  var serviceNames: String { uses.map(\.service.description).shortList(of: 3) }

  /// A connection to the real server itself was made.
  var answersDirectly: Bool {
    probes.contains { $0.kind == .direct && $0.outcome == .answered }
  }

  /// The first probe through IPVS that did not get an answer, with this outcome.
  func forwardedProbe(_ outcome: ProbeFacts.Outcome) -> ProbeFacts? {
    probes.first { $0.kind == .forwarded && $0.outcome == outcome }
  }

  /// The real server answers itself, and what goes through IPVS gets no answer: the symptom that
  /// the path, not the server, is broken.
  var isSilentBehindIPVS: Bool {
    answersDirectly && forwardedProbe(.silence) != nil
  }
}

extension Index {
  /// Real servers of all services, once for each forwarding method, in the order of the services.
  func reachedServers(_ documents: [Facts]) -> [ReachedServer] {
    struct Key: Hashable {
      var address: Address
      var method: DestinationFacts.Method
    }
    var places: [Key: Int] = [:]
    var found: [ReachedServer] = []
    var known: [Set<Address>] = []
    for service in services {
      let virtual = addresses(of: service)
      for server in service.realServers where !own.contains(server.address) {
        let key = Key(address: server.address, method: server.method)
        let place = places[key] ?? found.endIndex
        if place == found.endIndex {
          places[key] = place
          found.append(
            ReachedServer(
              address: server.address, method: server.method, uses: [], virtualAddresses: [],
              document: self.documents[server.address].map { documents[$0] },
              probes: probes[server.address] ?? []))
          known.append([])
        }
        found[place].uses.append(ReachedServer.Use(service, server))
        for address in virtual where known[place].insert(address).inserted {
          found[place].virtualAddresses.append(address)
        }
      }
    }
    return found
  }

  /// A service's virtual addresses. Those of a mark are known if a probe of the service names one.
  func addresses(of service: ServiceFacts) -> [Address] {
    service.name.address.map { [$0] } ?? (marked[service.name] ?? [])
  }
}

extension Examination {
  /// Real servers that are reached by one of `methods`, without the director's own addresses
  /// (LocalNode); in the order of the services.
  func reached(by methods: DestinationFacts.Method...) -> [ReachedServer] {
    index.reached.filter { methods.contains($0.method) }
  }

  /// A service's virtual addresses.
  func addresses(of service: ServiceFacts) -> [Address] { index.addresses(of: service) }
}

extension ReachedServer.Use {
  init(_ service: ServiceFacts, _ server: RealServerFacts) {
    self.service = service.name
    scheduler = service.scheduler
    persistence = service.persistence
    port = server.port
    state = server.state
    checks = server.checks
    location = server.location ?? service.location
  }
}

extension [String] {
  /// `a, b, c and 7 more`
  func shortList(of count: Int) -> String {
    let shown = prefix(count).joined(separator: ", ")
    return self.count > count ? "\(shown) and \(self.count - count) more" : shown
  }
}
