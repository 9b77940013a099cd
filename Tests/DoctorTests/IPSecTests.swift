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
      for place in 0..<2 {
        $0.director.director?.services[0].realServers[place].method = .nat
        $0.director.ipvs?.services[0].destinations[place].method = .nat
      }
      $0.director.settings?["net.ipv4.ip_forward"] = "1"
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
