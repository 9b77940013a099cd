import Doctor
import Network
import Testing

/// A set-up that works, as the doctor sees it: documents that rules must not find fault with.
struct Setup: Sendable, CustomTestStringConvertible {
  var name: String
  var director: Facts
  var realServers: [Facts] = []
  var peer: Facts?

  var examination: Examination { Examination(director, realServers: realServers, peer: peer) }
  var testDescription: String { name }

  /// What one rule says of it.
  func findings(_ id: String) throws -> [Finding] {
    try Rule.findings(id, director, realServers: realServers, peer: peer)
  }

  /// Ids of the rules that find an error.
  var errors: [String] {
    examination.report().findings.filter { $0.severity == .error }.map(\.id)
  }

  /// Everything above a note.
  var complaints: [Finding] { examination.report().findings.filter { $0.severity != .note } }
}

extension Setup {
  static let all: [Setup] = [
    nat, direct, tunnel, localNode, mark, ftp, ipsec, pair, ipv6, virtualMAC,
  ]

  /// The seed's cluster: 192.168.3.108:80 in front of 10.0.0.2 and 10.0.0.3.
  static var nat: Setup {
    var director = Facts.machine("lb1")
    director.add("eth0", "192.168.3.108", 24)
    director.add("eth1", "10.0.0.1", 8)
    director.settings?["net.ipv4.ip_forward"] = "1"
    director.bootSettings = ["net.ipv4.ip_forward": "1"]
    director.serve(
      ServiceName("tcp", "192.168.3.108", 80), by: .nat, ["10.0.0.2", "10.0.0.3"])
    director.rulesets = [.masquerading]
    return Setup(
      name: "NAT", director: director,
      realServers: ["10.0.0.2", "10.0.0.3"].map {
        Facts.realServer($0, 8, gateway: "10.0.0.1", listens: 80)
      })
  }

  /// Direct routing on one link, the virtual address on lo of the real servers.
  static var direct: Setup {
    var director = Facts.lan("lb1")
    director.serve(
      ServiceName("tcp", "192.168.3.108", 80), by: .directRouting, ["192.168.3.2", "192.168.3.3"])
    return Setup(
      name: "DR", director: director,
      realServers: ["192.168.3.2", "192.168.3.3"].map { Facts.quiet($0, listens: 80) })
  }

  /// Tunnels to real servers beyond a router.
  static var tunnel: Setup {
    var director = Facts.lan("lb1")
    let servers: [Address] = ["172.16.0.2", "172.16.0.3"]
    director.serve(ServiceName("tcp", "192.168.3.108", 80), by: .tunnel, servers)
    for place in director.routes?.indices ?? 0..<0 {
      director.routes?[place].gateway = "192.168.3.254"
    }
    return Setup(
      name: "TUN", director: director,
      realServers: servers.map { address in
        var facts = Facts.realServer(address, 24, gateway: "172.16.0.254", listens: 80)
        facts.links?.append(LinkFacts(name: "tunl0", index: 9, mtu: 1480, kind: "ipip"))
        facts.addresses?.append(
          AddressFacts(interface: "tunl0", address: "192.168.3.108", prefixLength: 32))
        facts.settings?["net.ipv4.conf.all.rp_filter"] = "0"
        facts.settings?["net.ipv4.conf.tunl0.rp_filter"] = "0"
        return facts
      })
  }

  /// The director is one of its own real servers.
  static var localNode: Setup {
    var setup = nat
    setup.name = "LocalNode"
    setup.director.director?.services[0].realServers.append(
      RealServerFacts(address: "192.168.3.108", port: 80, method: .directRouting))
    setup.director.listeners = [ListenerFacts(transport: "tcp", address: "0.0.0.0", port: 80)]
    return setup
  }

  /// HTTP and HTTPS as one service by a firewall mark.
  static var mark: Setup {
    var setup = direct
    setup.name = "fwmark"
    setup.director.serve(
      ServiceName(mark: 1), by: .directRouting, ["192.168.3.2", "192.168.3.3"], port: 0)
    setup.director.director?.services[0].persistence = 600
    setup.director.rulesets = [
      .nft(
        """
        table ip mangle { # handle 1
        	chain prerouting { # handle 1
        		type filter hook prerouting priority mangle; policy accept;
        		ip daddr 192.168.3.108 tcp dport { 80, 443 } meta mark set 0x00000001 # handle 3
        	}
        }
        """)
    ]
    return setup
  }

  /// FTP behind NAT with the kernel's helper.
  static var ftp: Setup {
    var setup = nat
    setup.name = "FTP"
    setup.director.serve(
      ServiceName("tcp", "192.168.3.108", 21), by: .nat, ["10.0.0.2", "10.0.0.3"])
    setup.director.ipvs?.helpers = ["ftp"]
    setup.director.kernel?.parameters = ["ip_vs_ftp.ports": "21,0,0,0,0,0,0,0"]
    setup.realServers = ["10.0.0.2", "10.0.0.3"].map {
      Facts.realServer($0, 8, gateway: "10.0.0.1", listens: 21)
    }
    return setup
  }
}

extension Ruleset {
  /// The rule that lets real servers behind NAT begin connections of their own.
  static let masquerading = nft(
    """
    table ip nat { # handle 1
    	chain postrouting { # handle 1
    		type nat hook postrouting priority srcnat; policy accept;
    		ip saddr 10.0.0.0/8 oifname "eth0" masquerade # handle 2
    	}
    }
    """)

  static func nft(_ text: String) -> Ruleset {
    Ruleset(.nft, lines: text.split(separator: "\n").map(String.init))
  }

  /// One rule in a chain of iptables-legacy.
  static func legacy(_ table: String, _ chain: String, _ rules: String...) -> Ruleset {
    Ruleset(
      .iptables,
      lines: ["*\(table)", ":\(chain) ACCEPT [9:900]"]
        + rules.map { "[2:120] -A \(chain) \($0)" } + ["COMMIT"])
  }
}
