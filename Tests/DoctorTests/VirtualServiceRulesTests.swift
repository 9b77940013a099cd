import Doctor
import Network
import Testing

@Suite struct VirtualServiceRulesTests {
  @Test(arguments: services + paths) func whatIsBrokenIsNamed(_ broken: BrokenCase) throws {
    try broken.check()
  }

  private static let marking =
    "-A PREROUTING -d 192.168.3.108/32 -p tcp -j MARK --set-xmark 0x1/0xffffffff"

  static let services: [BrokenCase] = [
    BrokenCase("N30", .error, "tcp 192.168.3.108:80", "no interface", evidence: "is missing") {
      $0.director.addresses?[0].address = "192.168.3.1"
      $0.director.changeRoute(.request) { ($0.type, $0.output) = ("unicast", "eth0") }
    },
    BrokenCase("N31", .error, "192.168.3.108", "also answers", evidence: "42:04:00:00:00:7b") {
      $0.director.answers = [
        AddressAnswer(
          interface: "eth0", address: "192.168.3.108",
          by: [HardwareAddress("42:04:00:00:00:7b") ?? .zero])
      ]
    },
    BrokenCase("N32", .error, "fwmark 1", "Nothing marks", evidence: "no rule sets the mark 1") {
      $0.director.serveMark(nil)
    },
    BrokenCase("N33", .warning, "fwmark 1", "has matched one", evidence: "SYN") {
      $0.director.serveMark("[0:0] \(marking)")
      $0.director.walk = WalkFacts(
        seconds: 3,
        steps: [
          .init("eth0", .arrives, .syn, from: "192.168.3.10", 40_000, to: "192.168.3.108", 80),
          .init("eth1", .leaves, .syn, from: "192.168.3.10", 40_000, to: "10.0.0.2", 80),
          .init("eth1", .arrives, .synAck, from: "10.0.0.2", 80, to: "192.168.3.10", 40_000),
          .init("eth0", .leaves, .synAck, from: "192.168.3.108", 80, to: "192.168.3.10", 40_000),
        ])
    },
    BrokenCase("N34", .error, "fwmark 1", "in forward only", evidence: "-A FORWARD") {
      $0.director.serveMark(
        "[0:0] -A FORWARD -p tcp -j MARK --set-xmark 0x1/0xffffffff", hook: "FORWARD")
    },
    BrokenCase("N35", .note, "192.168.3.108", "proves nothing", evidence: "192.168.3.108") {
      $0.director.client = "192.168.3.108"
      $0.director.routes = $0.director.routes?.filter { $0.purpose == .toRealServer }
    },
    BrokenCase("N36", .warning, "tcp 192.168.3.108:80", "nginx (77)", evidence: "nginx") {
      $0.director.ipvs?.services = []
      $0.director.listeners = [
        ListenerFacts(transport: "tcp", address: "0.0.0.0", port: 80, program: "nginx", pid: 77)
      ]
    },
    BrokenCase(
      "N37", .error, "tcp 192.168.3.108:80", "1 by maintenance, 1 down", evidence: "weight 0"
    ) {
      $0.director.ipvs?.services[0].destinations = [
        DestinationFacts(address: "10.0.0.2", port: 80, weight: 0)
      ]
      $0.director.director?.services[0].realServers[0].maintenance = "disks"
      $0.director.director?.services[0].realServers[1].state = "down"
    },
    BrokenCase("N38", .warning, "tcp 192.168.3.108:80", "uthreshold", evidence: "3 active") {
      for place in 0..<2 {
        $0.director.ipvs?.services[0].destinations[place].upperThreshold = 3
        $0.director.ipvs?.services[0].destinations[place].active = 3
      }
    },
  ]

  static let paths: [BrokenCase] = [
    BrokenCase("N39", .error, "10.0.0.2", "is not heard", evidence: "IpFragFails +7") {
      var told = WalkFacts.Step("eth1", .leaves, .icmpError, from: "10.0.0.1", to: "10.0.0.2")
      (told.type, told.code, told.count) = (3, 4, 7)
      $0.director.walk = WalkFacts(seconds: 3, steps: [told])
      $0.director.counters?.first["IpFragFails"] = 0
      $0.director.counters?.second?["IpFragFails"] = 7
    },
    BrokenCase("N40", .warning, "10.0.0.9", "1 connections hang", evidence: "14:58 ESTABLISHED") {
      $0.director.ipvs?.connections = [connection("10.0.0.9", 40_000, 898)]
    },
    BrokenCase("N41", .warning, "10.0.0.2", "300 s more", evidence: "quiescent_template = 0") {
      $0.director.ipvs?.services[0].destinations[0].weight = 0
      $0.director.ipvs?.connections = [connection("10.0.0.2", 0, 300)]
    },
    BrokenCase("N42", .warning, "10.0.0.2", "wrong checksums", evidence: "TcpInCsumErrors +2") {
      $0.realServers[0].counters = CounterFacts(
        first: ["TcpInCsumErrors": 1], second: ["TcpInCsumErrors": 3])
    },
    BrokenCase("N43", .warning, "eth1", "exceed the MTU", evidence: "large-receive-offload: on") {
      $0.director.links?[2].features = ["large-receive-offload": true]
    },
    BrokenCase("N44", .warning, "192.168.3.108", "192.168.3.109", evidence: "secondary") {
      $0.director.addresses?.append(
        AddressFacts(
          interface: "eth0", address: "192.168.3.109", prefixLength: 24, flags: ["secondary"]))
    },
  ]

  private static func connection(
    _ destination: Address, _ port: UInt16, _ expires: Int
  ) -> ConnectionFacts {
    ConnectionFacts(
      transport: "TCP", client: "192.168.3.10", clientPort: port, virtualAddress: "192.168.3.108",
      virtualPort: 80, destination: destination, destinationPort: 80,
      state: port == 0 ? "NONE" : "ESTABLISHED", expires: expires)
  }

  @Test func aBackupThatDoesNotHoldTheAddressIsHealthy() throws {
    var facts = Facts.wholeNATDirector
    facts.addresses?[0].address = "192.168.3.1"
    facts.director?.instances = [
      InstanceFacts(
        name: "outside", interface: "eth0", virtualRouter: 51,
        addresses: [VirtualAddressFacts(address: "192.168.3.108", prefixLength: 24)])
    ]
    #expect(try Rule.findings("N30", facts) == [])
  }

  @Test func aProgramAnswersInPlaceOfAServiceThatNothingMarks() throws {
    var facts = Facts.wholeNATDirector
    facts.serveMark(nil)
    facts.listeners = [
      ListenerFacts(transport: "tcp", address: "0.0.0.0", port: 80, program: "nginx", pid: 77)
    ]
    #expect(try Rule.findings("N36", facts).map(\.object) == ["fwmark 1"])
    for place in 0..<2 {
      var check = CheckFacts(kind: "TCP_CHECK")
      check.port = 8080
      facts.director?.services[0].realServers[place].port = 0
      facts.director?.services[0].realServers[place].checks = [check]
    }
    #expect(try Rule.findings("N36", facts) == [])
    facts.listeners?[0].port = 8080
    #expect(try Rule.findings("N36", facts).first?.evidence.last?.contains("nginx") == true)
    facts.listeners?[0].address = "127.0.0.1"
    #expect(try Rule.findings("N36", facts) == [])
    facts.serveMark("[0:0] \(Self.marking)")
    facts.listeners?[0].address = "0.0.0.0"
    #expect(try Rule.findings("N36", facts) == [])
  }

  @Test func connectionsThatEndOrBelongToAServerOfAllPortsDoNotHang() throws {
    var facts = Facts.wholeNATDirector
    facts.ipvs?.connections = [Self.connection("10.0.0.9", 40_000, 898)]
    facts.ipvs?.connections?[0].state = "TIME_WAIT"
    #expect(try Rule.findings("N40", facts) == [])
    facts.ipvs?.connections = [Self.connection("10.0.0.2", 40_000, 898)]
    facts.ipvs?.services[0].destinations[0].port = 0
    #expect(try Rule.findings("N40", facts) == [])
  }

  @Test func theMendOfMaintenanceEndsItByItsName() throws {
    var facts = Facts.wholeNATDirector
    facts.ipvs?.services[0].destinations = []
    for place in 0..<2 { facts.director?.services[0].realServers[place].maintenance = "disks" }
    #expect(try Rule.findings("N37", facts).first?.mend.first?.commands == ["directorctl status"])
    facts.director?.daemon = DaemonFacts(version: "1")
    facts.director?.daemon?.maintenance = ["10.0.0.2:80", "10.0.0.3"]
    #expect(
      try Rule.findings("N37", facts).first?.mend.first?.commands == [
        "directorctl maintenance 10.0.0.2:80 off", "directorctl maintenance 10.0.0.3 off",
      ])
  }

  @Test func aRealServerWhoseConnectionsAllStayHalfOpenIsAsked() throws {
    var facts = Facts.wholeNATDirector
    facts.ipvs?.connections = (0..<3).map { Self.connection("10.0.0.2", 40_000 + $0, 58) }
    for place in 0..<3 { facts.ipvs?.connections?[place].state = "SYN_RECV" }
    #expect(try Rule.findings("N02", facts) == [])
    facts.ipvs?.connections?.append(Self.connection("10.0.0.3", 40_009, 898))
    let finding = try #require(try Rule.findings("N02", facts).first)
    #expect(finding.object == "10.0.0.2")
    #expect(finding.severity == .unknown)
    #expect(finding.evidence[0].contains("3 of 3 connections to 10.0.0.2"))
    facts.ipvs?.connections?.append(Self.connection("10.0.0.2", 40_010, 898))
    #expect(try Rule.findings("N02", facts) == [])
  }

  @Test func aServiceWithoutServersWarnsOnlyIfAnotherRuleNamesTheCause() throws {
    var facts = Facts.wholeNATDirector
    facts.ipvs?.services[0].destinations = []
    facts.director?.services[0].realServers.removeLast()
    facts.director?.services[0].realServers[0].state = "down"
    facts.changeProbe(.direct) { $0.outcome = .refused }
    #expect(try Rule.findings("N37", facts).first?.severity == .warning)
    #expect(try Rule.findings("N13", facts).first?.severity == .error)
  }

  @Test func aHealthySetUpHasNothingToReport() {
    let examination = Examination(.wholeNATDirector, realServers: [.natRealServer])
    let report = examination.report(by: Rule.kernel + Rule.masquerading)
    #expect(report.findings == [])
    #expect(Rule.masquerading.map(\.id).count == 48)
    #expect(Rule.kernel.map(\.id) == (1...14).map { $0 < 10 ? "K0\($0)" : "K\($0)" })
  }
}
