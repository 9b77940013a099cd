package import Network

/// What is balanced: an IPVS virtual service's identity in the kernel.
package enum ServiceKey: Hashable, Sendable {
  case endpoint(TransportProtocol, Endpoint)
  /// A firewall mark, 1…2³²−1, of one family.
  case firewallMark(UInt32, Family)

  package var family: Family {
    switch self {
    case .endpoint(_, let endpoint): endpoint.address.family
    case .firewallMark(_, let family): family
    }
  }

  /// 0 for a firewall mark, and for a service of every port.
  package var port: UInt16 {
    switch self {
    case .endpoint(_, let endpoint): endpoint.port
    case .firewallMark: 0
    }
  }
}

/// The transport protocols that IPVS balances; the raw value is the IP protocol number.
package enum TransportProtocol: UInt8, Hashable, Sendable, CaseIterable {
  case tcp = 6
  case udp = 17
  case sctp = 132
}

/// All that is settable of a virtual service but its identity.
package struct ServiceSettings: Hashable, Sendable {
  /// The scheduler's name. A name rather than a `Scheduler`: the kernel may have one that we do not
  /// know.
  package var scheduler: String
  /// Without `persistent` (that follows from `persistence`) and `hashed` (that is the kernel's).
  package var flags: ServiceFlags
  package var persistence: Persistence?

  package init(
    scheduler: Scheduler = .weightedLeastConnection, flags: ServiceFlags = [],
    persistence: Persistence? = nil
  ) {
    self.scheduler = scheduler.name
    self.flags = flags
    self.persistence = persistence
  }
}

/// Persistence: later connections of a client go where its first one went.
package struct Persistence: Hashable, Sendable {
  /// Seconds, 1…2678400 (31 days).
  package var timeout: UInt32
  /// How many leading bits of the client's address count: 0…32 or 1…128 by family. What others put
  /// into the kernel may be `granularityWithGaps`.
  package var granularity: Int
  /// An IPv4 mask that is no prefix length, in host order; `granularity` is `granularityWithGaps`
  /// then. Only ipvsadm's grammar and the kernel have it.
  package var maskWithGaps: UInt32?
  /// The persistence engine's name (`sip`), if there is one.
  package var engine: String?

  /// Stands for an IPv4 mask that is no prefix length.
  package static let granularityWithGaps = -1

  package init(timeout: UInt32, granularity: Int, engine: String? = nil) {
    self.timeout = timeout
    self.granularity = granularity
    self.engine = engine
  }
}

/// All that is settable of a real server in one virtual service.
package struct DestinationSettings: Hashable, Sendable {
  /// 0…2147483647; 0 keeps established connections and gets no new ones.
  package var weight: UInt32
  package var forwarding: ForwardingMethod
  /// Above so many connections it gets no new ones; 0 is no bound.
  package var upperThreshold: UInt32
  /// Below so many it gets new ones again; 0 is three quarters of the upper one.
  package var lowerThreshold: UInt32

  package init(
    weight: UInt32 = 1, forwarding: ForwardingMethod = .masquerade, upperThreshold: UInt32 = 0,
    lowerThreshold: UInt32 = 0
  ) {
    self.weight = weight
    self.forwarding = forwarding
    self.upperThreshold = upperThreshold
    self.lowerThreshold = lowerThreshold
  }
}

/// A virtual service with its real servers.
package struct VirtualService: Hashable, Sendable {
  package var settings: ServiceSettings
  package var destinations: [Endpoint: DestinationSettings]

  package init(settings: ServiceSettings, destinations: [Endpoint: DestinationSettings] = [:]) {
    self.settings = settings
    self.destinations = destinations
  }
}

/// An IPVS table: what must stand in the kernel, or what does.
package struct Table: Hashable, Sendable {
  package var services: [ServiceKey: VirtualService]

  package init(_ services: [ServiceKey: VirtualService] = [:]) { self.services = services }

  package subscript(key: ServiceKey) -> VirtualService? {
    get { services[key] }
    set { services[key] = newValue }
  }
}

extension ServiceKey: CustomStringConvertible {
  /// `tcp 192.0.2.1:80`, `fwmark 5`, `fwmark 5 (IPv6)`.
  package var description: String {
    switch self {
    case .endpoint(let transport, let endpoint): "\(transport) \(endpoint)"
    case .firewallMark(let mark, .ipv4): "fwmark \(mark)"
    case .firewallMark(let mark, .ipv6): "fwmark \(mark) (IPv6)"
    }
  }
}
