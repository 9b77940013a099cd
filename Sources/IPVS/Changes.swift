import Network

extension Table {
  /// The commands that make this table equal `desired`, in the order in which to send them. A
  /// service that is not in `desired` is deleted: leave out of `self` what is not ours.
  package func changes(to desired: Table) -> [Command] {
    let keys = services.keys.filter { desired.services[$0] == nil } + desired.services.keys
    var commands: [Command] = []
    for key in keys.sorted() { appendChanges(to: desired.services[key], of: key, &commands) }
    return commands
  }

  /// Appends the commands that make one service what is desired; nil is none at all. Nothing is
  /// deleted and made again that can be edited in place, so connections and counters survive; what
  /// serves more is sent before what serves less, so that no moment between is without a real server
  /// that need not be.
  func appendChanges(
    to desired: VirtualService?, of key: ServiceKey, _ commands: inout [Command]
  ) {
    guard let desired else {
      if services[key] != nil { commands.append(.deleteService(key)) }
      return
    }
    var changes = DestinationChanges(key: key)
    let found = services[key]
    if let found {
      if !found.settings.serves(as: desired.settings) {
        commands.append(.setService(key, desired.settings))
      }
      for (endpoint, settings) in found.destinations where desired.destinations[endpoint] == nil {
        changes.add(endpoint, from: settings, to: nil)
      }
    } else {
      commands.append(.newService(key, desired.settings))
    }
    for (endpoint, settings) in desired.destinations {
      changes.add(endpoint, from: found?.destinations[endpoint], to: settings)
    }
    changes.append(to: &commands)
  }

  /// Appends the commands for some destinations alone of a service that stands as desired; an
  /// endpoint may be named more than once.
  func appendChanges(
    to desired: VirtualService, of key: ServiceKey, at endpoints: [Endpoint],
    _ commands: inout [Command]
  ) {
    let found = services[key]?.destinations ?? [:]
    var changes = DestinationChanges(key: key)
    var previous: Endpoint?
    for endpoint in endpoints.count > 1 ? endpoints.sorted() : endpoints where endpoint != previous
    {
      changes.add(endpoint, from: found[endpoint], to: desired.destinations[endpoint])
      previous = endpoint
    }
    changes.append(to: &commands)
  }

  /// What the kernel's table is after a command that it obeyed. A command that the kernel would
  /// refuse changes nothing.
  package mutating func apply(_ command: Command) {
    switch command {
    case .newService(let key, let settings):
      if services[key] == nil { services[key] = VirtualService(settings: settings) }
    case .setService(let key, let settings): services[key]?.settings = settings
    case .deleteService(let key): services[key] = nil
    case .newDestination(let key, let endpoint, let settings),
      .setDestination(let key, let endpoint, let settings):
      services[key]?.destinations[endpoint] = settings
    case .deleteDestination(let key, let endpoint):
      services[key]?.destinations[endpoint] = nil
    case .flush: services = [:]
    case .zero, .setTimeouts, .startDaemon, .stopDaemon: break
    }
  }
}

/// The changes of one service's destinations, gathered by what they do to its capacity.
private struct DestinationChanges {
  let key: ServiceKey
  private var new: [(Endpoint, DestinationSettings)] = []
  private var edited: [(Endpoint, DestinationSettings)] = []
  private var drained: [(Endpoint, DestinationSettings)] = []
  private var removed: [Endpoint] = []

  init(key: ServiceKey) { self.key = key }

  mutating func add(
    _ endpoint: Endpoint, from found: DestinationSettings?, to desired: DestinationSettings?
  ) {
    switch (found, desired) {
    case (nil, nil): break
    case (nil, let desired?): new.append((endpoint, desired))
    case (_?, nil): removed.append(endpoint)
    case (let found?, let desired?):
      guard !found.serves(as: desired) else { return }
      if desired.weight == 0 {
        drained.append((endpoint, desired))
      } else {
        edited.append((endpoint, desired))
      }
    }
  }

  func append(to commands: inout [Command]) {
    for (endpoint, settings) in new.sorted(by: { $0.0 < $1.0 }) {
      commands.append(.newDestination(key, endpoint, settings))
    }
    for (endpoint, settings) in edited.sorted(by: { $0.0 < $1.0 }) {
      commands.append(.setDestination(key, endpoint, settings))
    }
    for (endpoint, settings) in drained.sorted(by: { $0.0 < $1.0 }) {
      commands.append(.setDestination(key, endpoint, settings))
    }
    for endpoint in removed.sorted() { commands.append(.deleteDestination(key, endpoint)) }
  }
}

extension ServiceSettings {
  /// True if the kernel, having these, need not be told `desired`.
  package func serves(as desired: ServiceSettings) -> Bool {
    scheduler == desired.scheduler && kernelFlags == desired.kernelFlags
      && persistence == desired.persistence
  }
}

extension DestinationSettings {
  /// True if the kernel, having these, need not be told `desired`. Kernels before 2.6.37 report a
  /// local address as LocalNode, whatever was asked for; since then they report what was asked.
  package func serves(as desired: DestinationSettings) -> Bool {
    weight == desired.weight && upperThreshold == desired.upperThreshold
      && lowerThreshold == desired.lowerThreshold
      && (forwarding.asKept == desired.forwarding.asKept || forwarding == .localNode)
  }
}

extension ForwardingMethod {
  /// As the kernel keeps it: IP in IP has no checksum.
  fileprivate var asKept: ForwardingMethod {
    if case .tunnel(let tunnel) = self, tunnel.kind == .ipip { .ipip } else { self }
  }
}

extension ServiceKey: Comparable {
  /// By protocol and endpoint, then by mark and family.
  package static func < (left: ServiceKey, right: ServiceKey) -> Bool {
    switch (left, right) {
    case (.endpoint(let a, let x), .endpoint(let b, let y)): (a.rawValue, x) < (b.rawValue, y)
    case (.firewallMark(let a, let x), .firewallMark(let b, let y)): (a, x.bits) < (b, y.bits)
    case (.endpoint, .firewallMark): true
    case (.firewallMark, .endpoint): false
    }
  }
}
