import Doctor
import Network

extension Facts {
  /// A director with a kernel, a daemon and nothing to do.
  static func machine(_ host: String, role: Role = .director) -> Facts {
    var facts = Facts(role: role, host: host, takenAt: 1_800_000_000)
    facts.kernel = KernelFacts(release: "6.1.0-44-amd64")
    facts.kernel?.loaded = ["ip_vs", "ip_vs_wrr", "nf_conntrack", "nf_tables", "macvlan"]
    facts.kernel?.loadable = [
      "ip_vs", "ip_vs_wrr", "ip_vs_rr", "ip_vs_wlc", "ip_vs_mh", "ip_vs_sh", "ip_vs_ftp", "macvlan",
    ]
    facts.kernel?.builtIn = []
    facts.kernel?.options = [
      "CONFIG_IP_VS": "m", "CONFIG_IP_VS_NFCT": "y", "CONFIG_IP_VS_IPV6": "y",
      "CONFIG_IP_VS_PROTO_TCP": "y", "CONFIG_IP_VS_PROTO_UDP": "y",
      "CONFIG_IP_MULTIPLE_TABLES": "y",
    ]
    facts.kernel?.availableMemory = 2 << 30
    facts.settings = [
      "net.ipv4.ip_forward": "0", "net.ipv4.conf.all.rp_filter": "0",
      "net.ipv4.conf.default.rp_filter": "0", "net.ipv4.conf.all.send_redirects": "0",
      "net.ipv4.tcp_syncookies": "1", "net.ipv4.conf.all.promote_secondaries": "1",
      "net.ipv6.conf.all.forwarding": "0",
    ]
    facts.bootSettings = [:]
    facts.links = [
      LinkFacts(name: "lo", index: 1, mtu: 65536)
    ]
    facts.addresses = [AddressFacts(interface: "lo", address: "127.0.0.1", prefixLength: 8)]
    (facts.routes, facts.policyRules, facts.neighbors) = ([], [], [])
    (facts.rulesets, facts.listeners, facts.programs) = ([], [], [])
    facts.counters = CounterFacts(
      first: ["IpInAddrErrors": 3, "softnet.dropped": 0],
      second: ["IpInAddrErrors": 3, "softnet.dropped": 0], interval: 1)
    (facts.probes, facts.answers) = ([], [])
    if role == .director { facts.direct() }
    return facts
  }

  /// Adds the kernel's IPVS and a daemon.
  private mutating func direct() {
    for (name, value) in [
      "drop_entry": "0", "drop_packet": "0", "secure_tcp": "0", "amemthresh": "1024",
      "conntrack": "0", "backup_only": "0", "expire_nodest_conn": "0", "sync_version": "1",
      "expire_quiescent_template": "0", "conn_reuse_mode": "1", "sloppy_tcp": "0",
      "debug_level": "0", "pmtu_disc": "1",
    ] {
      settings?["net.ipv4.vs.\(name)"] = value
    }
    ipvs = IPVSFacts()
    ipvs?.connections = []
    ipvs?.connectionCount = 0
    ipvs?.daemons = []
    ipvs?.helpers = []
    ipvs?.tableSize = 4096
    ipvs?.timeouts = TimeoutFacts(tcp: 900, tcpFin: 120, udp: 300)
    director = DirectorFacts()
    director?.daemon = DaemonFacts(version: "0.2.0")
  }

  /// A director with one card, the virtual address 192.168.3.108 as a second one.
  static func lan(_ host: String) -> Facts {
    var facts = machine(host)
    facts.add("eth0", "192.168.3.1", 24)
    facts.addresses?.append(
      AddressFacts(interface: "eth0", address: "192.168.3.108", prefixLength: 32))
    return facts
  }

  /// An address, with its link if it is new.
  mutating func add(_ interface: String, _ address: Address, _ length: Int) {
    addresses?.append(AddressFacts(interface: interface, address: address, prefixLength: length))
    guard links?.contains(where: { $0.name == interface }) == false else { return }
    let index = (links?.count ?? 0) + 1
    links?.append(
      LinkFacts(name: interface, index: index, hardwareAddress: .of(address)))
    settings?["net.ipv4.conf.\(interface).rp_filter"] = "0"
    settings?["net.ipv4.conf.\(interface).send_redirects"] = "0"
  }

  /// Makes one service the configuration's and the kernel's only one, with routes, neighbours and
  /// probes of its real servers.
  mutating func serve(
    _ name: ServiceName, by method: DestinationFacts.Method, _ servers: [Address],
    port: UInt16? = nil
  ) {
    let port = port ?? name.port ?? 0
    var service = ServiceFacts(name: name, method: method, scheduler: "wrr")
    var kernel = KernelServiceFacts(name: name, scheduler: "wrr")
    (probes, routes, neighbors) = ([], [], [])
    for server in servers {
      var facts = RealServerFacts(address: server, port: port, method: method)
      facts.state = "up"
      service.realServers.append(facts)
      kernel.destinations.append(
        DestinationFacts(address: server, port: port, method: method))
      reach(server, service: name, port: port)
    }
    director?.services = [service]
    ipvs?.services = [kernel]
    director?.daemon?.owned = [name]
  }

  private mutating func reach(_ server: Address, service: ServiceName, port: UInt16) {
    let place = addresses?.first { place in
      !place.address.isLinkLocal
        && Prefix(place.address, length: place.prefixLength)?.contains(server) == true
    }
    let interface = place?.interface ?? "eth0"
    var route = RouteFacts(.toRealServer, destination: server)
    (route.output, route.type) = (interface, "unicast")
    route.preferredSource = place?.address
    routes?.append(route)
    neighbors?.append(
      NeighborFacts(
        interface: interface, address: server, hardwareAddress: .of(server), state: "REACHABLE"))
    var direct = ProbeFacts(.direct, destination: server, port: port, outcome: .answered)
    direct.service = service
    probes?.append(direct)
    var forwarded = ProbeFacts(
      .forwarded, destination: service.address ?? "192.168.3.108", port: service.port,
      outcome: .answered)
    (forwarded.service, forwarded.realServer) = (service, server)
    probes?.append(forwarded)
  }

  static func realServer(
    _ address: Address, _ length: Int, gateway: Address, listens port: UInt16,
    transport: String = "tcp"
  ) -> Facts {
    var facts = machine("rs\(address)", role: .realServer)
    facts.add("eth0", address, length)
    facts.links?[1].hardwareAddress = .of(address)
    facts.listeners = [
      ListenerFacts(
        transport: transport, address: address.family == .ipv6 ? "::" : "0.0.0.0", port: port)
    ]
    var route = RouteFacts(.answer, destination: "192.168.3.10", source: address)
    (route.output, route.gateway) = ("eth0", gateway)
    facts.routes = [route]
    return facts
  }

  /// A real server of direct routing, which holds the virtual address quietly.
  static func quiet(_ address: Address, listens port: UInt16, transport: String = "tcp") -> Facts {
    var facts = realServer(
      address, 24, gateway: "192.168.3.254", listens: port, transport: transport)
    facts.addresses?.append(
      AddressFacts(interface: "lo", address: "192.168.3.108", prefixLength: 32))
    facts.settings?["net.ipv4.conf.all.arp_ignore"] = "1"
    facts.settings?["net.ipv4.conf.all.arp_announce"] = "2"
    facts.settings?["net.ipv4.conf.eth0.arp_ignore"] = "0"
    facts.settings?["net.ipv4.conf.eth0.arp_announce"] = "0"
    return facts
  }
}

extension HardwareAddress {
  /// A hardware address made of an address's last bytes.
  static func of(_ address: Address) -> HardwareAddress {
    HardwareAddress(bytes: [0x02, 0x00] + address.bytes.suffix(4)) ?? .zero
  }
}
