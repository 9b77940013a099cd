package import Network

/// A change of the kernel's table.
package enum Command: Hashable, Sendable {
  case newService(ServiceKey, ServiceSettings)
  case setService(ServiceKey, ServiceSettings)
  /// Its destinations go with it.
  case deleteService(ServiceKey)
  case newDestination(ServiceKey, Endpoint, DestinationSettings)
  case setDestination(ServiceKey, Endpoint, DestinationSettings)
  case deleteDestination(ServiceKey, Endpoint)
  /// All services, also those of others.
  case flush
  /// Sets the counters of a service and of its destinations to zero; nil: of all services.
  case zero(ServiceKey?)
  case setTimeouts(Timeouts)
  case startDaemon(SyncDaemon)
  case stopDaemon(SyncDaemon.Role)

  /// What it changes; nil for what is no entry of it.
  package var object: TableObject? {
    switch self {
    case .newService(let key, _), .setService(let key, _), .deleteService(let key):
      .service(key)
    case .newDestination(let key, let endpoint, _), .setDestination(let key, let endpoint, _),
      .deleteDestination(let key, let endpoint):
      .destination(key, endpoint)
    case .zero(let key): key.map { .service($0) }
    case .flush, .setTimeouts, .startDaemon, .stopDaemon: nil
    }
  }
}

/// One entry of the table.
package enum TableObject: Hashable, Sendable, CustomStringConvertible {
  case service(ServiceKey)
  case destination(ServiceKey, Endpoint)

  package var service: ServiceKey {
    switch self {
    case .service(let key), .destination(let key, _): key
    }
  }

  /// `virtual server tcp 192.0.2.1:80`, `real server 10.0.0.2:80 of tcp 192.0.2.1:80`
  package var description: String {
    switch self {
    case .service(let key): "virtual server \(key)"
    case .destination(let key, let endpoint): "real server \(endpoint) of \(key)"
    }
  }
}

/// A question to the kernel.
package enum Query: Hashable, Sendable {
  case services
  /// One of them.
  case service(ServiceKey)
  case destinations(ServiceKey)
  case information
  case timeouts
  case syncDaemons

  /// True if any number of messages answers, ended by one that says so.
  package var isDump: Bool {
    switch self {
    case .services, .destinations, .syncDaemons: true
    case .service, .information, .timeouts: false
    }
  }
}

/// The kernel's connection timeouts in seconds, 0…2678400; 0 leaves what is there
/// (`IPVS_CMD_ATTR_TIMEOUT_*`).
package struct Timeouts: Hashable, Sendable {
  package var tcp: UInt32
  package var tcpFin: UInt32
  package var udp: UInt32

  package init(tcp: UInt32 = 0, tcpFin: UInt32 = 0, udp: UInt32 = 0) {
    self.tcp = tcp
    self.tcpFin = tcpFin
    self.udp = udp
  }
}

/// What the kernel's IPVS is (`IPVS_INFO_ATTR_*`).
package struct Information: Hashable, Sendable, CustomStringConvertible {
  /// Three bytes: 0x010201 is 1.2.1.
  package var version: UInt32
  /// Buckets of the connection table.
  package var connectionTableSize: UInt32

  package init(version: UInt32, connectionTableSize: UInt32) {
    self.version = version
    self.connectionTableSize = connectionTableSize
  }

  package var description: String {
    let parts = [version >> 16 & 0xff, version >> 8 & 0xff, version & 0xff]
    let text = parts.map { String($0) }.joined(separator: ".")
    return "IPVS \(text), connection table of \(connectionTableSize)"
  }
}
