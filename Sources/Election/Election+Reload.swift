internal import Network
internal import VRRP

// MARK: - Settings

extension Election {
  /// An instance is matched by virtual router, family and interface; one that is unchanged notices
  /// nothing. A master that is no longer configured hands over first.
  mutating func configure(_ settings: ElectionSettings, in turn: inout Turn) {
    let old = instances
    let standings = Dictionary(
      zip(self.settings.groups.map(\.name), groupStandings), uniquingKeysWith: { first, _ in first }
    )
    let grouped = Set(settings.groups.flatMap(\.members))
    instances = settings.instances.map { new in
      guard var kept = places.byKey[new.key].map({ old[$0] }) else {
        return Instance(new, isGrouped: grouped.contains(new.name))
      }
      kept.settings = new
      kept.carrier.settings = new.carrier
      return kept
    }
    let keys = Set(settings.instances.map(\.key))
    instances += old.filter { $0.isRetired || !keys.contains($0.settings.key) }
    self.settings = settings
    groupStandings = settings.groups.map { standings[$0.name] ?? GroupStanding() }
    turn.groups.formUnion(settings.groups.indices)
    turn.movesAddresses = true
    let leaving = instances.indices.dropFirst(settings.instances.count).filter {
      !instances[$0].isRetired
    }
    for index in leaving { instances[index].isRetired = true }
    arrange()
    for index in settings.instances.indices { follow(index, in: &turn) }
    for index in leaving { tell(index, .stopRequested, in: &turn) }
    reassess(settings.instances.indices, in: &turn)
    startAdded(in: &turn)
  }

  private mutating func follow(_ index: Int, in turn: inout Turn) {
    var router = instances[index].settings.router
    router.isGrouped = !places.groups[index].isEmpty
    tell(index, .configured(router), in: &turn)
  }

  mutating func start(drained: Bool, in turn: inout Turn) {
    guard !isStarted else { return }
    isStarted = true
    if drained { drain = .unlessAlone }
    startAdded(in: &turn)
    found = []
  }

  /// Starts what has not been started yet.
  private mutating func startAdded(in turn: inout Turn) {
    guard isStarted else { return }
    for (index, faults) in assess(Array(settings.instances.indices))
    where instances[index].router.standing == .initialize {
      tell(index, .capacityChanged(capacity(of: instances[index])), in: &turn)
      tell(index, .sourceChanged(source(of: instances[index])), in: &turn)
      let priority = instances[index].verdict.priority
      tell(index, .conditionsChanged(priority: priority, faults: faults), in: &turn)
      tell(index, .started(faults: faults, drained: isDrained, standing: found), in: &turn)
      if drain == .forced { tell(index, .drainRequested(isForced: true), in: &turn) }
    }
  }
}

// MARK: - Interfaces

extension Election {
  mutating func change(_ name: String, _ interface: Interface?, in turn: inout Turn) {
    if let interface {
      var link = links[name] ?? Link(interface)
      let delays = settings.delays[name] ?? InterfaceDelays()
      link.report(interface, delays, at: turn.now)
      links[name] = link
      awaitConditions(link.changesAt)
    } else {
      links[name] = nil
    }
    reassess(places.byInterface[name] ?? [], in: &turn)
  }

  /// An address stands again. `isTheft`: somebody had removed it.
  mutating func restore(_ address: Address, isTheft: Bool, in turn: inout Turn) {
    let touched = places.byAddress[address] ?? []
    for index in touched { tell(index, .addressRestored(address), in: &turn) }
    guard isTheft, losses[address, default: Losses()].areTooMany(at: turn.now) else { return }
    for index in touched { lose(address, of: index, in: &turn) }
  }

  /// How many addresses an advertisement of an instance takes.
  func capacity(of instance: Instance) -> Int {
    guard let mtu = links[instance.settings.interface]?.mtu, mtu > 0 else { return 255 }
    return Advertisement.capacity(
      mtu: mtu, instance.settings.router.family, version: instance.settings.router.version,
      trailer: instance.settings.carrier.authentication.trailer)
  }

  /// The address that an instance sends from: the one configured, or the interface's first that is
  /// not virtual; over IPv6 the first link-local one (RFC 9568 §5.1.2.1).
  func source(of instance: Instance) -> Address? {
    let addresses = links[instance.settings.interface]?.addresses ?? []
    if let configured = instance.settings.source {
      return instance.settings.tracksSource && !addresses.contains(configured) ? nil : configured
    }
    return addresses.first { address in
      guard places.byAddress[address] == nil else { return false }
      switch (instance.settings.router.family, address) {
      case (.ipv4, .v4): return true
      case (.ipv6, .v6): return address.isLinkLocal
      case (.ipv4, .v6), (.ipv6, .v4): return false
      }
    }
  }
}
