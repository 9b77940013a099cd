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
}
