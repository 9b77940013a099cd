internal import Network
internal import VRRP

// MARK: - Settings

extension Election {
  /// An instance is matched by virtual router, family and interface; one that is unchanged notices
  /// nothing. A master that is no longer configured hands over first.
  mutating func configure(_ settings: ElectionSettings, in turn: inout Turn) {
    self.settings = settings
    let old = instances
    instances = settings.instances.map { new in
      guard var kept = old.first(where: { $0.settings.key == new.key && !$0.isRetired }) else {
        return Instance(new, isGrouped: isGrouped(new))
      }
      kept.settings = new
      kept.carrier.settings = new.carrier
      return kept
    }
    let keys = Set(settings.instances.map(\.key))
    instances += old.filter { $0.isRetired || !keys.contains($0.settings.key) }
    for index in instances.indices {
      if index >= settings.instances.count {
        retire(index, in: &turn)
      } else {
        follow(index, in: &turn)
      }
    }
    reassess(in: &turn)
    startAdded(in: &turn)
  }

  private func isGrouped(_ instance: InstanceSettings) -> Bool {
    settings.groups.contains { $0.members.contains(instance.name) }
  }

  private mutating func follow(_ index: Int, in turn: inout Turn) {
    var router = instances[index].settings.router
    router.isGrouped = isGrouped(instances[index].settings)
    tell(index, .configured(router), in: &turn)
  }

  private mutating func retire(_ index: Int, in turn: inout Turn) {
    guard !instances[index].isRetired else { return }
    instances[index].isRetired = true
    tell(index, .stopRequested, in: &turn)
  }

  mutating func start(drained: Bool, in turn: inout Turn) {
    guard !isStarted else { return }
    isStarted = true
    isDrained = drained
    startAdded(in: &turn)
  }

  /// Starts what has not been started yet.
  private mutating func startAdded(in turn: inout Turn) {
    guard isStarted else { return }
    let faults = assess()
    for index in instances.indices
    where instances[index].router.standing == .initialize && !instances[index].isRetired {
      tell(index, .sourceChanged(source(of: instances[index])), in: &turn)
      let priority = instances[index].verdict.priority
      tell(index, .conditionsChanged(priority: priority, faults: faults[index]), in: &turn)
      tell(index, .started(faults: faults[index], drained: isDrained), in: &turn)
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
    } else {
      links[name] = nil
    }
    reassess(in: &turn)
  }

  /// The address that an instance sends from: the one configured, or the interface's first that is
  /// not virtual; over IPv6 the first link-local one (RFC 9568 §5.1.2.1).
  func source(of instance: Instance) -> Address? {
    let addresses = links[instance.settings.interface]?.addresses ?? []
    if let configured = instance.settings.source {
      return instance.settings.tracksSource && !addresses.contains(configured) ? nil : configured
    }
    let virtual = Set(
      instances.flatMap { $0.settings.router.held.map(\.address) })
    return addresses.first { address in
      guard !virtual.contains(address) else { return false }
      switch (instance.settings.router.family, address) {
      case (.ipv4, .v4): return true
      case (.ipv6, .v6): return address.isLinkLocal
      case (.ipv4, .v6), (.ipv6, .v4): return false
      }
    }
  }
}
