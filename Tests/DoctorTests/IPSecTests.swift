import Doctor
import Network
import Testing

@Suite struct IPSecTests {
  private static let breaks: [Break] = [
    Break("I01", "two services", of: .ipsec) { setup in
      setup.director.director?.services = ([500, 4500] as [UInt16]).map { port in
        var service = ServiceFacts(
          name: ServiceName("udp", "192.168.3.108", port), method: .directRouting)
        service.persistence = 7200
        service.realServers = ["192.168.3.2", "192.168.3.3"].map {
          RealServerFacts(address: $0, port: port, method: .directRouting)
        }
        return service
      }
    },
    Break("I01", "no persistence", of: .ipsec) {
      $0.director.director?.services[0].persistence = nil
    },
    Break("I01", "ESP has no mark", of: .ipsec, shows: "--dport 4500") {
      $0.director.rulesets?[0].lines.removeAll { $0.contains("-p esp") }
    },
    Break("I02", "AH", of: .ipsec, shows: "-p ah") {
      $0.realServers = []
      $0.director.director?.services[0].realServers[0].method = .nat
      $0.director.settings?["net.ipv4.ip_forward"] = "1"
    },
    Break("I04", "masquerade", of: .ipsec, shows: "-p udp -j MASQUERADE") {
      $0.director.rulesets?.append(.legacy("nat", "POSTROUTING", "-p udp -j MASQUERADE"))
    },
    Break("I06", "charon here", of: .ipsec, shows: "UNCONN udp 0.0.0.0:500 charon pid 900") {
      $0.director.listeners = [
        ListenerFacts(
          transport: "udp", address: "0.0.0.0", port: 500, program: "charon", pid: 900)
      ]
    },
  ]

  @Test(arguments: breaks) func oneBreakIsOneError(broken: Break) throws { try broken.hold() }

  @Test func shortPersistenceIsAWarning() throws {
    try Break("I05", "300 s", of: .ipsec, shows: "persistence_timeout 300") {
      $0.director.director?.services[0].persistence = 300
    }.hold()
  }

  @Test func aFloodOfIKEIsAWarningAndTheRatesAreWritten() throws {
    let flood = Break("I07", "a flood", of: .ipsec, shows: "Conns +500") {
      $0.realServers = []
      for place in 0..<2 {
        $0.director.director?.services[0].realServers[place].method = .nat
        $0.director.ipvs?.services[0].destinations[place].method = .nat
      }
      $0.director.settings?["net.ipv4.ip_forward"] = "1"
      $0.director.rulesets?[0].lines.removeAll { $0.contains("-p ah") }
      $0.director.ipvs?.services[0].later = KernelServiceFacts.Totals(
        connections: 500, packetsIn: 500, packetsOut: 0)
    }
    try flood.hold()
    var setup = flood.setup
    flood.change(&setup)
    let commands = try setup.findings("I07").flatMap(\.mend).flatMap(\.commands)
    for word in ["udp dport 500 limit", "@th,64,32 0", "l4proto esp limit", "l4proto ah limit"] {
      #expect(commands.contains { $0.contains(word) }, "no rule has \(word)")
    }
  }

  @Test func whatIPSecCannotDoIsANote() throws {
    #expect(try Setup.ipsec.findings("I08").map(\.severity) == [.note])
    var setup = Setup.ipsec
    setup.director.director?.services[0].realServers[0].method = .nat
    #expect(try setup.findings("I03").map(\.severity) == [.note])
  }

  @Test func theMissingMarkIsWrittenBesideTheOthers() throws {
    var setup = Setup.ipsec
    setup.director.rulesets?[0].lines.removeAll { $0.contains("-p esp") }
    #expect(
      try setup.findings("I01").flatMap(\.mend).flatMap(\.commands) == [
        "iptables-legacy -t mangle -A PREROUTING -d 192.168.3.108 -p esp -j MARK --set-mark 5"
      ])
  }

  @Test func aMarkOfOtherPacketsIsNoIPSec() throws {
    #expect(try Setup.mark.findings("I01") == [])
    #expect(try Setup.mark.findings("I08") == [])
  }

  @Test func aLocalGatewayMayListen() throws {
    var setup = Setup.ipsec
    setup.director.director?.services[0].realServers.append(
      RealServerFacts(address: "192.168.3.1", port: 0, method: .directRouting))
    setup.director.listeners = [
      ListenerFacts(transport: "udp", address: "0.0.0.0", port: 500)
    ]
    #expect(try setup.findings("I06") == [])
  }
}
