import Doctor
import Network
import Testing

@Suite struct KernelRulesTests {
  @Test(arguments: cases) func whatIsBrokenIsNamed(_ broken: BrokenCase) throws {
    try broken.check()
  }

  static let cases: [BrokenCase] = [
    BrokenCase("K01", .error, "kernel 6.1.0-30-amd64", "is not loaded", evidence: "no ip_vs") {
      $0.director.ipvs = nil
      $0.director.kernel?.loaded = []
      $0.director.kernel?.loadable = ["ip_vs"]
    },
    BrokenCase("K01", .error, "kernel 6.1.0-30-amd64", "has no IPVS", evidence: "no ip_vs") {
      $0.director.ipvs = nil
      $0.director.kernel?.loaded = []
      $0.director.kernel?.options = [:]
    },
    BrokenCase(
      "K02", .error, "tcp 192.168.3.108:80", "needs ip_vs_twos", evidence: "modinfo ip_vs_twos"
    ) { $0.director.director?.services[0].scheduler = "twos" },
    BrokenCase("K03", .error, "sctp", "built without sctp", evidence: "CONFIG_IP_VS_PROTO_SCTP") {
      $0.director.director?.services[0].name.transport = "sctp"
    },
    BrokenCase(
      "K04", .warning, "net.ipv4.vs.conntrack", "INVALID", evidence: "does not exist"
    ) {
      $0.director.settings?["net.ipv4.vs.conntrack"] = nil
      $0.director.filter("[0:0] -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT")
    },
    BrokenCase("K05", .warning, "fwmark 1", "cannot be marked", evidence: "nf_tables") {
      $0.director.serveMark("[1:60] -A PREROUTING -p tcp -j MARK --set-xmark 0x1/0xffffffff")
      $0.director.kernel?.loaded = ["ip_vs", "ip_vs_wrr"]
      $0.director.kernel?.loadable = []
    },
    BrokenCase(
      "K06", .error, "vrrp_instance inside", "policy routing",
      evidence: "CONFIG_IP_MULTIPLE_TABLES"
    ) {
      $0.director.kernel?.options?["CONFIG_IP_MULTIPLE_TABLES"] = nil
      var instance = InstanceFacts(name: "inside", interface: "eth1", virtualRouter: 52)
      instance.usesPolicyRouting = true
      instance.addresses = [VirtualAddressFacts(address: "10.0.0.1", prefixLength: 24)]
      $0.director.director?.instances = [instance]
    },
    BrokenCase(
      "K08", .error, "vrrp_instance inside", "needs macvlan", evidence: "modinfo macvlan"
    ) {
      $0.director.kernel?.loadable = []
      var instance = InstanceFacts(name: "inside", interface: "eth1", virtualRouter: 52)
      instance.virtualInterface = "vrrp.52"
      instance.addresses = [VirtualAddressFacts(address: "10.0.0.1", prefixLength: 24)]
      $0.director.director?.instances = [instance]
    },
    BrokenCase("K09", .warning, "tcp 192.168.3.108:21", "ip_vs_ftp", evidence: "modinfo") {
      $0.director.kernel?.loadable = []
      $0.director.director?.services[0].name.port = 21
    },
    BrokenCase("K10", .note, "ip_vs", "long chains", evidence: "size=4096") {
      $0.director.ipvs?.connectionCount = 40_000
    },
    BrokenCase("K11", .note, "ip_vs", "level 7", evidence: "debug_level = 7") {
      $0.director.settings?["net.ipv4.vs.debug_level"] = "7"
    },
    BrokenCase("K12", .warning, "ip_vs_wrr", "any more", evidence: "no ip_vs_wrr") {
      $0.director.settings?["kernel.modules_disabled"] = "1"
      $0.director.kernel?.loaded = ["ip_vs", "nf_tables"]
      $0.director.kernel?.loadable = ["ip_vs_wrr"]
    },
    BrokenCase(
      "K13", .note, "net.ipv4.tcp_syncookies", "cookies are off", evidence: "tcp_syncookies = 0"
    ) { $0.director.settings?["net.ipv4.tcp_syncookies"] = "0" },
    BrokenCase("K14", .note, "CAP_NET_RAW", "bounding set", evidence: "CapBnd") {
      $0.director.kernel?.capabilities = ["cap_net_admin"]
    },
  ]

  @Test func ipv6WithoutIPv6IsAnError() throws {
    var facts = Facts.wholeNATDirector
    facts.director?.services[0].name = ServiceName("tcp", "2001:db8::108", 80)
    #expect(try Rule.findings("K07", facts) == [])
    facts.kernel?.options?["CONFIG_IP_VS_IPV6"] = nil
    #expect(try Rule.findings("K07", facts).first?.severity == .error)
    facts.kernel?.options?["CONFIG_IP_VS_IPV6"] = "y"
    facts.settings?["net.ipv6.conf.all.disable_ipv6"] = "1"
    #expect(
      try Rule.findings("K07", facts).first?.evidence == ["net.ipv6.conf.all.disable_ipv6 = 1"])
  }
}
