/// The virtual routers of this director.
package struct ElectionStatus: Codable, Hashable, Sendable {
  /// An operator has taken this director out of the elections.
  package var drained: Bool
  /// Since when, who and why; null if it is not drained.
  package var drain: DrainStatus?
  /// The election's own loop.
  package var loop: LoopStatus
  /// In the file's order.
  package var instances: [InstanceStatus]
  package var groups: [GroupStatus]
  /// How often an address, a route or a rule was put back that somebody else had removed.
  package var restorations: Int
  /// What the kernel has refused and is tried again; in words.
  package var refusals: [String]
  /// Packets that belonged to no instance, by cause.
  package var strays: [String: Int]

  package init(
    drained: Bool = false, drain: DrainStatus? = nil, loop: LoopStatus = .init(),
    instances: [InstanceStatus] = [],
    groups: [GroupStatus] = [], restorations: Int = 0, refusals: [String] = [],
    strays: [String: Int] = [:]
  ) {
    self.drained = drained
    self.drain = drain
    self.loop = loop
    self.instances = instances
    self.groups = groups
    self.restorations = restorations
    self.refusals = refusals
    self.strays = strays
  }
}

/// What is known of a drain.
package struct DrainStatus: Codable, Hashable, Sendable {
  /// In seconds since 1970.
  package var since: Double?
  package var by: String?
  package var reason: String?

  package init(since: Double? = nil, by: String? = nil, reason: String? = nil) {
    self.since = since
    self.by = by
    self.reason = reason
  }
}

/// One `vrrp_instance`.
package struct InstanceStatus: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable {
    case initialize, backup, master
    /// Has said farewell, and holds its addresses until the next master has spoken.
    case leaving
    case drained, fault
  }

  /// The last advertisement of another.
  package struct Master: Codable, Hashable, Sendable {
    package var address: String
    package var priority: Int
    /// How long ago it was heard, in seconds.
    package var age: Double

    package init(address: String, priority: Int, age: Double) {
      self.address = address
      self.priority = priority
      self.age = age
    }
  }

  /// Another router of this virtual router.
  package struct Neighbor: Codable, Hashable, Sendable {
    package var address: String
    package var priority: Int
    /// In seconds, as it says.
    package var interval: Double
    /// How long ago it was heard, in seconds.
    package var age: Double
    /// How many of its advertisements had a checksum of which form, over IPv4 in version 3:
    /// `pseudoHeader`, `messageOnly`.
    package var checksums: [String: Int]

    package init(
      address: String, priority: Int, interval: Double, age: Double, checksums: [String: Int] = [:]
    ) {
      self.address = address
      self.priority = priority
      self.interval = interval
      self.age = age
      self.checksums = checksums
    }
  }

  package var name: String
  package var interface: String
  /// `ipv4`, `ipv6`
  package var family: String
  package var virtualRouter: Int
  /// 2 or 3.
  package var version: Int
  package var state: State
  /// Since when it has that state, in seconds since 1970; null before the first.
  package var since: Double?
  /// What it is and why, in one line.
  package var reason: String
  package var configuredPriority: Int
  package var effectivePriority: Int
  package var master: Master?
  /// The addresses that it holds.
  package var held: [String]
  /// Since the daemon's start.
  package var transitions: Int
  package var advertisementsSent: Int
  package var advertisementsReceived: Int
  /// Advertisements that were dropped, by cause.
  package var dropped: [String: Int]
  /// Of advertisements that counted: how often their addresses or their interval were not those
  /// configured here.
  package var differing: [String: Int]
  /// Those that were heard, by address.
  package var neighbors: [Neighbor]

  package init(
    name: String, interface: String, family: String, virtualRouter: Int, version: Int,
    state: State, since: Double? = nil, reason: String, configuredPriority: Int,
    effectivePriority: Int, master: Master? = nil, held: [String] = [], transitions: Int = 0,
    advertisementsSent: Int = 0, advertisementsReceived: Int = 0, dropped: [String: Int] = [:],
    differing: [String: Int] = [:], neighbors: [Neighbor] = []
  ) {
    self.differing = differing
    self.neighbors = neighbors
    self.name = name
    self.interface = interface
    self.family = family
    self.virtualRouter = virtualRouter
    self.version = version
    self.state = state
    self.since = since
    self.reason = reason
    self.configuredPriority = configuredPriority
    self.effectivePriority = effectivePriority
    self.master = master
    self.held = held
    self.transitions = transitions
    self.advertisementsSent = advertisementsSent
    self.advertisementsReceived = advertisementsReceived
    self.dropped = dropped
  }
}

/// One `vrrp_sync_group`.
package struct GroupStatus: Codable, Hashable, Sendable {
  package var name: String
  package var members: [String]

  package init(name: String, members: [String]) {
    self.name = name
    self.members = members
  }
}
