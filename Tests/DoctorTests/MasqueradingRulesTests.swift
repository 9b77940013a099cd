import Doctor
import Network
import Testing

@Suite struct MasqueradingRulesTests {
  @Test(arguments: routing + realServers + filters) func whatIsBrokenIsNamed(
    _ broken: BrokenCase
  ) throws {
    try broken.check()
  }

  static let routing: [BrokenCase] = [
    BrokenCase("N01", .note, "10.0.0.2", "private address", evidence: "no masquerade") {
      $0.director.rulesets = [
        Ruleset(.iptables, lines: ["*nat", ":POSTROUTING ACCEPT [0:0]", "COMMIT"])
      ]
    },
    BrokenCase(
      "N02", .error, "10.0.0.2", "to 10.0.0.254, not to this director", evidence: "via 10.0.0.254"
    ) { $0.realServers[0].routes?[0].gateway = "10.0.0.254" },
    BrokenCase(
      "N02", .unknown, "tcp 192.168.3.108:80", "no reply comes back", evidence: "packets in grow"
    ) {
      $0.realServers = []
      $0.director.ipvs?.services[0].later = .init(connections: 2, packetsIn: 4, packetsOut: 0)
    },
    BrokenCase("N03", .warning, "eth1", "10.0.0.0/24", evidence: "10.0.0.1/24") {
      $0.director.director?.instances = [
        InstanceFacts(
          name: "outside", interface: "eth0", virtualRouter: 51,
          addresses: [VirtualAddressFacts(address: "192.168.3.108", prefixLength: 24)])
      ]
    },
    BrokenCase(
      "N04", .error, "tcp 192.168.3.108:80", "not forwarded", evidence: "IpInAddrErrors +4"
    ) {
      $0.director.settings?["net.ipv4.ip_forward"] = "0"
      $0.director.counters?.second?["IpInAddrErrors"] = 11
    },
    BrokenCase("N05", .error, "eth1", "not forwarded", evidence: "eth1.forwarding = 0") {
      $0.director.settings?["net.ipv4.conf.eth1.forwarding"] = "0"
    },
    BrokenCase("N06", .error, "192.168.3.10", "rp_filter=1", evidence: "cross-device") {
      $0.director.settings?["net.ipv4.conf.eth0.rp_filter"] = "1"
      $0.director.changeRoute(.request) { ($0.refusal, $0.output, $0.type) = ("EXDEV", nil, nil) }
    },
    BrokenCase(
      "N07", .error, "10.0.0.2", "the route to it is eth1", evidence: "IPReversePathFilter +3"
    ) {
      $0.director.settings?["net.ipv4.conf.eth2.rp_filter"] = "1"
      $0.director.counters?.first["TcpExtIPReversePathFilter"] = 1
      $0.director.counters?.second?["TcpExtIPReversePathFilter"] = 4
      $0.director.changeRoute(.reply) { ($0.refusal, $0.input) = ("EXDEV", "eth2") }
    },
    BrokenCase("N08", .error, "192.168.3.10", "no route", evidence: "unreachable") {
      $0.director.changeRoute(.toClient) { ($0.refusal, $0.output) = ("ENETUNREACH", nil) }
    },
    BrokenCase("N09", .warning, "eth1", "ICMP redirects", evidence: "eth1.send_redirects = 1") {
      $0.director.changeRoute(.toClient) { $0.output = "eth1" }
    },
    BrokenCase("N10", .error, "10.0.0.9", "goes direct", evidence: "10.0.0.1/24") {
      $0.director.client = "10.0.0.9"
    },
    BrokenCase("N47", .error, "tcp [2001:db8::108]:80", "ipv6", evidence: "forwarding = 0") {
      $0.director.director?.services[0].name = ServiceName("tcp", "2001:db8::108", 80)
      $0.director.addresses?.append(
        AddressFacts(interface: "eth0", address: "2001:db8::108", prefixLength: 64))
      $0.director.settings?["net.ipv6.conf.all.forwarding"] = "0"
    },
    BrokenCase("N48", .warning, "192.168.3.10", "more than one next hop", evidence: "multipath") {
      $0.director.changeRoute(.toClient) { $0.isMultipath = true }
    },
  ]

  static let realServers: [BrokenCase] = [
    BrokenCase("N11", .error, "10.0.0.2", "no route to 192.168.3.10", evidence: "rs1: ip route") {
      $0.realServers[0].routes?[0].refusal = "ENETUNREACH"
    },
    BrokenCase(
      "N12", .error, "10.0.0.2", "does not answer ARP", evidence: "10.0.0.1 dev eth0 FAILED"
    ) {
      $0.realServers[0].neighbors?[0].state = "FAILED"
    },
    BrokenCase("N13", .error, "10.0.0.2:80", "Nobody listens", evidence: "refused") {
      $0.realServers = []
      $0.director.changeProbe(.direct) { $0.outcome = .refused }
    },
    BrokenCase("N14", .error, "10.0.0.2:80", "127.0.0.1:80 (nginx) only", evidence: "127.0.0.1:80")
    {
      $0.realServers[0].listeners = [
        ListenerFacts(transport: "tcp", address: "127.0.0.1", port: 80, program: "nginx")
      ]
      $0.director.changeProbe(.direct) { $0.outcome = .refused }
    },
    BrokenCase("N15", .error, "10.0.0.2:80", "10.0.0.2's firewall", evidence: "ICMP 3/13") {
      $0.director.changeProbe(.direct) {
        ($0.outcome, $0.reporter, $0.icmpType, $0.icmpCode) = (.rejected, "10.0.0.2", 3, 13)
      }
    },
    BrokenCase("N16", .error, "10.0.0.2:80", "drops the request", evidence: "TCPTimeouts +0") {
      $0.realServers[0].counters = CounterFacts(
        first: ["TcpExtTCPTimeouts": 2], second: ["TcpExtTCPTimeouts": 2])
      $0.director.changeProbe(.direct) { $0.outcome = .silence }
    },
    BrokenCase("N17", .error, "10.0.0.2", "does not answer ARP on eth1", evidence: "FAILED") {
      $0.director.neighbors?[0].state = "FAILED"
      $0.director.changeProbe(.direct) { $0.outcome = .silence }
      $0.director.changeProbe(.echo) { $0.outcome = .silence }
    },
    BrokenCase("N17", .error, "10.0.0.2", "does not answer ARP", evidence: "arping -I eth1") {
      $0.director.neighbors?[0].state = "DELAY"
      $0.director.changeProbe(.direct) { $0.outcome = .silence }
      $0.director.changeProbe(.echo) { $0.outcome = .silence }
      $0.director.realServerAnswers = [AddressAnswer(interface: "eth1", address: "10.0.0.2")]
    },
    BrokenCase("N18", .error, "10.0.0.2", "no route to 10.0.0.2", evidence: "unreachable") {
      $0.director.changeRoute(.toRealServer) { ($0.refusal, $0.output) = ("ENETUNREACH", nil) }
      $0.director.changeProbe(.direct) { $0.outcome = .notMade }
    },
    BrokenCase("N19", .warning, "10.0.0.2", "behind 10.0.0.254", evidence: "via 10.0.0.254") {
      $0.director.changeRoute(.toRealServer) { $0.gateway = "10.0.0.254" }
    },
    BrokenCase("N45", .note, "10.0.0.2", "a /8, this director a /24", evidence: "10.0.0.2/8") {
      $0.realServers[0].addresses?[0].prefixLength = 8
    },
    BrokenCase("N46", .warning, "rs1", "No address of rs1", evidence: "10.0.0.77") {
      $0.realServers[0].addresses?[0].address = "10.0.0.77"
    },
  ]

  static let filters: [BrokenCase] = [
    BrokenCase(
      "N20", .error, "tcp 192.168.3.108:80", "rule 1 of chain raw PREROUTING, 2 packets",
      evidence: "-j DROP (2 packets)"
    ) {
      $0.director.rulesets?.append(
        Ruleset(
          .iptables,
          lines: [
            "*raw", ":PREROUTING ACCEPT [0:0]",
            "[2:120] -A PREROUTING -d 192.168.3.108/32 -p tcp -m tcp --dport 80 -j DROP",
          ]))
    },
    BrokenCase("N21", .error, "tcp 192.168.3.108:80", "in INPUT", evidence: "-P INPUT DROP") {
      $0.director.rulesets?.append(
        Ruleset(
          .iptables,
          lines: [
            "*filter", ":INPUT DROP [3:180]",
            "[9:540] -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
          ]))
    },
    BrokenCase("N22", .error, "tcp 192.168.3.108:80", "in OUTPUT", evidence: "-A OUTPUT") {
      $0.director.filter("[2:120] -A OUTPUT -d 10.0.0.2/32 -p tcp -j DROP")
      $0.director.changeProbe(.direct) { $0.outcome = .silence }
    },
    BrokenCase("N23", .error, "tcp 192.168.3.108:80", "in POSTROUTING", evidence: "-A POSTROUTING")
    {
      $0.director.rulesets?.append(
        Ruleset(
          .iptables,
          lines: [
            "*mangle", ":POSTROUTING ACCEPT [0:0]",
            "[2:120] -A POSTROUTING -d 10.0.0.0/24 -o eth1 -p tcp -m tcp --dport 80 -j DROP",
          ]))
    },
    BrokenCase("N24", .error, "tcp 192.168.3.108:80", "real server's address", evidence: "FORWARD")
    {
      $0.director.filter("[4:240] -A FORWARD -i eth1 -j DROP")
    },
    BrokenCase("N25", .warning, "chain filter FORWARD", "never matches", evidence: "192.168.3.108")
    {
      $0.director.filter("[0:0] -A FORWARD -s 192.168.3.108/32 -j DROP")
    },
    BrokenCase("N26", .error, "tcp 192.168.3.108:80", "INVALID", evidence: "vs.conntrack = 0") {
      $0.director.filter("[4:240] -A FORWARD -m conntrack --ctstate INVALID -j DROP")
    },
    BrokenCase(
      "N27", .error, "tcp 192.168.3.108:80", "established connections only",
      evidence: "vs.conntrack = 0"
    ) {
      $0.director.filter(
        "[0:0] -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "[4:240] -A FORWARD -j DROP")
    },
    BrokenCase("N28", .error, "conntrack", "(8 of 2)", evidence: "drop +8") {
      $0.director.counters = CounterFacts(
        first: ["conntrack.count": 8, "conntrack.max": 2, "conntrack.drop": 0],
        second: ["conntrack.count": 8, "conntrack.max": 2, "conntrack.drop": 8])
    },
    BrokenCase("N29", .warning, "tcp 192.168.3.108:80", "out of conntrack", evidence: "NOTRACK") {
      $0.director.settings?["net.ipv4.vs.conntrack"] = "1"
      $0.director.rulesets?.append(
        Ruleset(
          .iptables,
          lines: [
            "*raw", ":PREROUTING ACCEPT [0:0]", "[2:120] -A PREROUTING -p tcp -j NOTRACK",
          ]))
    },
  ]

  @Test func repliesPassWithConntrackOn() throws {
    var facts = Facts.wholeNATDirector
    facts.settings?["net.ipv4.vs.conntrack"] = "1"
    facts.filter(
      "[0:0] -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "[4:240] -A FORWARD -j DROP")
    #expect(try Rule.findings("N27", facts) == [])
    #expect(try Rule.findings("N24", facts) == [])
  }

  @Test func aNeighborWhoseSourceIsRewrittenIsServed() throws {
    var facts = Facts.wholeNATDirector
    facts.client = "10.0.0.9"
    facts.settings?["net.ipv4.vs.conntrack"] = "1"
    facts.rulesets?.append(
      Ruleset(
        .iptables,
        lines: [
          "*nat", ":POSTROUTING ACCEPT [0:0]",
          "[1:60] -A POSTROUTING -s 10.0.0.0/24 -m ipvs --vaddr 192.168.3.108 -j SNAT "
            + "--to-source 10.0.0.1",
        ]))
    #expect(try Rule.findings("N10", facts) == [])
  }

  @Test func chainsBehindIPVSDoNotSeeClientsPackets() throws {
    var facts = Facts.wholeNATDirector
    let chain = ["table ip t {", "chain c {", "type filter hook input priority 200; policy drop;"]
    facts.rulesets?.append(Ruleset(.nft, lines: chain + ["}", "}"]))
    #expect(try Rule.findings("N21", facts) == [])
  }

  @Test func droppedAnswersToChecksAreNotTheRealServersFault() throws {
    var facts = Facts.wholeNATDirector
    facts.filter("[5:300] -A INPUT -s 10.0.0.0/24 -j DROP")
    facts.changeProbe(.direct) { $0.outcome = .silence }
    #expect(try Rule.findings("N16", facts) == [])
    #expect(try Rule.findings("N21", facts).first?.sentence.contains("Answers to checks") == true)
  }

  @Test func aThousandServicesAreJudged() {
    var facts = Facts.wholeNATDirector
    let first = facts.director?.services[0]
    facts.director?.services = (1...1_000).compactMap { port in
      var service = first
      service?.name.port = UInt16(port)
      return service
    }
    facts.ipvs?.services = (1...1_000).map { port in
      KernelServiceFacts(name: ServiceName("tcp", "192.168.3.108", UInt16(port)), scheduler: "wrr")
    }
    facts.filter("[4:240] -A FORWARD -i eth1 -j DROP")
    let report = Examination(facts).report(by: Rule.kernel + Rule.masquerading)
    #expect(report.findings.filter { $0.severity == .error && $0.id == "N24" }.count == 1)
  }

  @Test func documentsThatContradictThemselvesAreJudged() {
    var facts = Facts.wholeNATDirector
    facts.addresses = [AddressFacts(interface: "lo", address: "0.0.0.0", prefixLength: -7)]
    facts.links = []
    facts.counters = CounterFacts(first: ["IpInAddrErrors": .max], second: ["IpInAddrErrors": 0])
    facts.ipvs?.tableSize = 0
    facts.ipvs?.connectionCount = .min
    facts.ipvs?.connections = [
      ConnectionFacts(
        transport: "", client: "::", clientPort: 1, virtualAddress: "0.0.0.0", virtualPort: 0,
        destination: "::1", destinationPort: 0, state: "", expires: .min)
    ]
    facts.ipvs?.services[0].later = .init(connections: 0, packetsIn: .max, packetsOut: 0)
    facts.ipvs?.services[0].destinations[0].active = .max
    facts.ipvs?.services[0].destinations[0].upperThreshold = .max
    facts.walk = WalkFacts(
      seconds: -1,
      steps: [.init("", .arrives, .icmpError, from: "::", 1, to: "0.0.0.0", 2)], missed: .max)
    let report = Examination(facts, realServers: [facts], peer: facts).report()
    #expect(!report.passed.isEmpty)
  }

  @Test func aMendPutsAnAcceptingRuleBeforeTheOneThatDrops() throws {
    var facts = Facts.wholeNATDirector
    facts.filter("[4:240] -A FORWARD -i eth1 -j DROP")
    let mend = try #require(try Rule.findings("N24", facts).first?.mend.first)
    #expect(
      mend.commands == [
        "iptables-legacy -t filter -I FORWARD 1 -s 10.0.0.2 -p tcp --sport 80 -j ACCEPT",
        "iptables-legacy -t filter -I FORWARD 1 -s 10.0.0.3 -p tcp --sport 80 -j ACCEPT",
      ])
  }

  @Test func aRuleThatMayDropCountsIfItsCounterGrows() throws {
    var facts = Facts.wholeNATDirector
    facts.filter("[4:240] -A FORWARD -m hashlimit --hashlimit-above 1/sec -j DROP")
    #expect(try Rule.findings("N24", facts) == [])
    var later = Facts.wholeNATDirector
    later.filter("[9:540] -A FORWARD -m hashlimit --hashlimit-above 1/sec -j DROP")
    facts.rulesetsLater = later.rulesets
    #expect(try Rule.findings("N24", facts).first?.evidence.last == "its counter grew by 5")
  }
}
