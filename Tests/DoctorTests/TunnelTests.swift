import Doctor
import Network
import Testing

@Suite struct TunnelTests {
  private static let first: Address = "172.16.0.2"
  private static let virtual: Address = "192.168.3.108"

  private static let breaks: [Break] = [
    Break("T01", "no protocol", of: .tunnel, shows: "ICMP 3/2 from 172.16.0.2") {
      $0.realServers = []
      $0.director.forwarded(first, .rejected, icmp: (3, 2), from: first)
    },
    Break("T01", "IPVS passes the error on", of: .tunnel, shows: "ICMP 3/3 from 192.168.3.108") {
      $0.realServers = []
      $0.director.forwarded(first, .refused, icmp: (3, 3), from: virtual)
    },
    Break("T01", "no device", of: .tunnel, shows: "eth0: mtu 1500 UP") {
      $0.realServers[0].links?.removeAll { $0.name == "tunl0" }
    },
    Break("T02", "rp_filter", of: .tunnel, shows: "tunl0.rp_filter = 1") {
      $0.realServers[0].settings?["net.ipv4.conf.tunl0.rp_filter"] = "1"
      $0.realServers[0].count("TcpExtIPReversePathFilter", by: 2)
      $0.director.forwarded(first, .silence)
    },
    Break("T03", "no virtual address", of: .tunnel, shows: "IpInAddrErrors +2") {
      $0.realServers[0].addresses?.removeAll { $0.address == virtual }
      $0.realServers[0].count("IpInAddrErrors", by: 2)
      $0.director.forwarded(first, .silence)
    },
    Break("T04", "its filter", of: .tunnel, shows: "-A INPUT -p ipencap -j DROP (2 packets)") {
      $0.realServers[0].rulesets = [.legacy("filter", "INPUT", "-p ipencap -j DROP")]
      $0.director.forwarded(first, .silence)
    },
    Break("T04", "its filter", of: .tunnel, shows: "-p 4 -j DROP") {
      $0.realServers[0].rulesets = [.legacy("filter", "INPUT", "-p 4 -j DROP")]
    },
    Break("T05", "a router rejects", of: .tunnel, shows: "ICMP 3/2 from 172.16.0.254") {
      $0.director.forwarded(first, .rejected, icmp: (3, 2), from: "172.16.0.254")
    },
    Break("T06", "a client hears nothing", of: .tunnel, shows: "(7)") {
      $0.director.walked(
        "eth0", .leaves, .icmpError, from: virtual, to: "192.168.3.10", count: 7)
      $0.director.walk?.steps[0].type = 3
      $0.director.walk?.steps[0].code = 4
    },
    Break("T07", "GUE", of: .tunnel, shows: "ICMP 3/3") {
      $0.realServers = []
      $0.director.ipvs?.services[0].destinations[0].tunnel = "gue"
      $0.director.ipvs?.services[0].destinations[0].tunnelPort = 6080
      $0.director.forwarded(first, .rejected, icmp: (3, 3), from: first)
    },
    Break("T07", "GRE", of: .tunnel, shows: "--tun-type gre") {
      $0.director.ipvs?.services[0].destinations[0].tunnel = "gre"
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  @Test func aClientThatHearsIsTold() throws {
    var setup = Setup.tunnel
    setup.director.walked("eth0", .leaves, .icmpError, from: Self.virtual, to: "192.168.3.10")
    setup.director.walk?.steps[0].type = 3
    setup.director.walk?.steps[0].code = 4
    #expect(try setup.findings("T06") == [])
  }

  @Test func withoutADocumentTheRealServerIsToBeAsked() throws {
    var setup = Setup.tunnel
    setup.realServers = []
    setup.director.forwarded(Self.first, .silence)
    #expect(try setup.findings("T04").map(\.severity) == [.unknown])
    #expect(setup.errors == [])
  }

  @Test func aTunnelOnTheClientsLinkIsANote() throws {
    var setup = Setup.direct
    for place in 0..<2 { setup.director.director?.services[0].realServers[place].method = .tunnel }
    #expect(try setup.findings("T08").map(\.severity) == [.note, .note])
  }

  @Test func mergedPacketsAreAWarning() throws {
    try Break("T09", "GRO", of: .tunnel, shows: "IpFragFails +5") {
      $0.director.count("IpFragFails", by: 5)
      $0.director.links?[1].features = ["generic-receive-offload": true]
    }.hold()
  }
}
