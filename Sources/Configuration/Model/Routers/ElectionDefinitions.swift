package import IPVS
package import Network
package import Routing
package import VRRP

/// What `global_defs` and the file's top level say of all virtual routers.
package struct ElectionDefinitions: Hashable, Sendable {
  /// `interface_up_down_delays`, by interface.
  package var delays: [String: InterfaceDelays]
  /// `vrrp_garp_interval`, `vrrp_gna_interval`.
  package var announcementIntervals: [Family: Duration]
  /// `vrrp_delay_after_boot`: like `vrrp_startup_delay`, from the machine's boot.
  package var delayAfterBoot: Duration
  /// `static_ipaddress`, `static_routes`, `static_rules`: there from start to end; each address has
  /// an interface.
  package var addresses: [VirtualAddress]
  package var routes: [RouteDefinition]
  package var rules: [Rule]
  /// `lvs_sync_daemon`
  package var syncDaemon: SyncDaemonDefinition?
  /// `notify_fifo`, `vrrp_notify_fifo` and `lvs_notify_fifo`; no two have one path.
  package var fifos: [FIFODefinition]
  /// `fifo_write_vrrp_states_on_reload`
  package var tellsStatesOnReload: Bool
  /// `log_unknown_vrids`
  package var saysStrays: Bool
  package var thread: ThreadDefinition

  package init() {
    delays = [:]
    announcementIntervals = [:]
    delayAfterBoot = .zero
    addresses = []
    routes = []
    rules = []
    fifos = []
    tellsStatesOnReload = false
    saysStrays = false
    thread = ThreadDefinition()
  }
}

/// `lvs_sync_daemon`: the kernel tells the other director of its connections.
package struct SyncDaemonDefinition: Hashable, Sendable {
  /// The one that sends; that which receives differs in its role alone.
  package var master: SyncDaemon
  /// The instance whose master sends and whose backup receives; nil: both roles at once.
  package var instance: String?

  package init(_ master: SyncDaemon, instance: String? = nil) {
    self.master = master
    self.instance = instance
  }

  /// What must run, if this director is master of the instance or is not.
  package func daemons(isMaster: Bool) -> [SyncDaemon] {
    var backup = master
    backup.role = .backup
    guard instance != nil else { return [master, backup] }
    return [isMaster ? master : backup]
  }
}

/// A named pipe to which changes are written, and the program that reads it.
package struct FIFODefinition: Hashable, Sendable {
  package enum Scope: Hashable, Sendable {
    /// `notify_fifo`: virtual servers too.
    case everything
    /// `vrrp_notify_fifo`
    case routers
    /// `lvs_notify_fifo`
    case servers
  }

  package var scope: Scope
  package var path: String
  package var user: ScriptUser?
  /// Started with the path as its last argument.
  package var script: Script?

  package init(
    scope: Scope, path: String, user: ScriptUser? = nil, script: Script? = nil
  ) {
    self.scope = scope
    self.path = path
    self.user = user
    self.script = script
  }
}

/// How the election's thread runs: `vrrp_priority`, `vrrp_no_swap`, `vrrp_cpu_affinity`,
/// `vrrp_rt_priority`, `vrrp_rlimit_rttime`.
package struct ThreadDefinition: Hashable, Sendable {
  /// -20…19.
  package var nice: Int?
  package var locksMemory: Bool
  /// Processors' numbers; empty: all.
  package var processors: [Int]
  /// SCHED_RR's, 1…99.
  package var realTimePriority: Int?
  /// How long it may run without a wait, if it is real-time.
  package var longestRun: Duration?

  package init() {
    locksMemory = false
    processors = []
  }
}

extension DirectorConfiguration {
  /// What the election is told: `uptime` is how long the machine has been up, if the delay after
  /// boot counts, and nil if it does not.
  package func electionSettings(uptime: Duration? = nil) -> ElectionSettings {
    var instances = routers.map(\.instance)
    if let uptime {
      let rest = max(.zero, election.delayAfterBoot - uptime)
      for index in instances.indices {
        let delay = instances[index].router.election.startupDelay
        instances[index].router.election.startupDelay = max(delay, rest)
      }
    }
    return ElectionSettings(
      instances: instances, groups: syncGroups.map(\.group), delays: election.delays,
      announcementIntervals: election.announcementIntervals, saysStrays: election.saysStrays)
  }
}
