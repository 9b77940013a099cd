import Doctor
import Network
import Testing

@Suite struct FTPTests {
  private static let first: Address = "10.0.0.2"
  private static let client: Address = "192.168.3.10"

  /// FTP by direct routing, persistent as it must be.
  private static var direct: Setup {
    var setup = Setup.direct
    setup.director.serve(
      ServiceName("tcp", "192.168.3.108", 21), by: .directRouting, ["192.168.3.2", "192.168.3.3"])
    setup.director.director?.services[0].persistence = 300
    setup.realServers = ["192.168.3.2", "192.168.3.3"].map { Facts.quiet($0, listens: 21) }
    return setup
  }

  private static let breaks: [Break] = [
    Break("F01", "no helper", of: .ftp, shows: "no ftp") { $0.director.ipvs?.helpers = [] },
    Break("F02", "another port", of: .ftp, shows: "21,0,0") {
      $0.director.serve(ServiceName("tcp", "192.168.3.108", 2121), by: .nat, [first])
      $0.director.director?.services[0].realServers[0].checks = [CheckFacts(kind: "FTP_CHECK")]
    },
    Break("F03", "other words", of: .ftp, shows: "227 Now") {
      var check = CheckFacts(kind: "FTP_CHECK")
      check.state = "failing"
      check.result =
        "ftp 10.0.0.2:21: passive reply \"227 Now passive\" has not the form that the kernel's "
        + "ip_vs_ftp matches"
      $0.director.director?.services[0].realServers[0].checks = [check]
    },
    Break("F04", "a high port", of: .ftp, shows: "10.0.0.2:34433 -> 192.168.3.10:59353") {
      $0.director.walked("eth0", .leaves, .syn, from: first, 34433, to: client, 59353)
    },
    Break("F05", "nobody rewrites", of: .ftp, shows: "no masquerade rule", also: ["F01"]) {
      $0.director.ipvs?.helpers = []
      $0.director.rulesets = []
    },
    Break("F05", "nobody rewrites, seen", of: .ftp, shows: "10.0.0.2:20", also: ["F01"]) {
      $0.director.ipvs?.helpers = []
      $0.director.walked("eth0", .leaves, .syn, from: first, 20, to: client, 59353)
    },
    Break("F06", "no persistence", of: direct) {
      $0.director.director?.services[0].persistence = nil
    },
    Break("F07", "another port by direct routing", of: direct) {
      $0.director.director?.services[0].name.port = 2121
      for place in 0..<2 {
        $0.director.director?.services[0].realServers[place].port = 2121
        $0.director.director?.services[0].realServers[place].checks = [
          CheckFacts(kind: "FTP_CHECK")
        ]
      }
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  @Test func ftpByDirectRoutingNeedsNoHelper() {
    #expect(Self.direct.complaints == [])
  }

  @Test func dataThatNobodyKnowsIsAWarning() throws {
    let filter = """
      table inet fw { # handle 5
      	chain forward { # handle 1
      		type filter hook forward priority filter; policy drop;
      		ct state established,related accept # handle 2
      		tcp dport 21 accept # handle 3
      		tcp sport 21 accept # handle 4
      	}
      }
      """
    try Break("F09", "states", of: .ftp, shows: "policy drop", also: ["F01"]) {
      $0.director.rulesets?.append(.nft(filter))
      $0.director.settings?["net.ipv4.vs.conntrack"] = "1"
      $0.director.ipvs?.helpers = []
    }.hold()
    var setup = Setup.ftp
    setup.director.rulesets?.append(.nft(filter))
    setup.director.settings?["net.ipv4.vs.conntrack"] = "1"
    #expect(try setup.findings("F09") == [])
  }

  @Test func encryptedFTPIsAWarning() throws {
    try Break("F08", "AUTH TLS", of: .ftp, shows: "234") {
      $0.director.probes?[0].detail = "234 Proceed with negotiation"
    }.hold()
  }

  @Test func refusedEPSVIsANote() throws {
    try Break("F10", "EPSV", of: .ftp, shows: "500") {
      var check = CheckFacts(kind: "FTP_CHECK")
      check.state = "failing"
      check.result = "ftp 10.0.0.2:21: EPSV was refused: 500 Unknown command"
      $0.director.director?.services[0].realServers[0].checks = [check]
    }.hold(mends: false)
  }

  @Test func theMasqueradeIsWrittenForTheToolThatHasTheRules() throws {
    var setup = Setup.ftp
    setup.director.walked("eth0", .leaves, .syn, from: Self.first, 34433, to: Self.client, 59353)
    setup.director.rulesets = [Ruleset(.iptables, lines: ["*nat", "COMMIT"])]
    #expect(
      try setup.findings("F04").first?.mend.first?.commands == [
        "iptables-legacy -t nat -A POSTROUTING -s 10.0.0.2 -o eth0 -j MASQUERADE"
      ])
  }

  @Test func aDataConnectionHangsOnlyIfItsRealServerIsGone() throws {
    var setup = Setup.ftp
    setup.director.settings?["net.ipv4.vs.expire_nodest_conn"] = "0"
    setup.director.ipvs?.connections = [
      ConnectionFacts(
        transport: "tcp", client: Self.client, clientPort: 40000, virtualAddress: "192.168.3.108",
        virtualPort: 60977, destination: Self.first, destinationPort: 60977, state: "ESTABLISHED",
        expires: 800)
    ]
    #expect(try setup.findings("N40") == [])
    let place = try #require(
      setup.director.ipvs?.services.firstIndex { $0.name.port == 21 })
    setup.director.ipvs?.services[place].destinations.removeAll { $0.address == Self.first }
    #expect(try setup.findings("N40").map(\.object) == ["10.0.0.2"])
  }
}
