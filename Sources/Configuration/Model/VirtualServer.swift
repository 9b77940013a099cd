package import IPVS
package import Network

/// `virtual_server`: what clients connect to, and the real servers behind it.
package struct VirtualServer: Hashable, Sendable {
  /// What stands after `virtual_server` in the file: the object's name in logs, status and hooks.
  package var name: VirtualServerName
  /// The kernel services that it is: one, or as many as its group has entries.
  package var services: [ServiceKey]
  package var settings: ServiceSettings
  package var realServers: [RealServer]
  package var sorryServer: SorryServer?
  package var quorum: Quorum
  /// `ha_suspend`: checks rest while this machine does not have this address.
  package var suspends: Address?
  /// `follow INSTANCE`, our own word: its services stand in the table while this director is master
  /// of that instance.
  package var follows: String?
  /// `omega`: quorum_down and the notify_down of real servers that are up run at the end too.
  package var notifiesAtStop: Bool
  package var protection = Protection()
  /// `smtp_alert`: its quorum is told by mail, if there is a relay.
  package var isMailed = false
  package var position: Position

  package init(
    name: VirtualServerName, services: [ServiceKey], settings: ServiceSettings = .init(),
    realServers: [RealServer] = [], sorryServer: SorryServer? = nil, quorum: Quorum = .init(),
    suspends: Address? = nil, follows: String? = nil, notifiesAtStop: Bool = false,
    position: Position
  ) {
    self.suspends = suspends
    self.follows = follows
    self.notifiesAtStop = notifiesAtStop
    self.name = name
    self.services = services
    self.settings = settings
    self.realServers = realServers
    self.sorryServer = sorryServer
    self.quorum = quorum
    self.position = position
  }
}

extension VirtualServer {
  /// All its hooks, and those of its real servers.
  package var scripts: [Script] {
    var scripts = [quorum.up, quorum.down].compactMap(\.self)
    for index in realServers.indices {
      if let script = realServers[index].notifyUp { scripts.append(script) }
      if let script = realServers[index].notifyDown { scripts.append(script) }
    }
    return scripts
  }
}

/// A virtual server's identity in the file, over a reload too.
package enum VirtualServerName: Hashable, Sendable {
  case service(ServiceKey)
  /// A group's name, with the protocol, which is part of its identity.
  case group(String, TransportProtocol?)
  /// A canary's name: it has no services.
  case canary(String)
}

/// `quorum`, `hysteresis`, `quorum_up`, `quorum_down`.
package struct Quorum: Hashable, Sendable {
  /// The least sum of live weights; 1 or more.
  package var quorum: UInt32
  package var hysteresis: UInt32
  package var up: Script?
  package var down: Script?

  package init(quorum: UInt32 = 1, hysteresis: UInt32 = 0, up: Script? = nil, down: Script? = nil) {
    self.quorum = quorum
    self.hysteresis = hysteresis
    self.up = up
    self.down = down
  }
}

/// `sorry_server`: who answers, with weight 1, while the quorum is not met.
package struct SorryServer: Hashable, Sendable {
  package var endpoint: Endpoint
  package var forwarding: ForwardingMethod
  /// `sorry_server_inhibit`: it stays in the table with weight 0 while it is not needed.
  package var inhibits: Bool

  package init(endpoint: Endpoint, forwarding: ForwardingMethod, inhibits: Bool = false) {
    self.endpoint = endpoint
    self.forwarding = forwarding
    self.inhibits = inhibits
  }
}

/// `real_server`: one that serves.
package struct RealServer: Hashable, Sendable {
  /// As in the kernel: for DR and TUN the virtual server's port, whatever the file says.
  package var endpoint: Endpoint
  package var settings: DestinationSettings
  /// `inhibit_on_failure`: a failed one stays in the table with weight 0.
  package var inhibitsOnFailure: Bool
  /// `alpha`: a first check that fails is no change and runs no notify_down. (Without it keepalived
  /// takes a server for up until its first check has failed; here it enters the table only after its
  /// first check has passed, either way.)
  package var startsDown: Bool
  /// None: it is always up.
  package var checks: [CheckDefinition]
  /// `checks_needed`: so many must pass; nil: all. Not keepalived's, as are the next three.
  package var neededChecks: Int?
  /// `slow_start`: how long its weight takes to rise when it has come back; more than zero.
  package var slowStart: Duration?
  /// `flap_damping`
  package var damping: FlapDamping?
  /// `check_path`
  package var checkPath = CheckPath.direct
  /// Some of its checks go through IPVS: along `check_path`, or aimed at their own virtual server.
  package var isCheckedThroughIPVS = false
  /// `maintenance`: weight 0, whatever its checks say.
  package var isInMaintenance = false
  /// `smtp_alert`: that it comes and goes is told by mail, if there is a relay.
  package var isMailed = false
  package var notifyUp: Script?
  package var notifyDown: Script?
  package var position: Position

  package init(
    endpoint: Endpoint, settings: DestinationSettings = .init(), inhibitsOnFailure: Bool = false,
    startsDown: Bool = false, checks: [CheckDefinition] = [], notifyUp: Script? = nil,
    notifyDown: Script? = nil,
    position: Position
  ) {
    self.endpoint = endpoint
    self.settings = settings
    self.inhibitsOnFailure = inhibitsOnFailure
    self.startsDown = startsDown
    self.checks = checks
    self.notifyUp = notifyUp
    self.notifyDown = notifyDown
    self.position = position
  }
}
