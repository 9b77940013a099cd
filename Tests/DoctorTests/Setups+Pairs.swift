import Doctor
import Network

extension Setup {
  /// VPN gateways behind one persistent mark for IKE, NAT traversal, ESP and AH.
  static var ipsec: Setup {
    var setup = mark
    setup.name = "IPSec"
    setup.director.serve(
      ServiceName(mark: 5), by: .directRouting, ["192.168.3.2", "192.168.3.3"], port: 0)
    setup.director.director?.services[0].persistence = 7200
    setup.director.rulesets = [
      Ruleset(
        .iptables,
        lines: """
          *mangle
          :PREROUTING ACCEPT [120:9000]
          [4:600] -A PREROUTING -d 192.168.3.108/32 -p udp -m udp --dport 500 -j MARK --set-xmark 0x5/0xffffffff
          [2:300] -A PREROUTING -d 192.168.3.108/32 -p udp -m udp --dport 4500 -j MARK --set-xmark 0x5/0xffffffff
          [9:900] -A PREROUTING -d 192.168.3.108/32 -p esp -j MARK --set-xmark 0x5/0xffffffff
          [0:0] -A PREROUTING -d 192.168.3.108/32 -p ah -j MARK --set-xmark 0x5/0xffffffff
          COMMIT
          """.split(separator: "\n").map(String.init))
    ]
    setup.realServers = ["192.168.3.2", "192.168.3.3"].map {
      Facts.quiet($0, listens: 500, transport: "udp")
    }
    return setup
  }

  /// Two directors in front of the seed's cluster; this one is master, the other its backup.
  static var pair: Setup {
    var setup = nat
    setup.name = "pair"
    setup.director = Facts.router("lb1", outside: "192.168.3.1", inside: "10.0.0.11", master: true)
    setup.peer = Facts.router("lb2", outside: "192.168.3.2", inside: "10.0.0.12", master: false)
    return setup
  }

  /// The same on the backup.
  static var backup: Setup {
    var setup = pair
    setup.name = "pair, backup"
    swap(&setup.director, &setup.peer!)
    return setup
  }

  /// The pair with virtual hardware addresses.
  static var virtualMAC: Setup {
    var setup = pair
    setup.name = "VMAC"
    for place in 0..<2 {
      let lower = place == 0 ? "eth0" : "eth1"
      let name = "vrrp.\(51 + place)"
      var link = LinkFacts(
        name: name, index: 20 + place,
        hardwareAddress: .virtualRouter(UInt8(51 + place), .ipv4), kind: "macvlan")
      link.lower = lower
      setup.director.links?.append(link)
      setup.director.director?.instances[place].virtualInterface = name
      for address in setup.director.addresses?.indices ?? 0..<0 {
        let virtual = setup.director.director?.instances[place].addresses[0].address
        if setup.director.addresses?[address].address == virtual {
          setup.director.addresses?[address].interface = name
        }
      }
    }
    return setup
  }

  /// NAT of IPv6.
  static var ipv6: Setup {
    var director = Facts.machine("lb1")
    director.add("eth0", "2001:db8::1", 64)
    director.add("eth0", "2001:db8::80", 128)
    director.add("eth1", "fd00::1", 64)
    director.settings?["net.ipv6.conf.all.forwarding"] = "1"
    director.settings?["net.ipv6.conf.default.forwarding"] = "1"
    director.bootSettings = ["net.ipv6.conf.all.forwarding": "1"]
    director.serve(ServiceName("tcp", "2001:db8::80", 80), by: .nat, ["fd00::2", "fd00::3"])
    return Setup(
      name: "IPv6", director: director,
      realServers: ["fd00::2", "fd00::3"].map {
        Facts.realServer($0, 64, gateway: "fd00::1", listens: 80)
      })
  }
}

extension Facts {
  /// One of two directors in front of the seed's cluster, in sync group G1.
  static func router(
    _ host: String, outside: Address, inside: Address, master: Bool
  ) -> Facts {
    var facts = Facts.machine(host)
    facts.add("eth0", outside, 24)
    facts.add("eth1", inside, 8)
    if master {
      facts.addresses?.append(
        AddressFacts(interface: "eth0", address: "192.168.3.108", prefixLength: 24))
      facts.addresses?.append(
        AddressFacts(interface: "eth1", address: "10.0.0.1", prefixLength: 8))
    }
    facts.settings?["net.ipv4.ip_forward"] = "1"
    facts.bootSettings = ["net.ipv4.ip_forward": "1"]
    facts.serve(ServiceName("tcp", "192.168.3.108", 80), by: .nat, ["10.0.0.2", "10.0.0.3"])
    facts.rulesets = [.masquerading]
    facts.director?.instances = [
      .routed("outside", "eth0", 51, "192.168.3.108", 24, master: master, peer: "192.168.3"),
      .routed("inside", "eth1", 52, "10.0.0.1", 8, master: master, peer: "10.0.0"),
    ]
    var daemon = SyncDaemonFacts(role: master ? "master" : "backup", interface: "eth1", syncID: 7)
    daemon.timeToLive = 1
    daemon.longestMessage = 1472
    facts.ipvs?.daemons = [daemon]
    facts.director?.syncDaemon = daemon
    facts.director?.syncDaemon?.follows = "inside"
    facts.heard = HeardFacts(seconds: 3)
    for place in 0..<2 {
      let sender: Address =
        place == 0 ? (master ? outside : "192.168.3.1") : (master ? inside : "10.0.0.11")
      var advert = HeardFacts.Advert(
        interface: place == 0 ? "eth0" : "eth1", source: sender, destination: "224.0.0.18",
        virtualRouter: 51 + place, priority: 150, version: 2,
        addresses: [place == 0 ? "192.168.3.108" : "10.0.0.1"])
      advert.count = 3
      advert.isOwn = master ? true : nil
      facts.heard?.adverts.append(advert)
    }
    return facts
  }
}

extension InstanceFacts {
  fileprivate static func routed(
    _ name: String, _ interface: String, _ router: Int, _ address: Address, _ length: Int,
    master: Bool, peer network: String
  ) -> InstanceFacts {
    var facts = InstanceFacts(
      name: name, interface: interface, virtualRouter: router, priority: master ? 150 : 100,
      addresses: [VirtualAddressFacts(address: address, prefixLength: length)])
    facts.group = "G1"
    facts.state = master ? "master" : "backup"
    facts.held = master ? ["\(address)/\(length)"] : []
    facts.received = master ? 0 : 120
    facts.sent = master ? 120 : 0
    (facts.dropped, facts.differing) = ([:], [:])
    let host = network == "10.0.0" ? "10.0.0.11" : "192.168.3.1"
    facts.neighbors = master ? [] : [VRRPNeighborFacts(address: host, priority: 150, age: 0.4)]
    return facts
  }
}
