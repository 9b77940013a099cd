package import BFD
package import Health
package import IPVS

/// What a configuration file asks for, every name resolved and every default filled in.
package struct DirectorConfiguration: Hashable, Sendable {
  package var global: GlobalDefinitions
  /// In the file's order.
  package var virtualServers: [VirtualServer]
  /// In the file's order, no two with the same name.
  package var canaries: [CanaryDefinition]
  /// In the file's order, as are the groups and what is tracked. No two have the same virtual router
  /// identifier, family and interface in one space of identifiers, or the same name.
  package var routers: [RouterDefinition]
  package var syncGroups: [GroupDefinition]
  package var scripts: [ScriptDefinition]
  package var processes: [ProcessDefinition]
  package var files: [FileDefinition]
  package var sessions: [SessionSettings]
  package var election: ElectionDefinitions

  package init(
    global: GlobalDefinitions = .init(), virtualServers: [VirtualServer] = [],
    canaries: [CanaryDefinition] = [],
    routers: [RouterDefinition] = [], syncGroups: [GroupDefinition] = [],
    scripts: [ScriptDefinition] = [], processes: [ProcessDefinition] = [],
    files: [FileDefinition] = [],
    sessions: [SessionSettings] = [], election: ElectionDefinitions = .init()
  ) {
    self.global = global
    self.virtualServers = virtualServers
    self.canaries = canaries
    self.routers = routers
    self.syncGroups = syncGroups
    self.scripts = scripts
    self.processes = processes
    self.files = files
    self.sessions = sessions
    self.election = election
  }

  package var sessionNames: Set<String> { Set(sessions.map(\.name)) }

  /// What checks run or look at instead of connecting: programs, files and sessions. A large file has
  /// very many that connect, so that nothing is copied to find the others.
  package var unconnected: [Probe.Dialogue] {
    var found: [Probe.Dialogue] = []
    for server in virtualServers.indices {
      for real in virtualServers[server].realServers.indices {
        virtualServers[server].realServers[real].addUnconnected(to: &found)
      }
    }
    for server in canaries.flatMap(\.addresses) { server.addUnconnected(to: &found) }
    return found
  }
}

extension RealServer {
  fileprivate func addUnconnected(to found: inout [Probe.Dialogue]) {
    for check in checks where !check.connects { found.append(check.probe.dialogue) }
  }
}

/// `global_defs`, as far as it is acted on.
package struct GlobalDefinitions: Hashable, Sendable {
  /// `net_namespace`, `net_namespace_ipvs`
  package var namespaces = Namespaces()
  /// `router_id`; nil is the host's name.
  package var routerIdentifier: String?
  /// `script_user`: who hooks run as unless they say otherwise.
  package var scriptUser: ScriptUser?
  /// `enable_script_security`: a script that somebody other than root could change is not run as
  /// root.
  package var scriptSecurity: Bool
  /// `set_supplementary_groups`: scripts have all groups of their user.
  package var takesAllGroups = false
  /// `hooks_at_once`, `hook_timeout`
  package var hookBounds = HookBounds()
  /// `lvs_flush`: services that are not ours are removed at start.
  package var flushAtStart: Bool
  /// `lvs_flush_on_stop`, `keep_table_on_stop`: what SIGTERM leaves in the kernel.
  package var atStop: AtStop
  /// `lvs_timeouts`, in seconds; 0 leaves the kernel's.
  package var timeouts: Timeouts
  /// `ipvs`: settings of the kernel's that are set while this is followed.
  package var kernelSettings: [KernelSetting: Int32] = [:]
  /// `rs_init_notifies`: notify_up runs too for a real server that comes up at start.
  package var notifiesAtStart: Bool
  package var mail = MailDefinitions()
  /// `suspect_together`; nil: real servers that fail together are removed as any other.
  package var suspicion: SuspicionRule?
  /// `notify_suspect`: tells that this director's own view is suspect, and that it is not any more.
  package var notifySuspect: Script?
  /// `check_marks`
  package var checkMarks = CheckMarks.standard
  /// `check_accept_local`: the kernel is told to let the answers to forwarded checks in.
  package var acceptsLocal = false
  /// `doctor`: the daemon judges this machine by the doctor's rules.
  package var examines = true

  package enum AtStop: Hashable, Sendable {
    /// What is ours is removed: keepalived's default.
    case removeOurs
    /// The whole table is flushed (`lvs_flush_on_stop`).
    case flush
    /// The table goes on serving (`keep_table_on_stop`, our own word).
    case keep
  }

  package typealias Timeouts = IPVS.Timeouts

  package init(
    routerIdentifier: String? = nil, scriptUser: ScriptUser? = nil, scriptSecurity: Bool = false,
    flushAtStart: Bool = false, atStop: AtStop = .removeOurs, timeouts: Timeouts = .init(),
    notifiesAtStart: Bool = false
  ) {
    self.routerIdentifier = routerIdentifier
    self.scriptUser = scriptUser
    self.scriptSecurity = scriptSecurity
    self.flushAtStart = flushAtStart
    self.atStop = atStop
    self.timeouts = timeouts
    self.notifiesAtStart = notifiesAtStart
  }
}

package typealias ScriptUser = Health.ScriptUser

/// A hook: a program and its arguments, split as keepalived splits them; no shell.
package struct Script: Hashable, Sendable {
  /// The program first.
  package var arguments: [String]
  package var user: ScriptUser?
  package var position: Position

  package init(arguments: [String], user: ScriptUser? = nil, position: Position) {
    self.arguments = arguments
    self.user = user
    self.position = position
  }
}
