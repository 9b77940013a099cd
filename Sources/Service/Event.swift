package import Configuration
package import Health
package import IPVS
package import Network

/// What happens to the balancer.
package enum Event: Sendable {
  /// A configuration is to be followed from now on: the first, or one that a reload brought.
  /// `kernel` is the table that stands, so that what is there is adopted. `previouslyOwned` are the
  /// services that an earlier run left as ours; those that are no longer wanted are removed.
  /// `occasion` is what brought it, for the timelines: `start`, `reload`.
  case configured(
    DirectorConfiguration, kernel: Table, previouslyOwned: Set<ServiceKey> = [],
    occasion: String = "reload")
  /// A probe that was started has ended.
  case probeEnded(ProbeIdentifier, ProbeResult)
  /// Something that checks look at has become another one, or is known now.
  case trackedSourceChanged(TrackedSource, TrackedSourceStatus)
  /// This director is master of other instances, or this machine has other addresses.
  case moved(Situation)
  /// An operator puts a real server into maintenance, or, with no reason, takes it out again. Before
  /// the first configuration it tells what stood when an earlier run ended.
  /// `by` is who, if it is known; `since` is when it began, if that was before now.
  case maintenance(
    MaintenanceTarget, reason: String?, by: String? = nil, since: Instant? = nil)
  /// What the kernel's table had to be mended of, and what the kernel refused.
  case tableTold([TableNote])
  /// The kernel's routes lead to these real servers so; of others nothing is news.
  case reached([Address: Way])
  /// The deadline has come.
  case deadline
  /// The kernel has these services no longer: they are ours no more unless they are wanted.
  case servicesRemoved(Set<ServiceKey>)
  /// The end (SIGTERM): probes are cancelled, and the desired table becomes what `AtStop` says.
  /// Whatever comes afterwards but `servicesRemoved` is ignored.
  case stopping
}

/// What is to be done once, in this order. What must stay true (the table) is not an effect: see
/// `Balancer.table`.
package enum Effect: Hashable, Sendable {
  case startProbe(ProbeIdentifier, Probe)
  /// The probe's verdict is no longer wanted and must not be reported.
  case cancelProbe(ProbeIdentifier)
  case runHook(HookRequest)
  /// A real server or a quorum has come or gone, for those who are told of it by other means.
  case tell(Notice)
  /// This director's own view is suspect, or is not any more.
  case suspect(Suspicion, Bool)
  case log(LogLine)
}

/// What makes this director's own view suspect.
package enum Suspicion: Hashable, Sendable {
  case canary(String)
  /// Unrelated real servers that are reached so fail together.
  case way(Way)
}

/// What happened to something of ours in the kernel's table that was not the balancer's wish.
package struct TableNote: Hashable, Sendable {
  package var object: TableObject
  /// `somebody else removed it; put back`
  package var words: String

  package init(_ object: TableObject, _ words: String) {
    self.object = object
    self.words = words
  }
}

/// A real server or a quorum has come or gone.
package struct Notice: Hashable, Sendable {
  package var virtualServer: VirtualServerName
  /// nil: it is the virtual server's quorum.
  package var realServer: Endpoint?
  package var isUp: Bool
  /// `smtp_alert`
  package var isMailed: Bool
  /// What the log says of it.
  package var words: String

  package init(
    virtualServer: VirtualServerName, realServer: Endpoint?, isUp: Bool, isMailed: Bool = false,
    words: String
  ) {
    self.virtualServer = virtualServer
    self.realServer = realServer
    self.isUp = isUp
    self.isMailed = isMailed
    self.words = words
  }
}

extension Notice {
  /// As keepalived's mails have it: `Realserver 10.0.0.2:80 of virtual server tcp 192.0.2.1:80 - UP`.
  package var subject: String {
    let service = "virtual server \(virtualServer.words)"
    let name = realServer.map { "Realserver \($0) of \(service)" } ?? "Quorum of \(service)"
    return "\(name) - \(isUp ? "UP" : "DOWN")"
  }
}

/// A hook to run: those of one `object` one at a time and in order, and of those that wait only the
/// latest runs.
package struct HookRequest: Hashable, Sendable {
  /// Whom it tells of: `real server 10.0.0.2:80 of tcp 192.0.2.1:80`.
  package var object: String
  package var script: Script
  /// What the hook finds in its environment, name and value.
  package var environment: [String: String]

  package init(object: String, script: Script, environment: [String: String]) {
    self.object = object
    self.script = script
    self.environment = environment
  }
}

/// A line for the log.
package struct LogLine: Hashable, Sendable {
  /// syslog's levels (RFC 5424 §6.2.1), which systemd reads as `<3>` before a line.
  package enum Level: UInt8, Hashable, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7
  }

  package var level: Level
  package var text: String

  package init(_ level: Level, _ text: String) {
    self.level = level
    self.text = text
  }
}
