import Doctor
import Network
import Testing

@Suite struct MasqueradingTests {
  @Test func forwardingThatIsOffIsAnErrorOfServicesBehindNAT() throws {
    var facts = Facts.natDirector
    #expect(try Rule.findings("N04", facts) == [])
    facts.settings?["net.ipv4.ip_forward"] = "0"
    let finding = try #require(try Rule.findings("N04", facts).first)
    #expect(finding.severity == .error)
    #expect(finding.object == "tcp 192.168.3.108:80")
    #expect(finding.evidence.contains("net.ipv4.ip_forward = 0"))
    #expect(finding.mend.first?.commands.first == "sysctl -w net.ipv4.ip_forward=1")
  }

  @Test func forwardingIsNotNeededForDirectRouting() throws {
    var facts = Facts.natDirector
    facts.settings?["net.ipv4.ip_forward"] = "0"
    facts.director?.services[0].realServers[0].method = .directRouting
    facts.director?.services[0].realServers[1].method = .directRouting
    #expect(try Rule.findings("N04", facts) == [])
  }

  /// Behind NAT a real server does not hold the virtual address, and its kernel refuses to route from it.
  @Test func theRouteFromTheVirtualAddressTellsNothingOfARealServerBehindNAT() throws {
    var server = Facts.natRealServer
    var route = try #require(server.routes?.first { $0.purpose == .answer })
    route.source = "192.168.3.108"
    route.refusal = "ENETUNREACH"
    server.routes?.insert(route, at: 0)
    let rules = try ["N02", "N11", "N12"].map { try #require(Rule.named($0)) }
    let healthy = Examination(.wholeNATDirector, realServers: [server])
    #expect(healthy.report(by: rules).findings == [])

    server.routes?[1].gateway = "10.0.0.254"
    let broken = Examination(.wholeNATDirector, realServers: [server])
    #expect(broken.report(by: rules).findings.map(\.id) == ["N02"])
  }

  @Test func theRouteFromAnAddressThatTheDirectorLacksTellsNothing() throws {
    var facts = Facts.wholeNATDirector
    let place = try #require(facts.routes?.firstIndex { $0.purpose == .toClient })
    facts.routes?[place].refusal = "ENETUNREACH"
    #expect(try Rule.findings("N08", facts).map(\.id) == ["N08"])
    facts.routes?[place].source = "192.168.3.109"
    #expect(try Rule.findings("N08", facts) == [])
  }

  @Test func realServersOfIPv6AreMasqueradedByTheToolOfTheirFamily() throws {
    var setup = Setup.ipv6
    setup.director.rulesets = []
    let mend = try #require(try setup.findings("N01").first?.mend.first)
    #expect(mend.commands[0].hasPrefix("ip6tables -t nat -A POSTROUTING -s fd00::/64 "))
    #expect(mend.words?.contains("ip6 saddr fd00::/64") == true)
  }
}
