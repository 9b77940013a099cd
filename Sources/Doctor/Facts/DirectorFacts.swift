package import Network

/// What the configuration asks for and what the daemon says of it.
package struct DirectorFacts: Codable, Hashable, Sendable {
  /// The configuration's file.
  package var file: String?
  package var services: [ServiceFacts]
  package var instances: [InstanceFacts]
  package var syncDaemon: SyncDaemonFacts?
  /// The identity by which `@ID` lines are chosen, and the identities that the file names.
  package var identity: String?
  package var namedIdentities: [String]?
  /// What `directorctl check` warns of in the file; nil: the file was not read for this document.
  package var warnings: [ConfigurationWarning]?
  /// The daemon that runs; nil: none answered.
  package var daemon: DaemonFacts?

  package init(services: [ServiceFacts] = [], instances: [InstanceFacts] = []) {
    self.services = services
    self.instances = instances
  }
}

/// A place in a configuration's file: `directord.conf:12:1`.
package typealias SourceLocation = String

/// A warning of `directorctl check`: the configuration is accepted, and a word of it has another effect
/// than its writer may expect, or none.
package struct ConfigurationWarning: Codable, Hashable, Sendable {
  /// `port-unchanged`, …: directord.conf(5) lists them.
  package var code: String
  package var location: SourceLocation
  package var message: String

  package init(_ code: String, at location: SourceLocation, _ message: String) {
    self.code = code
    self.location = location
    self.message = message
  }
}

/// A virtual server as configured; a group gives one for each of its services.
package struct ServiceFacts: Codable, Hashable, Sendable {
  package var name: ServiceName
  package var location: SourceLocation?
  package var scheduler: String
  /// `lb_kind`, unless a real server says otherwise.
  package var method: DestinationFacts.Method
  /// Seconds; nil without persistence.
  package var persistence: Int?
  /// The vrrp_instance that it follows.
  package var follows: String?
  /// Its quorum is not met, or it is not served here; the daemon's words.
  package var trouble: String?
  package var realServers: [RealServerFacts]

  package init(
    name: ServiceName, method: DestinationFacts.Method = .nat, scheduler: String = "wlc"
  ) {
    self.name = name
    self.method = method
    self.scheduler = scheduler
    realServers = []
  }
}

package struct RealServerFacts: Codable, Hashable, Sendable {
  @Spelled package var address: Address
  package var port: UInt16
  package var method: DestinationFacts.Method
  package var weight: Int
  package var location: SourceLocation?
  /// `up`, `draining`, `down`, `unknown` as status says; nil: no daemon answered.
  package var state: String?
  package var maintenance: String?
  package var checks: [CheckFacts]
  /// The firewall mark of the service that forwarded checks use (`check_path forwarded`): IPVS sends what
  /// has it to this real server alone. nil: there is none.
  package var checkMark: UInt32?
  /// Where forwarded checks connect to: the virtual address, and its port.
  @SpelledIfAny package var checkAddress: Address?
  package var checkPort: UInt16?

  package init(
    address: Address, port: UInt16, method: DestinationFacts.Method = .nat, weight: Int = 1
  ) {
    self.address = address
    self.port = port
    self.method = method
    self.weight = weight
    checks = []
  }
}

package struct CheckFacts: Codable, Hashable, Sendable {
  /// `TCP_CHECK`, …
  package var kind: String
  /// `direct`, `forwarded`, `both`
  package var path: String
  /// The TCP port that the check connects to; nil if it makes no TCP connection.
  package var port: UInt16?
  /// `passing`, `failing`, `waiting`, `draining`
  package var state: String?
  /// The last probe's result in the daemon's words.
  package var result: String?

  package init(kind: String, path: String = "direct") {
    self.kind = kind
    self.path = path
  }
}

/// One `vrrp_instance`.
package struct InstanceFacts: Codable, Hashable, Sendable {
  package var name: String
  package var location: SourceLocation?
  package var interface: String
  package var virtualRouter: Int
  package var version: Int
  package var isIPv6: Bool?
  /// `initialize`, `backup`, `master`, `leaving`, `drained`, `fault`; nil: no daemon answered.
  package var state: String?
  /// Since when, in seconds since 1970, and why.
  package var since: Double?
  package var reason: String?
  package var priority: Int
  /// `state` in the file.
  package var startsAsMaster: Bool?
  package var doesNotPreempt: Bool?
  /// Seconds.
  package var interval: Double
  /// `PASS`, `AH`, `HMAC`; nil: none.
  package var authentication: String?
  package var unicastPeers: [String]?
  /// The macvlan of `use_vmac`.
  package var virtualInterface: String?
  package var group: String?
  /// It has virtual_rules, or virtual_routes with a table of their own: policy routing is needed.
  package var usesPolicyRouting: Bool?
  package var addresses: [VirtualAddressFacts]
  /// What the daemon holds now.
  package var held: [String]?
  package var received: Int?
  package var sent: Int?
  /// Advertisements that were dropped, by cause (`hopLimit`, `authenticationType`, …).
  package var dropped: [String: Int]?
  package var differing: [String: Int]?
  /// `received`, `dropped` and `differing` at the second reading, if there was one.
  package var later: Counts?
  package var neighbors: [VRRPNeighborFacts]?

  /// Counters of advertisements, by the names of the daemon's status.
  package struct Counts: Codable, Hashable, Sendable {
    package var received: Int
    package var dropped: [String: Int]
    package var differing: [String: Int]

    package init(received: Int, dropped: [String: Int] = [:], differing: [String: Int] = [:]) {
      self.received = received
      self.dropped = dropped
      self.differing = differing
    }
  }

  package init(
    name: String, interface: String, virtualRouter: Int, priority: Int = 100,
    addresses: [VirtualAddressFacts] = []
  ) {
    self.name = name
    self.interface = interface
    self.virtualRouter = virtualRouter
    self.priority = priority
    version = 2
    interval = 1
    self.addresses = addresses
  }
}

package struct VirtualAddressFacts: Codable, Hashable, Sendable {
  @Spelled package var address: Address
  package var prefixLength: Int
  /// Where it is to stand; nil: the instance's interface.
  package var interface: String?

  package init(address: Address, prefixLength: Int, interface: String? = nil) {
    self.address = address
    self.prefixLength = prefixLength
    self.interface = interface
  }
}

package struct VRRPNeighborFacts: Codable, Hashable, Sendable {
  package var address: String
  package var priority: Int
  /// Seconds since it was heard.
  package var age: Double

  package init(address: String, priority: Int, age: Double) {
    self.address = address
    self.priority = priority
    self.age = age
  }
}

/// What the running daemon says of itself.
package struct DaemonFacts: Codable, Hashable, Sendable {
  package var version: String
  package var isShadow: Bool?
  package var isDrained: Bool?
  /// Why it is drained, in the operator's words.
  package var drainReason: String?
  /// A file on trial, if there is one.
  package var trial: String?
  /// How often addresses were put back that somebody else had removed.
  package var restorations: Int?
  /// How often in the last minute services were put back that somebody else had changed.
  package var repairs: Int?
  /// What the kernel has refused, in words.
  package var refusals: [String]?
  /// Services that the kernel has and that are the daemon's own.
  package var owned: [ServiceName]?
  /// Names in maintenance: `10.0.0.2:80`.
  package var maintenance: [String]?
  /// Seconds by which the election's loop was late at most.
  package var longestTurn: Double?
  package var stateDirectoryTrouble: String?

  package init(version: String) {
    self.version = version
  }
}

extension ServiceFacts {
  /// Whether its clients speak IPv6.
  package var isIPv6: Bool {
    name.address.map { $0.family == .ipv6 } ?? (name.isIPv6Mark == true)
  }
}
