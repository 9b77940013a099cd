/// What `directorctl ipvs list --json` writes; later versions only add to it.
package struct IPVSDocument: Codable, Hashable, Sendable {
  package var version = protocolVersion
  /// Of the kernel's IPVS: `1.2.1`.
  package var ipvs: String?
  /// Rows of the connection table.
  package var connectionTableSize: UInt32?
  package var services: [Service]?
  package var connections: [Connection]?
  /// How many connections more there are than are listed.
  package var omittedConnections: Int?
  package var daemons: [Daemon]?
  package var timeouts: Timeouts?

  package struct Service: Codable, Hashable, Sendable {
    /// `tcp 192.0.2.1:80`, `fwmark 5`
    package var service: String
    package var scheduler: String
    /// `flag-1`, `sh-port`
    package var flags: [String]
    package var isOnePacket: Bool
    /// Seconds; null: connections of one client may go anywhere.
    package var persistence: UInt32?
    /// `255.255.255.0`, or a prefix length of IPv6; null: every bit of the client's address counts.
    package var mask: String?
    package var persistenceEngine: String?
    package var traffic: Traffic
    package var realServers: [RealServer]

    package init(
      service: String, scheduler: String, flags: [String], isOnePacket: Bool,
      persistence: UInt32?, mask: String?, persistenceEngine: String?, traffic: Traffic,
      realServers: [RealServer]
    ) {
      self.service = service
      self.scheduler = scheduler
      self.flags = flags
      self.isOnePacket = isOnePacket
      self.persistence = persistence
      self.mask = mask
      self.persistenceEngine = persistenceEngine
      self.traffic = traffic
      self.realServers = realServers
    }
  }

  package struct RealServer: Codable, Hashable, Sendable {
    /// `10.0.0.2:80`
    package var endpoint: String
    /// `NAT`, `DR`, `TUN gue port 6080`
    package var forwarding: String
    package var weight: UInt32
    /// 0 is none.
    package var upperThreshold: UInt32
    package var lowerThreshold: UInt32
    package var connections: Connections
    package var traffic: Traffic

    package init(
      endpoint: String, forwarding: String, weight: UInt32, upperThreshold: UInt32,
      lowerThreshold: UInt32, connections: Connections, traffic: Traffic
    ) {
      self.endpoint = endpoint
      self.forwarding = forwarding
      self.weight = weight
      self.upperThreshold = upperThreshold
      self.lowerThreshold = lowerThreshold
      self.connections = connections
      self.traffic = traffic
    }
  }

  package struct Connection: Codable, Hashable, Sendable {
    /// `tcp`
    package var transport: String
    /// Port 0: a persistence template.
    package var client: String
    package var virtual: String
    package var server: String
    package var state: String
    /// Seconds until it is forgotten.
    package var expires: Int

    package init(
      transport: String, client: String, virtual: String, server: String, state: String,
      expires: Int
    ) {
      self.transport = transport
      self.client = client
      self.virtual = virtual
      self.server = server
      self.state = state
      self.expires = expires
    }
  }

  package struct Daemon: Codable, Hashable, Sendable {
    /// `master`, `backup`
    package var role: String
    package var interface: String
    package var syncID: UInt8

    package init(role: String, interface: String, syncID: UInt8) {
      self.role = role
      self.interface = interface
      self.syncID = syncID
    }
  }

  /// Seconds.
  package struct Timeouts: Codable, Hashable, Sendable {
    package var tcp: UInt32
    package var tcpFin: UInt32
    package var udp: UInt32

    package init(tcp: UInt32, tcpFin: UInt32, udp: UInt32) {
      self.tcp = tcp
      self.tcpFin = tcpFin
      self.udp = udp
    }
  }

  package init() {}

  /// Indented, its keys in order.
  package var json: [UInt8] { indented(encoded(self)) }
}
