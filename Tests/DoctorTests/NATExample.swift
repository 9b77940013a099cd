import Doctor
import Network

extension Facts {
  /// The seed's cluster with every part of the document: a client at 192.168.3.10, and all of it works.
  static var wholeNATDirector: Facts {
    var facts = natDirector
    facts.client = "192.168.3.10"
    facts.settings?.merge([
      "net.ipv4.vs.conntrack": "0", "net.ipv4.vs.expire_nodest_conn": "0",
      "net.ipv4.vs.expire_quiescent_template": "0", "net.ipv4.vs.debug_level": "0",
      "net.ipv4.tcp_syncookies": "1", "kernel.modules_disabled": "0",
      "net.ipv4.conf.all.send_redirects": "1", "net.ipv4.conf.eth1.send_redirects": "1",
      "net.ipv4.conf.all.promote_secondaries": "0", "net.ipv4.conf.eth0.promote_secondaries": "0",
      "net.ipv4.conf.eth1.forwarding": "1",
    ]) { $1 }
    facts.kernel = KernelFacts(release: "6.1.0-30-amd64")
    facts.kernel?.loaded = ["ip_vs", "ip_vs_wrr", "nf_conntrack", "nf_tables"]
    facts.kernel?.loadable = ["ip_vs_rr", "ip_vs_ftp", "macvlan", "iptable_mangle", "xt_mark"]
    facts.kernel?.builtIn = []
    facts.kernel?.options = [
      "CONFIG_IP_VS": "m", "CONFIG_IP_VS_PROTO_TCP": "y", "CONFIG_IP_VS_IPV6": "y",
      "CONFIG_IP_MULTIPLE_TABLES": "y",
    ]
    facts.kernel?.capabilities = ["cap_net_admin", "cap_net_raw"]
    facts.routes = natRoutes
    facts.neighbors = [
      NeighborFacts(
        interface: "eth1", address: "10.0.0.2",
        hardwareAddress: HardwareAddress("1e:b3:00:00:00:02"), state: "REACHABLE"),
      NeighborFacts(
        interface: "eth1", address: "10.0.0.3",
        hardwareAddress: HardwareAddress("1e:b3:00:00:00:03"), state: "REACHABLE"),
    ]
    facts.rulesets = [masqueradingRules]
    facts.counters = CounterFacts(
      first: ["conntrack.count": 3, "conntrack.max": 262_144, "IpInAddrErrors": 7],
      second: ["conntrack.count": 3, "conntrack.max": 262_144, "IpInAddrErrors": 7], interval: 1)
    facts.listeners = []
    facts.ipvs = IPVSFacts(services: [natKernelService])
    facts.ipvs?.tableSize = 4096
    facts.ipvs?.connectionCount = 10
    facts.probes = ["10.0.0.2", "10.0.0.3"].flatMap { (address: Address) in
      [
        ProbeFacts(.direct, destination: address, port: 80, outcome: .answered),
        ProbeFacts(.echo, destination: address, outcome: .answered),
      ]
    }
    facts.answers = []
    return facts
  }

  private static var natRoutes: [RouteFacts] {
    var request = RouteFacts(.request, destination: "192.168.3.108", source: "192.168.3.10")
    (request.input, request.output, request.type) = ("eth0", "lo", "local")
    var toClient = RouteFacts(.toClient, destination: "192.168.3.10", source: "192.168.3.108")
    (toClient.output, toClient.type) = ("eth0", "unicast")
    let toServers = ["10.0.0.2", "10.0.0.3"].map { (address: Address) in
      var route = RouteFacts(.toRealServer, destination: address)
      (route.output, route.type) = ("eth1", "unicast")
      return route
    }
    var reply = RouteFacts(.reply, destination: "192.168.3.10", source: "10.0.0.2")
    (reply.input, reply.output, reply.type) = ("eth1", "eth0", "unicast")
    return [request, toClient, reply] + toServers
  }

  private static var masqueradingRules: Ruleset {
    Ruleset(
      .iptables,
      lines: [
        "*nat", ":PREROUTING ACCEPT [0:0]", ":POSTROUTING ACCEPT [0:0]",
        "[0:0] -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE", "COMMIT", "*filter",
        ":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", "COMMIT",
      ])
  }

  private static var natKernelService: KernelServiceFacts {
    var service = KernelServiceFacts(
      name: ServiceName("tcp", "192.168.3.108", 80), scheduler: "wrr")
    service.destinations = [
      DestinationFacts(address: "10.0.0.2", port: 80),
      DestinationFacts(address: "10.0.0.3", port: 80),
    ]
    return service
  }

  /// The document of the real server 10.0.0.2, healthy.
  static var natRealServer: Facts {
    var facts = Facts(role: .realServer, host: "rs1", takenAt: 1_800_000_000)
    facts.addresses = [AddressFacts(interface: "eth0", address: "10.0.0.2", prefixLength: 24)]
    var answer = RouteFacts(.answer, destination: "192.168.3.10", source: "10.0.0.2")
    (answer.output, answer.gateway, answer.type) = ("eth0", "10.0.0.1", "unicast")
    facts.routes = [answer]
    facts.neighbors = [
      NeighborFacts(interface: "eth0", address: "10.0.0.1", state: "REACHABLE")
    ]
    facts.listeners = [ListenerFacts(transport: "tcp", address: "0.0.0.0", port: 80)]
    facts.counters = CounterFacts(first: [:], second: [:], interval: 1)
    return facts
  }

  /// Adds rules of the filter table, as iptables-legacy-save prints them.
  mutating func filter(_ rules: String...) {
    rulesets?.append(
      Ruleset(
        .iptables,
        lines: [
          "*filter", ":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]",
        ] + rules + ["COMMIT"]))
  }

  /// A service by firewall mark in place of the one by address.
  mutating func serveMark(_ rule: String?, hook: String = "PREROUTING") {
    director?.services[0].name = ServiceName(mark: 1)
    ipvs?.services[0].name = ServiceName(mark: 1)
    if let rule {
      rulesets?.append(
        Ruleset(.iptables, lines: ["*mangle", ":\(hook) ACCEPT [0:0]", rule, "COMMIT"]))
    }
  }

  mutating func changeRoute(
    _ purpose: RouteFacts.Purpose, _ change: (inout RouteFacts) -> Void
  ) {
    if let place = routes?.firstIndex(where: { $0.purpose == purpose }) {
      if var route = routes?[place] {
        change(&route)
        routes?[place] = route
      }
    }
  }

  mutating func changeProbe(_ kind: ProbeFacts.Kind, _ change: (inout ProbeFacts) -> Void) {
    guard let place = probes?.firstIndex(where: { $0.kind == kind }), var probe = probes?[place]
    else { return }
    change(&probe)
    probes?[place] = probe
  }
}
