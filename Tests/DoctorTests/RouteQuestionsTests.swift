import Doctor
import Network
import Testing

@Suite struct RouteQuestionsTests {
  private func questions(_ facts: Facts, client: Address?) -> RouteQuestions {
    RouteQuestions(
      services: facts.director?.services ?? [], instances: facts.director?.instances ?? [],
      addresses: facts.addresses ?? [], client: client,
      connections: facts.ipvs?.connections ?? [])
  }

  @Test func aClientsPacketsAreFollowedBothWays() {
    let first = questions(.natDirector, client: "192.168.3.10").first
    #expect(
      first.map(\.purpose) == [.toRealServer, .toRealServer, .request, .toClient])
    #expect(first[2].input == "eth0")
    #expect(first[2].source == "192.168.3.10")
    #expect(first[2].destination == "192.168.3.108")
    #expect(first[3].source == "192.168.3.108")
  }

  @Test func aReplyComesInByTheWayToTheRealServer() {
    let questions = questions(.natDirector, client: "192.168.3.10")
    var answers = questions.first
    for place in answers.indices where answers[place].purpose == .toRealServer {
      (answers[place].type, answers[place].output) = ("unicast", "eth1")
    }
    answers[1].output = nil
    let second = questions.second(after: answers)
    #expect(second.map(\.source) == ["10.0.0.2"])
    #expect(second.map(\.input) == ["eth1"])
    #expect(second.map(\.destination) == ["192.168.3.10"])
  }

  @Test func repliesOfDirectRoutingDoNotComeThroughHere() {
    var facts = Facts.natDirector
    for place in 0..<2 { facts.director?.services[0].realServers[place].method = .directRouting }
    let questions = questions(facts, client: "192.168.3.10")
    var answers = questions.first
    for place in answers.indices {
      (answers[place].type, answers[place].output) = ("unicast", "eth1")
    }
    #expect(questions.second(after: answers) == [])
  }

  @Test func withoutAClientThoseThatAreConnectedAreAskedAbout() {
    var facts = Facts.natDirector
    #expect(questions(facts, client: nil).first.allSatisfy { $0.purpose == .toRealServer })
    facts.ipvs?.connections = (1...5).flatMap { number in
      [0, 1].map { _ in
        ConnectionFacts(
          transport: "tcp", client: .v4(0xc0a8_0300 + number), clientPort: 1,
          virtualAddress: "192.168.3.108", virtualPort: 80, destination: "10.0.0.2",
          destinationPort: 80, state: "ESTABLISHED", expires: 1)
      }
    }
    let clients = questions(facts, client: nil).first.filter { $0.purpose == .toClient }
    #expect(clients.map(\.destination) == ["192.168.3.1", "192.168.3.2"])
  }

  @Test func aMarkIsAskedForTheAddressesOfVirtualRouters() {
    var facts = Facts.natDirector
    facts.director?.services[0].name = ServiceName(mark: 7)
    facts.director?.instances = [
      InstanceFacts(
        name: "outside", interface: "eth0", virtualRouter: 51,
        addresses: [VirtualAddressFacts(address: "192.168.3.200", prefixLength: 24)])
    ]
    let request = questions(facts, client: "192.168.3.10").first.first { $0.purpose == .request }
    #expect(request?.mark == 7)
    #expect(request?.destination == "192.168.3.200")
    #expect(request?.input == "eth0")
  }

  @Test func thousandsOfRealServersAreBounded() {
    var facts = Facts.natDirector
    facts.director?.services[0].realServers = (0..<20_000).map {
      RealServerFacts(address: .v4(0x0a00_0000 + $0), port: 80)
    }
    let questions = questions(facts, client: "192.168.3.10")
    var answers = questions.first
    #expect(answers.count <= 4098)
    for place in answers.indices {
      (answers[place].type, answers[place].output) = ("unicast", "eth1")
    }
    #expect(questions.second(after: answers).count <= 4096)
  }

  @Test func aRealServerAnswersWithEachOfItsAddresses() {
    let questions = RouteQuestions.ofRealServer(
      virtualAddresses: ["192.168.3.108"], realServers: ["10.0.0.2"], director: "10.0.0.1",
      client: "192.168.3.10")
    #expect(questions.map(\.purpose) == [.answer, .answer, .peer])
    #expect(questions.map(\.source) == ["192.168.3.108", "10.0.0.2", nil])
  }
}

@Suite struct ProbePlanTests {
  @Test func eachRealServerIsConnectedToAndEchoedOnce() {
    var facts = Facts.natDirector
    let other = facts.director?.services[0]
    if var other {
      other.name = ServiceName("tcp", "192.168.3.109", 80)
      facts.director?.services.append(other)
    }
    var route = RouteFacts(.toRealServer, destination: "10.0.0.2")
    (route.type, route.output) = ("unicast", "eth1")
    facts.routes = [route]
    let plan = ProbePlan(facts)
    #expect(plan.probes.map(\.kind) == [.echo, .bigEcho, .direct, .echo, .direct])
    #expect(plan.probes[1].size == 1500)
    #expect(plan.marks == [:])
  }

  @Test func aForwardedProbeCarriesTheMarkOfItsCheckService() {
    var facts = Facts.natDirector
    facts.director?.services[0].realServers[0].checkMark = 0x7000_0000
    facts.director?.services[0].realServers[0].checkAddress = "192.168.3.108"
    facts.director?.services[0].realServers[0].checkPort = 80
    let plan = ProbePlan(facts)
    #expect(plan.marks == [2: 0x7000_0000])
    #expect(plan.probes[2].kind == .forwarded)
    #expect(plan.probes[2].realServer == "10.0.0.2")
  }

  @Test func manyAreBoundedAndDatagramServicesAreOnlyEchoed() {
    var facts = Facts.natDirector
    facts.director?.services[0].name = ServiceName("udp", "192.168.3.108", 53)
    facts.director?.services[0].realServers = (0..<1000).map {
      RealServerFacts(address: .v4(0x0a00_0000 + $0), port: 53)
    }
    #expect(ProbePlan(facts).probes.count == 64)
    #expect(ProbePlan(facts, isFocused: true).probes.count == 256)
    #expect(ProbePlan(facts).probes.allSatisfy { $0.kind == .echo })
  }
}

@Suite struct TopicTests {
  @Test func aServiceOrARealServerMayBeNamed() throws {
    let facts = Facts.natDirector
    let byService = try #require(facts.focused(on: "192.168.3.108:80"))
    #expect(byService.director?.services.first?.realServers.count == 2)
    let byServer = try #require(facts.focused(on: "10.0.0.3"))
    #expect(byServer.director?.services.first?.realServers.map(\.address) == ["10.0.0.3"])
    #expect(facts.focused(on: "10.0.0.9") == nil)
    #expect(facts.topics == ["tcp 192.168.3.108:80", "10.0.0.2:80", "10.0.0.3:80"])
  }
}
