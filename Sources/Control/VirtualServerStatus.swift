/// A virtual server, as the file names it.
package struct VirtualServerStatus: Codable, Hashable, Sendable {
  /// `tcp 192.0.2.1:80`, `fwmark 5`, `group web`.
  package var name: String
  package var services: [ServiceStatus]
  package var realServers: [RealServerStatus]
  package var quorum: QuorumStatus?
  /// null if there is none.
  package var sorryServer: SorryServerStatus?
  /// Too few real servers pass their checks for that to be believed: all serve.
  package var panicking: Bool?
  /// The vrrp_instance that it follows and of which this director is not master, so that it is not
  /// served here; null: it is.
  package var awaits: String?

  package init(
    name: String, services: [ServiceStatus] = [], realServers: [RealServerStatus] = [],
    quorum: QuorumStatus? = nil, sorryServer: SorryServerStatus? = nil, panicking: Bool? = nil
  ) {
    self.panicking = panicking
    self.name = name
    self.services = services
    self.realServers = realServers
    self.quorum = quorum
    self.sorryServer = sorryServer
  }
}

/// Whether enough real servers serve.
package struct QuorumStatus: Codable, Hashable, Sendable {
  package var met: Bool
  /// Since when, in seconds since 1970.
  package var since: Double
  /// The sum of weights that is asked for.
  package var required: UInt32
  package var hysteresis: UInt32
  /// The sum of weights that there is.
  package var weight: Int

  package init(met: Bool, since: Double, required: UInt32, hysteresis: UInt32, weight: Int) {
    self.met = met
    self.since = since
    self.required = required
    self.hysteresis = hysteresis
    self.weight = weight
  }
}

package struct SorryServerStatus: Codable, Hashable, Sendable {
  package var endpoint: String
  /// It serves instead of the real servers.
  package var serving: Bool

  package init(endpoint: String, serving: Bool) {
    self.endpoint = endpoint
    self.serving = serving
  }
}

/// One service in the kernel.
package struct ServiceStatus: Codable, Hashable, Sendable {
  /// `tcp 192.0.2.1:80`, `fwmark 5`, `fwmark 5 (IPv6)`.
  package var key: String
  package var scheduler: String
  /// Seconds.
  package var persistence: UInt32?
  package var inKernel: Bool
  package var traffic: Traffic

  package init(
    key: String, scheduler: String, persistence: UInt32? = nil, inKernel: Bool,
    traffic: Traffic = .init()
  ) {
    self.key = key
    self.scheduler = scheduler
    self.persistence = persistence
    self.inKernel = inKernel
    self.traffic = traffic
  }
}

/// A real server of a virtual server; its numbers are summed over the services.
package struct RealServerStatus: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable {
    case up
    /// It serves those that it has and gets no more.
    case draining
    case down
    /// No check has ended yet.
    case unknown
  }

  /// `10.0.0.2:80`
  package var endpoint: String
  /// `NAT`, `DR`, `TUN`, …
  package var forwarding: String
  package var state: State
  /// Since when it has that state, in seconds since 1970.
  package var since: Double
  /// It stands as it was found in the kernel at start; no check of it has passed yet.
  package var adopted: Bool
  /// Why it is in maintenance; null: it is not.
  package var maintenance: String?
  /// Since when, in seconds since 1970.
  package var maintenanceSince: Double?
  /// The name that an operator put it there by, and takes it out by: `10.0.0.2:80`, `10.0.0.2`;
  /// null: the configuration has it.
  package var maintenanceTarget: String?
  /// It fails its checks and serves on; why, in words.
  package var suspect: String?
  /// How much of its weight it has, from 0 to 1, while it starts slowly.
  package var slowStart: Double?
  /// For how many seconds more it is held down though it passes.
  package var heldFor: Double?
  package var weight: WeightStatus
  package var checks: [CheckStatus]
  package var connections: Connections
  package var traffic: Traffic

  package init(
    endpoint: String, forwarding: String, state: State, since: Double, adopted: Bool = false,
    weight: WeightStatus, checks: [CheckStatus] = [], connections: Connections = .init(),
    traffic: Traffic = .init()
  ) {
    self.endpoint = endpoint
    self.forwarding = forwarding
    self.state = state
    self.since = since
    self.adopted = adopted
    self.weight = weight
    self.checks = checks
    self.connections = connections
    self.traffic = traffic
  }
}

/// A weight as the file has it, as it must stand now, and as it stands in the kernel; null is
/// "not in the table".
package struct WeightStatus: Codable, Hashable, Sendable {
  package var configured: UInt32
  package var wanted: UInt32?
  /// If its services differ, the first that is not as wanted.
  package var kernel: UInt32?

  package init(configured: UInt32, wanted: UInt32?, kernel: UInt32?) {
    self.configured = configured
    self.wanted = wanted
    self.kernel = kernel
  }
}

/// A check of a real server.
package struct CheckStatus: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable {
    case passing
    /// It passes, and asks that its real server get nothing new.
    case draining
    case failing
    /// Its first probe has not ended yet.
    case waiting
  }

  /// `TCP_CHECK`, `HTTP_GET`, …
  package var kind: String
  /// What is probed: `10.0.0.2:80`.
  package var destination: String
  package var state: State
  /// The last probe's result in words; null before the first.
  package var result: String?
  /// How long the last probe took, in seconds.
  package var duration: Double?
  /// How long ago it ended, in seconds.
  package var age: Double?
  /// It has not been run when it should have been.
  package var overdue: Bool?

  package init(
    kind: String, destination: String, state: State, result: String? = nil,
    duration: Double? = nil, age: Double? = nil, overdue: Bool? = nil
  ) {
    self.overdue = overdue
    self.kind = kind
    self.destination = destination
    self.state = state
    self.result = result
    self.duration = duration
    self.age = age
  }
}

/// Connections that the kernel tracks.
package struct Connections: Codable, Hashable, Sendable {
  package var active: UInt64
  package var inactive: UInt64
  package var persistent: UInt64

  package init(active: UInt64 = 0, inactive: UInt64 = 0, persistent: UInt64 = 0) {
    self.active = active
    self.inactive = inactive
    self.persistent = persistent
  }
}

/// The kernel's counters since the entry was made, and its own estimate of what passes a second.
package struct Traffic: Codable, Hashable, Sendable {
  package struct Counters: Codable, Hashable, Sendable {
    package var connections: UInt64
    package var packetsIn: UInt64
    package var packetsOut: UInt64
    package var bytesIn: UInt64
    package var bytesOut: UInt64

    package init(
      connections: UInt64 = 0, packetsIn: UInt64 = 0, packetsOut: UInt64 = 0, bytesIn: UInt64 = 0,
      bytesOut: UInt64 = 0
    ) {
      self.connections = connections
      self.packetsIn = packetsIn
      self.packetsOut = packetsOut
      self.bytesIn = bytesIn
      self.bytesOut = bytesOut
    }
  }

  package var totals: Counters
  package var rates: Counters

  package init(totals: Counters = .init(), rates: Counters = .init()) {
    self.totals = totals
    self.rates = rates
  }
}
