import Doctor
import Network
import Testing

@Suite struct SynchronizationTests {
  private static func message(_ id: Int) -> HeardFacts.SyncMessage {
    HeardFacts.SyncMessage(interface: "eth1", source: "10.0.0.11", syncID: id)
  }

  private static let breaks: [Break] = [
    Break("S02", "two send", of: .backup, shows: "master sync daemon") {
      $0.director.ipvs?.daemons?[0].role = "master"
    },
    Break("S03", "another id", of: .backup, shows: "id 9") {
      $0.director.heard?.syncMessages = [message(9)]
    },
    Break("S04", "our filter", of: .backup, shows: "id 7") {
      $0.director.heard?.syncMessages = [message(7)]
    },
    Break("S04", "our rule", of: .backup, shows: "--dport 8848 -j DROP") {
      $0.director.rulesets = [
        .legacy("filter", "INPUT", "-p udp -m udp --dport 8848 -j DROP")
      ]
      $0.director.ipvs?.connectionCount = 5
    },
    Break("S04", "the network", of: .backup, shows: "none") {
      $0.peer?.ipvs?.connectionCount = 12
    },
    Break("S05", "too long", of: .pair, shows: "mtu 1400") { $0.director.links?[2].mtu = 1400 },
    Break("S05", "a router", of: .pair, shows: "via 10.0.0.254") {
      var route = RouteFacts(.peer, destination: "10.1.0.12")
      (route.output, route.gateway) = ("eth1", "10.0.0.254")
      $0.director.routes?.append(route)
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  private static let warnings: [Break] = [
    Break("S01", "none", of: .pair, shows: "none") {
      $0.director.ipvs?.daemons = []
      $0.director.director?.syncDaemon = nil
    },
    Break("S06", "states", of: .backup, shows: "--ctstate INVALID -j DROP") {
      $0.director.settings?["net.ipv4.vs.conntrack"] = "1"
      $0.director.bootSettings?["net.ipv4.vs.conntrack"] = "1"
      $0.director.settings?["net.netfilter.nf_conntrack_tcp_loose"] = "0"
      $0.director.rulesets = [
        .legacy("filter", "FORWARD", "-m conntrack --ctstate INVALID -j DROP")
      ]
    },
    Break("S07", "versions", of: .pair, shows: "sync_version = 1") {
      $0.peer?.settings?["net.ipv4.vs.sync_version"] = "0"
    },
  ]

  @Test(arguments: warnings) func oneBreakIsOneWarning(broken: Break) throws { try broken.hold() }

  @Test func theMendAcceptsEachRealServerWhoseConnectionsWouldBeDropped() throws {
    var setup = Setup.backup
    setup.director.settings?["net.ipv4.vs.conntrack"] = "1"
    setup.director.settings?["net.netfilter.nf_conntrack_tcp_loose"] = "0"
    setup.director.rulesets = [
      .legacy("filter", "FORWARD", "-m conntrack --ctstate INVALID -j DROP")
    ]
    let mend = try #require(try setup.findings("S06").first?.mend.first)
    #expect(
      mend.commands
        == ["10.0.0.2", "10.0.0.3"].map {
          "iptables-legacy -t filter -I FORWARD 1 -s \($0) -j ACCEPT"
        })
  }

  @Test func activeDirectorsThatChooseForThemselvesAreANote() throws {
    try Break("S08", "active and active", of: .pair) {
      $0.director.director?.instances[1].state = "backup"
      $0.director.addresses?.removeAll { $0.address == "10.0.0.1" }
      $0.director.ipvs?.daemons = []
      $0.peer = nil
      $0.director.heard = nil
    }.hold(mends: false)
  }
}
