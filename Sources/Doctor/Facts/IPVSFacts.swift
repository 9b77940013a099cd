package import Network

/// The kernel's IPVS: what generic netlink and /proc/net/ip_vs* say.
package struct IPVSFacts: Codable, Hashable, Sendable {
  /// `1.2.1`.
  package var version: String?
  /// Rows of the connection table.
  package var tableSize: Int?
  package var services: [KernelServiceFacts]
  /// At most 10,000 of them.
  package var connections: [ConnectionFacts]?
  package var connectionCount: Int?
  package var daemons: [SyncDaemonFacts]?
  /// Seconds: tcp, tcp_fin, udp.
  package var timeouts: TimeoutFacts?
  /// Application helpers (/proc/net/ip_vs_app): `ftp`.
  package var helpers: [String]?

  package init(services: [KernelServiceFacts] = []) {
    self.services = services
  }
}

/// What identifies a virtual service in documents and in findings.
package struct ServiceName: Codable, Hashable, Sendable, CustomStringConvertible {
  /// `tcp`, `udp`, `sctp`; nil for a firewall mark.
  package var transport: String?
  @SpelledIfAny package var address: Address?
  /// 0: every port.
  package var port: UInt16?
  package var mark: UInt32?
  /// A firewall mark of IPv6.
  package var isIPv6Mark: Bool?

  package init(_ transport: String, _ address: Address, _ port: UInt16) {
    self.transport = transport
    self.address = address
    self.port = port
  }

  package init(mark: UInt32, isIPv6: Bool = false) {
    self.mark = mark
    isIPv6Mark = isIPv6 ? true : nil
  }

  /// `tcp 192.168.3.108:80`, `fwmark 1`, `fwmark 1 (IPv6)`, as status names it.
  package var description: String {
    guard let address, let transport else {
      return "fwmark \(mark ?? 0)\(isIPv6Mark == true ? " (IPv6)" : "")"
    }
    return "\(transport) \(Endpoint(address, port: port ?? 0))"
  }
}

package struct KernelServiceFacts: Codable, Hashable, Sendable {
  package var name: ServiceName
  package var scheduler: String
  /// Seconds; nil without persistence.
  package var persistence: Int?
  package var isOnePacket: Bool?
  /// Since the service was made.
  package var connections: UInt64
  package var packetsIn: UInt64
  package var packetsOut: UInt64
  /// The same counters at the second reading, if there was one.
  package var later: Totals?
  package var destinations: [DestinationFacts]

  package struct Totals: Codable, Hashable, Sendable {
    package var connections: UInt64
    package var packetsIn: UInt64
    package var packetsOut: UInt64

    package init(connections: UInt64, packetsIn: UInt64, packetsOut: UInt64) {
      self.connections = connections
      self.packetsIn = packetsIn
      self.packetsOut = packetsOut
    }
  }

  package init(name: ServiceName, scheduler: String = "wlc") {
    self.name = name
    self.scheduler = scheduler
    (connections, packetsIn, packetsOut) = (0, 0, 0)
    destinations = []
  }
}

package struct DestinationFacts: Codable, Hashable, Sendable {
  @Spelled package var address: Address
  package var port: UInt16
  package var method: Method
  package var weight: UInt32
  package var active: UInt32
  package var inactive: UInt32
  package var upperThreshold: UInt32?
  /// `ipip`, `gue`, `gre`; nil unless `method` is TUN.
  package var tunnel: String?
  /// The UDP port of gue.
  package var tunnelPort: UInt16?

  /// The forwarding method by keepalived's names (`lb_kind`).
  package enum Method: String, Codable, Hashable, Sendable, CaseIterable {
    case nat = "NAT"
    case directRouting = "DR"
    case tunnel = "TUN"
    case local = "LocalNode"
    case bypass = "bypass"
  }

  package init(
    address: Address, port: UInt16, method: Method = .nat, weight: UInt32 = 1
  ) {
    self.address = address
    self.port = port
    self.method = method
    self.weight = weight
    (active, inactive) = (0, 0)
  }
}

/// A connection, or a template of persistence (client port 0).
package struct ConnectionFacts: Codable, Hashable, Sendable {
  package var transport: String
  @Spelled package var client: Address
  package var clientPort: UInt16
  @Spelled package var virtualAddress: Address
  package var virtualPort: UInt16
  @Spelled package var destination: Address
  package var destinationPort: UInt16
  /// `ESTABLISHED`, `SYN_RECV`, `UDP`, `NONE`, …
  package var state: String
  /// Seconds until it is forgotten.
  package var expires: Int

  package init(
    transport: String, client: Address, clientPort: UInt16, virtualAddress: Address,
    virtualPort: UInt16, destination: Address, destinationPort: UInt16, state: String, expires: Int
  ) {
    self.transport = transport
    self.client = client
    self.clientPort = clientPort
    self.virtualAddress = virtualAddress
    self.virtualPort = virtualPort
    self.destination = destination
    self.destinationPort = destinationPort
    self.state = state
    self.expires = expires
  }
}

package struct SyncDaemonFacts: Codable, Hashable, Sendable {
  /// `master` or `backup`.
  package var role: String
  package var interface: String
  package var syncID: Int
  package var port: Int?
  package var timeToLive: Int?
  /// Bytes.
  package var longestMessage: Int?
  /// The vrrp_instance that decides its role, if the configuration names one (`lvs_sync_daemon`).
  package var follows: String?

  package init(role: String, interface: String, syncID: Int) {
    self.role = role
    self.interface = interface
    self.syncID = syncID
  }
}

package struct TimeoutFacts: Codable, Hashable, Sendable {
  package var tcp: Int
  package var tcpFin: Int
  package var udp: Int

  package init(tcp: Int, tcpFin: Int, udp: Int) {
    self.tcp = tcp
    self.tcpFin = tcpFin
    self.udp = udp
  }
}
