import Doctor
import Network
import Testing

/// Rules about two routers that do not hear each other, or that are not meant to.
@Suite struct RouterHearingTests {
  /// This director as master, the other's advertisement on the wire.
  private static func rival(
    _ setup: inout Setup, _ change: (inout HeardFacts.Advert) -> Void = { _ in }
  ) {
    var advert = HeardFacts.Advert(
      interface: "eth0", source: "192.168.3.2", destination: "224.0.0.18", virtualRouter: 51,
      priority: 100, version: 2, addresses: ["192.168.3.108"])
    advert.count = 3
    change(&advert)
    setup.director.heard?.adverts.append(advert)
  }

  /// The daemon has received them.
  private static func received(_ setup: inout Setup) {
    setup.director.director?.instances[0].received = 4
    setup.director.director?.instances[0].neighbors = [
      VRRPNeighborFacts(address: "192.168.3.2", priority: 100, age: 0.3)
    ]
  }

  private static let dropping = Ruleset.nft(
    """
    table inet t { # handle 9
    	chain i { # handle 1
    		type filter hook input priority filter; policy accept;
    		ip protocol 112 counter packets 4 bytes 160 drop # handle 4
    	}
    }
    """)

  private static let breaks: [Break] = [
    Break("V01", "our filter", of: .pair, shows: "192.168.3.2 > 224.0.0.18: VRRPv2, vrid 51") {
      rival(&$0)
    },
    Break("V01", "its rule", of: .pair, shows: "ip protocol 112 counter packets 4 bytes 160 drop") {
      rival(&$0)
      $0.director.rulesets?.append(dropping)
    },
    Break("V01", "its rule, without listening", of: .pair, shows: "# handle 4") {
      $0.director.heard = nil
      $0.director.rulesets?.append(dropping)
    },
    Break("V02", "silence", of: .pair, shows: "none") {
      $0.peer?.director?.instances[0].state = "master"
      $0.peer?.director?.instances[1].state = "backup"
    },
    Break("V02", "the master is lost", of: .backup, shows: "eth0: heard for 3.0 s: none") {
      $0.peer = nil
      $0.director.heard = HeardFacts(seconds: 3)
      for place in 0..<2 {
        $0.director.director?.instances[place].state = "master"
        $0.director.director?.instances[place].neighbors?[0].age = 30
      }
      $0.director.ipvs?.daemons?[0].role = "master"
    },
    Break("V02", "the master has just gone", of: .backup, shows: "eth0: heard for 3.0 s: none") {
      $0.peer = nil
      $0.director.heard = HeardFacts(seconds: 3)
      for place in 0..<2 {
        $0.director.director?.instances[place].state = "master"
        $0.director.director?.instances[place].neighbors?[0].age = 1.5
      }
      $0.director.ipvs?.daemons?[0].role = "master"
    },
    Break("V03", "TTL", of: .pair, shows: "ttl 254") { rival(&$0) { $0.timeToLive = 254 } },
    Break("V03", "TTL by the counter", of: .pair, shows: "hopLimit: 3") {
      $0.director.director?.instances[0].later = InstanceFacts.Counts(
        received: 0, dropped: ["hopLimit": 3])
    },
    Break("V04", "type", of: .pair, shows: "vrid 51") { rival(&$0) { $0.authentication = 1 } },
    Break("V04", "password", of: .pair, shows: "vrid 51") {
      rival(&$0) { $0.authentication = 1 }
      $0.director.director?.instances[0].authentication = "PASS"
      $0.director.director?.instances[0].dropped = ["authentication": 9]
    },
    Break("V05", "version", of: .pair, shows: "VRRPv3") { rival(&$0) { $0.version = 3 } },
    Break("V06", "interval", of: .pair, shows: "intvl 2.0s") { rival(&$0) { $0.interval = 2 } },
    Break("V07", "a foreign one", of: .pair, shows: "192.168.3.200") {
      rival(&$0) { $0.addresses = ["192.168.3.200"] }
      received(&$0)
    },
    Break("V09", "another number", of: .pair, shows: "vrid 52") {
      rival(&$0) { $0.virtualRouter = 52 }
    },
    Break("V11", "two masters", of: .pair, shows: "prio 100") {
      rival(&$0)
      received(&$0)
    },
    Break("V12", "gratuitous ARP", of: .backup, shows: "3 frames") {
      $0.director.heard?.strayFrames = [
        HeardFacts.StrayFrame(
          interface: "eth0", from: "02:00:c0:a8:03:fe", destination: "192.168.3.108", count: 3)
      ]
    },
    Break("V17", "their list", of: .pair, shows: "unicast_peer { 192.168.3.77 }") {
      for place in 0..<2 {
        $0.director.director?.instances[place].unicastPeers = ["192.168.3.2"]
        $0.peer?.director?.instances[place].unicastPeers = [
          place == 0 ? "192.168.3.77" : "10.0.0.11"
        ]
      }
    },
    Break("V17", "our list", of: .pair, shows: "192.168.3.2 > 192.168.3.1") {
      $0.director.director?.instances[0].unicastPeers = ["192.168.3.77"]
      rival(&$0) { $0.destination = "192.168.3.1" }
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  private static let warnings: [Break] = [
    Break("V08", "one address less", of: .backup, shows: "192.168.3.109") {
      $0.director.heard?.adverts[0].addresses = ["192.168.3.108", "192.168.3.109"]
    },
    Break("V10", "equal priorities", of: .backup, shows: "prio 150") {
      $0.director.director?.instances[0].priority = 150
    },
    Break("V22", "the other is drained", of: .pair, shows: "lb2: outside drained") {
      $0.peer?.director?.instances[0].state = "drained"
    },
  ]

  @Test(arguments: warnings) func oneBreakIsOneWarning(broken: Break) throws { try broken.hold() }

  @Test func whatWasDroppedLongAgoIsNoTrouble() throws {
    var setup = Setup.backup
    setup.director.director?.instances[0].dropped = ["version": 7, "hopLimit": 2]
    #expect(setup.complaints == [])
  }

  @Test func aMasterThatHearsNobodyIsHealthy() {
    #expect(Setup.pair.complaints == [])
  }

  @Test func ofOneVersionTheOthersPasswordIsNamedNotTheFilter() throws {
    var setup = Setup.pair
    Self.rival(&setup) { $0.authentication = 1 }
    #expect(setup.errors == ["V04"])
  }
}
