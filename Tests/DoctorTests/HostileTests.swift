import Doctor
import Network
import Testing

/// Documents that nobody's machine has written.
@Suite struct HostileTests {
  @Test func anEmptyDocumentIsNotJudged() {
    let report = Examination(Facts(role: .director, host: "", takenAt: 0)).report()
    #expect(report.findings == [])
    #expect(report.exitStatus == 0)
  }

  @Test func partsThatAreEmptyAreNoFault() {
    var facts = Facts(role: .director, host: "", takenAt: .infinity)
    (facts.settings, facts.bootSettings, facts.links, facts.addresses) = ([:], [:], [], [])
    (facts.routes, facts.policyRules, facts.neighbors, facts.rulesets) = ([], [], [], [])
    facts.counters = CounterFacts(first: [:])
    (facts.listeners, facts.programs, facts.probes, facts.answers) = ([], [], [], [])
    facts.ipvs = IPVSFacts()
    facts.heard = HeardFacts(seconds: .nan)
    facts.walk = WalkFacts(seconds: -1)
    facts.director = DirectorFacts()
    let report = Examination(facts, realServers: [facts, facts], peer: facts).report()
    #expect(report.findings.filter { $0.severity == .error } == [])
  }

  @Test func extremeNumbersDoNotTrap() {
    var setup = Setup.pair
    var facts = setup.director
    for name in facts.settings?.keys.map({ $0 }) ?? [] { facts.settings?[name] = "\(Int.max)" }
    for place in facts.addresses?.indices ?? 0..<0 {
      facts.addresses?[place].prefixLength = place % 2 == 0 ? .min : .max
    }
    for place in facts.links?.indices ?? 0..<0 { facts.links?[place].mtu = .min }
    facts.counters = CounterFacts(
      first: ["IpInAddrErrors": .max], second: ["IpInAddrErrors": 0], interval: -.infinity)
    facts.ipvs?.timeouts = TimeoutFacts(tcp: .min, tcpFin: .max, udp: .min)
    facts.ipvs?.daemons?[0].longestMessage = .max
    facts.director?.services[0].persistence = .min
    for place in 0..<2 {
      facts.director?.instances[place].virtualRouter = .max
      facts.director?.instances[place].interval = -.infinity
      facts.director?.instances[place].received = .max
      facts.director?.instances[place].dropped = ["version": .min]
      facts.director?.instances[place].later = InstanceFacts.Counts(
        received: .min, dropped: ["version": .max])
      facts.director?.instances[place].neighbors = [
        VRRPNeighborFacts(address: "", priority: .max, age: .nan),
        VRRPNeighborFacts(address: "10.0.0.12", priority: .max, age: .infinity),
      ]
    }
    facts.director?.daemon?.longestTurn = .nan
    facts.director?.daemon?.repairs = .max
    setup.director = facts
    setup.peer = facts
    setup.realServers = [facts]
    #expect(setup.examination.report().passed.count > 10)
  }

  /// Documents of different machines put in the wrong places.
  @Test func documentsThatContradictEachOtherDoNotTrap() {
    let documents = Setup.all.flatMap { [$0.director] + $0.realServers }
    for director in documents {
      let report = Examination(director, realServers: documents, peer: director).report()
      #expect(report.passed.count + report.notJudged.count > 10)
    }
  }

  /// 200 services with 2,000 real servers, 2,000 connections and a walk: a rule that looks at each with
  /// each would not end within the limit.
  @Test(.timeLimit(.minutes(5)))
  func aLargeTableTakesNoQuadraticTime() {
    let examination = Examination(
      Facts.large(services: 200, realServers: 10, connections: 2_000),
      realServers: (0..<50).map { Facts.quiet(.v4(0x0a00_0000 + UInt32($0)), listens: 80) })
    let report = examination.report()
    #expect(report.passed.count > 10)
    #expect(!report.findings.isEmpty)
  }
}

extension Facts {
  /// A director with that many services, each with real servers of its own.
  static func large(services: Int, realServers: Int, connections: Int) -> Facts {
    var facts = Facts.lan("lb1")
    facts.director?.services = (0..<services).map { number in
      let name = ServiceName("tcp", .v4(0xc0a8_0000 + UInt32(number)), 80)
      var service = ServiceFacts(
        name: name, method: [.directRouting, .tunnel, .nat][number % 3], scheduler: "wrr")
      service.realServers = (0..<realServers).map { place in
        RealServerFacts(
          address: .v4(0x0a00_0000 + UInt32(number * realServers + place)), port: 80,
          method: service.method)
      }
      return service
    }
    let all = facts.director?.services ?? []
    facts.ipvs?.services = all.map { service in
      var kernel = KernelServiceFacts(name: service.name)
      kernel.destinations = service.realServers.map {
        DestinationFacts(address: $0.address, port: 80, method: $0.method)
      }
      return kernel
    }
    for service in all {
      for server in service.realServers {
        facts.neighbors?.append(
          NeighborFacts(
            interface: "eth0", address: server.address, hardwareAddress: .of(server.address),
            state: "REACHABLE"))
        facts.routes?.append(RouteFacts(.toRealServer, destination: server.address))
        var probe = ProbeFacts(
          .forwarded, destination: server.address, port: 80, outcome: .silence)
        probe.service = service.name
        facts.probes?.append(probe)
      }
    }
    facts.connect(connections, services: services, servers: services * realServers)
    return facts
  }

  /// Adds that many connections, and as many steps of a walk.
  private mutating func connect(_ connections: Int, services: Int, servers: Int) {
    ipvs?.connections = (0..<connections).map { number in
      ConnectionFacts(
        transport: "TCP", client: .v4(UInt32(number)), clientPort: 4000,
        virtualAddress: .v4(0xc0a8_0000 + UInt32(number % max(1, services))), virtualPort: 80,
        destination: .v4(0x0a00_0000 + UInt32(number % max(1, servers))),
        destinationPort: 80, state: "SYN_RECV", expires: 10)
    }
    walk = WalkFacts(
      seconds: 10,
      steps: (0..<connections).map { number in
        WalkFacts.Step(
          "eth0", .arrives, .syn, from: .v4(UInt32(number)), 4000,
          to: .v4(0xc0a8_0000 + UInt32(number % max(1, services))), 80)
      })
  }
}
