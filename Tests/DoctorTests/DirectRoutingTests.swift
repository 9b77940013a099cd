import Doctor
import Network
import Testing

@Suite struct DirectRoutingTests {
  private static let first: Address = "192.168.3.2"
  private static let virtual: Address = "192.168.3.108"
  private static let client: Address = "192.168.3.10"

  private static let breaks: [Break] = [
    Break("D01", "no virtual address", of: .direct, shows: "inet 192.168.3.2/24") {
      $0.realServers[0].addresses?.removeAll { $0.address == virtual }
    },
    Break("D02", "no virtual address, and it forwards", of: .direct, shows: "ip_forward = 1") {
      $0.realServers[0].addresses?.removeAll { $0.address == virtual }
      $0.realServers[0].settings?["net.ipv4.ip_forward"] = "1"
    },
    Break("D02", "a request comes back", of: .direct, shows: "from 02:00:c0:a8:03:02") {
      $0.realServers = []
      $0.director.forwarded(first, .silence)
      $0.director.walked(
        "eth0", .arrives, .syn, from: client, 4000, to: virtual, 80, hardware: .of(first), count: 30
      )
    },
    Break("D03", "it answers", of: .direct, shows: "192.168.3.108 is at 02:00:c0:a8:03:02") {
      $0.director.answers = [
        AddressAnswer(interface: "eth0", address: virtual, by: [.of(first)])
      ]
    },
    Break("D03", "arp_ignore is 0", of: .direct, shows: "arp_ignore = 0") {
      $0.realServers[0].settings?["net.ipv4.conf.all.arp_ignore"] = "0"
    },
    Break("D04", "it announces", of: .direct, shows: "asks who has it") {
      $0.director.walked(
        "eth0", .arrives, .arpRequest, from: virtual, to: client, hardware: .of(first))
    },
    Break("D04", "arp_announce is 0", of: .direct, shows: "arp_announce = 0") {
      $0.realServers[0].settings?["net.ipv4.conf.all.arp_announce"] = "0"
    },
    Break("D06", "refused by the virtual address", of: .direct, shows: "refused") {
      $0.realServers = []
      $0.director.forwarded(first, .refused)
    },
    Break("D06", "one listener", of: .direct, shows: "LISTEN tcp 192.168.3.2:80") {
      $0.realServers[0].listeners = [
        ListenerFacts(transport: "tcp", address: first, port: 80, program: "nginx", pid: 7)
      ]
    },
    Break("D07", "a router between", of: .direct, shows: "via 192.168.3.254 dev eth0") {
      $0.director.routes?[0].gateway = "192.168.3.254"
      $0.realServers[0].addresses?.removeAll { $0.address == virtual }
    },
    Break("D08", "replies come by", of: .direct, shows: "192.168.3.108:80 -> 192.168.3.10:4000") {
      $0.director.walked(
        "eth0", .arrives, .synAck, from: virtual, 80, to: client, 4000, hardware: .of(first))
    },
    Break("D08", "we are the gateway", of: .direct, shows: "via 192.168.3.1 dev eth0") {
      $0.realServers[0].routes?[0].gateway = "192.168.3.1"
    },
    Break("D09", "another way back", of: .direct, shows: "eth0.rp_filter = 1") {
      $0.realServers[0].settings?["net.ipv4.conf.eth0.rp_filter"] = "1"
      $0.realServers[0].routes?[0].output = "eth1"
    },
    Break("D11", "each other's", of: .direct, shows: "backup_only = 0") {
      var instance = InstanceFacts(name: "a", interface: "eth0", virtualRouter: 51)
      instance.unicastPeers = ["192.168.3.3"]
      instance.state = "master"
      $0.director.director?.instances = [instance]
    },
    Break("D15", "the virtual address first", of: .direct, shows: "src 192.168.3.108") {
      $0.director.routes?[0].preferredSource = virtual
      $0.director.probes?[0].outcome = .silence
      $0.director.probes?[0].source = virtual
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  private static let warnings: [Break] = [
    Break("D05", "another port", of: .direct) {
      $0.director.director?.services[0].realServers[0].port = 8080
    },
    Break("D05", "a port that the daemon does not take", of: .direct, shows: "a.conf:9:26: DR") {
      $0.director.director?.warnings = [
        ConfigurationWarning("unknown-word", at: "a.conf:3:1", "'x' is not known"),
        ConfigurationWarning("port-unchanged", at: "a.conf:9:26", "DR and TUN change no port"),
      ]
    },
    Break("D10", "the standby answers", of: .pair, shows: "is at 02:00:c0:a8:03:02") {
      $0.peer?.addresses?.append(
        AddressFacts(interface: "lo", address: virtual, prefixLength: 32))
      $0.director.answers = [
        AddressAnswer(interface: "eth0", address: virtual, by: [.of("192.168.3.2")])
      ]
    },
    Break("D12", "a wide mask", of: .direct, shows: "192.168.3.108/24") {
      for place in $0.realServers[0].addresses?.indices ?? 0..<0
      where $0.realServers[0].addresses?[place].address == virtual {
        $0.realServers[0].addresses?[place].prefixLength = 24
      }
    },
    Break("D14", "the network drops", of: .direct, shows: "TcpExtTCPTimeouts +2") {
      $0.director.forwarded(first, .silence)
      $0.realServers[0].count("TcpExtTCPTimeouts", by: 2)
    },
  ]

  @Test(arguments: warnings) func oneBreakIsOneWarning(broken: Break) throws { try broken.hold() }

  @Test func withoutADocumentTheRealServerIsToBeAsked() throws {
    var setup = Setup.direct
    setup.realServers = []
    setup.director.forwarded(Self.first, .silence)
    let finding = try #require(try setup.findings("D01").first)
    #expect(finding.severity == .unknown)
    #expect(finding.mend.first?.commands.first?.hasPrefix("ssh 192.168.3.2 ") == true)
    #expect(setup.errors == [])
  }

  @Test func withoutASymptomNobodyIsToBeAsked() throws {
    var setup = Setup.direct
    setup.realServers = []
    #expect(setup.complaints == [])
  }

  @Test func acceptLocalLetsRepliesPass() throws {
    var setup = Setup.direct
    setup.realServers[0].routes?[0].gateway = "192.168.3.1"
    setup.director.settings?["net.ipv4.conf.eth0.accept_local"] = "1"
    #expect(try setup.findings("D08") == [])
  }

  @Test func aTestFromTheDirectorIsANote() throws {
    var setup = Setup.direct
    setup.director.client = "192.168.3.1"
    #expect(try setup.findings("D13").first?.severity == .note)
  }

  @Test func ofLocalNodeNothingIsAskedThatIsAskedOfARealServer() throws {
    #expect(Setup.localNode.examination.report().findings.filter { $0.id.first == "D" } == [])
  }

  @Test func theListenersOfTheDirectorSayWhetherLocalNodeServes() throws {
    try Break("N13", "no listener", of: .localNode, shows: "nothing on 192.168.3.108:80") {
      $0.director.listeners = [ListenerFacts(transport: "udp", address: "0.0.0.0", port: 80)]
    }.hold()
    try Break("N14", "another address", of: .localNode, shows: "127.0.0.1:80") {
      $0.director.listeners = [ListenerFacts(transport: "tcp", address: "127.0.0.1", port: 80)]
    }.hold()
    var setup = Setup.localNode
    setup.director.listeners = [ListenerFacts(transport: "tcp", address: "::", port: 80)]
    #expect(try setup.findings("N13") == [])
  }
}
