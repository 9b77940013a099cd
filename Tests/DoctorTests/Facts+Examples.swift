import Doctor
import Network
import Testing

extension Rule {
  /// What one rule says of a director's document.
  static func findings(
    _ id: String, _ director: Facts, realServers: [Facts] = [], peer: Facts? = nil
  ) throws -> [Finding] {
    let rule = try #require(Rule.named(id), "no rule has the id \(id)")
    return rule.findings(in: Examination(director, realServers: realServers, peer: peer))
  }
}

extension Facts {
  /// The seed's cluster: 192.168.3.108:80 in front of 10.0.0.2 and 10.0.0.3 by NAT; it works.
  static var natDirector: Facts {
    var facts = Facts(role: .director, host: "lb1", takenAt: 1_800_000_000)
    facts.settings = [
      "net.ipv4.ip_forward": "1", "net.ipv4.conf.all.rp_filter": "0",
      "net.ipv4.conf.eth0.rp_filter": "0", "net.ipv4.conf.eth1.rp_filter": "0",
    ]
    facts.links = [
      LinkFacts(name: "lo", index: 1, mtu: 65536), LinkFacts(name: "eth0", index: 2),
      LinkFacts(name: "eth1", index: 3),
    ]
    facts.addresses = [
      AddressFacts(interface: "eth0", address: "192.168.3.108", prefixLength: 24),
      AddressFacts(interface: "eth1", address: "10.0.0.1", prefixLength: 24),
    ]
    facts.ipvs = IPVSFacts()
    var service = ServiceFacts(name: ServiceName("tcp", "192.168.3.108", 80), scheduler: "wrr")
    service.realServers = [
      RealServerFacts(address: "10.0.0.2", port: 80),
      RealServerFacts(address: "10.0.0.3", port: 80),
    ]
    facts.director = DirectorFacts(services: [service])
    return facts
  }
}

extension Address: ExpressibleByStringLiteral {
  /// An address that a test spells.
  package init(stringLiteral text: String) {
    self = Address(text) ?? .v4(0)
  }
}
