/// Everything that an operator sees: the daemon, and each virtual server with its real servers.
package struct Status: Codable, Hashable, Sendable {
  package var daemon: DaemonStatus
  /// In the file's order.
  package var virtualServers: [VirtualServerStatus]
  /// null where the file has no virtual router.
  package var election: ElectionStatus?
  /// For how many seconds the election has not answered, if that is why its part is missing.
  package var electionSilentFor: Double?
  package var canaries: [CanaryStatus]?
  /// The interfaces and next hops through which unrelated real servers fail together.
  package var suspectWays: [SuspectWayStatus]?
  package var probes: ProbeStatus?
  /// null: `doctor off`, or nothing is judged under --shadow.
  package var doctor: DoctorStatus?

  package init(
    daemon: DaemonStatus, virtualServers: [VirtualServerStatus] = [],
    election: ElectionStatus? = nil, canaries: [CanaryStatus]? = nil,
    suspectWays: [SuspectWayStatus]? = nil, probes: ProbeStatus? = nil
  ) {
    self.suspectWays = suspectWays
    self.canaries = canaries
    self.probes = probes
    self.daemon = daemon
    self.virtualServers = virtualServers
    self.election = election
  }
}

/// A canary: where it fails, this director's own view is suspect.
package struct CanaryStatus: Codable, Hashable, Sendable {
  package var name: String
  package var suspect: Bool
  /// Since when it is suspect, in seconds since 1970.
  package var since: Double?
  package var addresses: [RealServerStatus]

  package init(name: String, suspect: Bool, since: Double?, addresses: [RealServerStatus]) {
    self.name = name
    self.suspect = suspect
    self.since = since
    self.addresses = addresses
  }
}

/// `suspect_together`: unrelated real servers that are reached so fail together.
package struct SuspectWayStatus: Codable, Hashable, Sendable {
  /// `eth1`, or `10.0.0.254 on eth1`.
  package var way: String
  /// Since when, and until when at most, in seconds since 1970.
  package var since: Double
  package var until: Double
  package var failing: Int
  package var asked: Int

  package init(way: String, since: Double, until: Double, failing: Int, asked: Int) {
    self.way = way
    self.since = since
    self.until = until
    self.failing = failing
    self.asked = asked
  }
}

/// Probes since the daemon's start.
package struct ProbeStatus: Codable, Hashable, Sendable {
  package var started: UInt64
  /// Those that were not made because another check asks the same of the same address.
  package var saved: UInt64

  package init(started: UInt64, saved: UInt64) {
    self.started = started
    self.saved = saved
  }
}

/// The daemon itself. Moments are seconds since 1970.
package struct DaemonStatus: Codable, Hashable, Sendable {
  package var version: String
  package var pid: Int32
  package var since: Double
  package var configurationFile: String
  /// When the configuration that is followed was loaded.
  package var configurationLoaded: Double
  /// `--shadow`: the table is one in memory, and the kernel's is left alone.
  package var shadow: Bool
  /// The last reading of the file after the first one.
  package var lastReload: Reload?
  /// A reading of the file is under way.
  package var reloading: Bool
  /// A file that was applied and awaits its confirmation.
  package var trial: TrialStatus?
  package var loop: LoopStatus
  /// Changes that the kernel has refused and that are tried again; in words.
  package var refusals: [String]
  /// How often in the last minute the daemon has put back what somebody else changed in the kernel's
  /// table.
  package var repairs: Int?
  /// Why the state directory cannot be written; nil: it can, or there is none.
  package var stateDirectoryTrouble: String?

  package init(
    version: String = directordVersion, pid: Int32, since: Double, configurationFile: String,
    configurationLoaded: Double, shadow: Bool, lastReload: Reload? = nil, reloading: Bool = false,
    trial: TrialStatus? = nil, loop: LoopStatus = .init(), refusals: [String] = []
  ) {
    self.version = version
    self.pid = pid
    self.since = since
    self.configurationFile = configurationFile
    self.configurationLoaded = configurationLoaded
    self.shadow = shadow
    self.lastReload = lastReload
    self.reloading = reloading
    self.trial = trial
    self.loop = loop
    self.refusals = refusals
  }
}

/// A configuration on trial: it is left again unless it is confirmed.
package struct TrialStatus: Codable, Hashable, Sendable {
  /// Its file.
  package var file: String
  /// When it ends, in seconds since 1970.
  package var until: Double
  /// The digest of the bytes that are followed, for `confirm`.
  package var digest: String?

  package init(file: String, until: Double, digest: String? = nil) {
    self.file = file
    self.until = until
    self.digest = digest
  }
}

/// How late the loop has been for its deadlines. Seconds.
package struct LoopStatus: Codable, Hashable, Sendable {
  package var turns: UInt64
  package var lastLateness: Double
  package var greatestLateness: Double
  /// The longest turn: what a deadline that came in it had to wait.
  package var longestTurn: Double

  package init(
    turns: UInt64 = 0, lastLateness: Double = 0, greatestLateness: Double = 0,
    longestTurn: Double = 0
  ) {
    self.turns = turns
    self.lastLateness = lastLateness
    self.greatestLateness = greatestLateness
    self.longestTurn = longestTurn
  }
}
