internal import VRRP

// MARK: - Sync groups

extension Election {
  func group(of index: Int) -> SyncGroup? {
    let name = instances[index].settings.name
    return instances[index].isRetired
      ? nil : settings.groups.first { $0.members.contains(name) }
  }

  func members(of group: SyncGroup) -> [Int] {
    instances.indices.filter {
      !instances[$0].isRetired && group.members.contains(instances[$0].settings.name)
    }
  }

  /// Lets every group become master all of whose members wait for nothing but one another.
  mutating func grant(in turn: inout Turn) {
    for group in settings.groups {
      let members = members(of: group)
      guard SyncGroup.mayBecomeMaster(members.map { instances[$0].router.state }) else { continue }
      for index in members { tell(index, .groupGranted, in: &turn) }
    }
  }

  /// A group of which some members have a successor already cannot be taken back by the others.
  mutating func finishHalfLeft(in turn: inout Turn) {
    for group in settings.groups {
      let members = members(of: group)
      let standings = Set(members.map { instances[$0].router.standing })
      let isRelieved = members.contains { instances[$0].router.hasSuccessor }
      guard standings.contains(.leaving), standings.count > 1 || isRelieved else { continue }
      for index in members where instances[index].router.standing == .leaving {
        tell(index, .groupYielded, in: &turn)
      }
    }
  }

  /// How a group stands, and what is wrong with its members.
  struct GroupStanding: Hashable {
    var standing = Router.Standing.initialize
    var faults: Set<FaultReason> = []

    /// Whether there is something new to tell.
    func isNews(after before: GroupStanding) -> Bool {
      standing != before.standing || before.faults.isUndecided && !faults.isUndecided
    }
  }

  var groupStandings: [String: GroupStanding] {
    var standings: [String: GroupStanding] = [:]
    for group in settings.groups {
      let members = members(of: group).map { instances[$0].router }
      var standing = GroupStanding(standing: SyncGroup.standing(members.map(\.standing)))
      for case .fault(let fault) in members.map(\.state) {
        standing.faults.formUnion(fault.reasons)
      }
      standings[group.name] = standing
    }
    return standings
  }

  func groupTransitions(since before: [String: GroupStanding]) -> [Effect] {
    let now = groupStandings
    return settings.groups.compactMap { group in
      let from = before[group.name] ?? GroupStanding()
      guard let to = now[group.name], to.isNews(after: from) else { return nil }
      let reason: Router.TransitionReason? = to.faults.isEmpty ? nil : .faults(to.faults)
      return .transition(
        Transition(
          object: .group(group.name), from: from.standing, to: to.standing, priority: 0,
          reason: reason))
    }
  }
}

// MARK: - Links and trackers

extension Election {
  /// Brings sources, priorities and faults of all routers up to what is known now.
  mutating func reassess(in turn: inout Turn) {
    guard isStarted else { return }
    let faults = assess()
    for index in instances.indices where !instances[index].isRetired {
      tell(index, .sourceChanged(source(of: instances[index])), in: &turn)
      let event = Router.Event.conditionsChanged(
        priority: instances[index].verdict.priority, faults: faults[index])
      tell(index, event, in: &turn)
    }
  }

  /// Judges every instance; answers its faults, those that its group gives it among them.
  mutating func assess() -> [Set<FaultReason>] {
    for index in instances.indices { instances[index].verdict = verdict(on: index) }
    return instances.indices.map { index in
      var faults = instances[index].verdict.faults
      guard let group = group(of: index) else { return faults }
      for member in members(of: group) where member != index {
        // Faults are counted at their origin alone, so that they end with it.
        let others = instances[member].verdict.faults
        if others.isUndecided {
          faults.formUnion(others)
        } else if !others.isEmpty {
          faults.insert(.member(instances[member].settings.name))
        }
      }
      return faults
    }
  }

  private func verdict(on index: Int) -> Verdict {
    let instance = instances[index]
    let own = instance.settings.tracks
    let tracks = group(of: index).map { $0.tracks(with: own) } ?? own
    var verdict = Verdict(base: instance.settings.router.priority, tracks: tracks, status: status)
    let interface = instance.settings.interface
    if instance.settings.tracksInterface {
      if let link = links[interface] {
        if !link.isUp { verdict.faults.insert(.interfaceDown(interface)) }
      } else {
        verdict.faults.insert(.interfaceMissing(interface))
      }
    }
    if let virtual = instance.settings.virtualInterface, links[virtual.name] == nil {
      verdict.faults.insert(.interfaceMissing(virtual.name))
    }
    for address in instance.settings.router.held.map(\.address)
    where losses[address]?.endsAt != nil {
      verdict.faults.insert(.addressLost(address))
    }
    if source(of: instance) == nil { verdict.faults.insert(.sourceMissing) }
    if instance.settings.carrier.destination.isNowhere { verdict.faults.insert(.peersMissing) }
    return verdict
  }

  private func status(of object: TrackedObject) -> TrackedStatus {
    guard case .interface(let name) = object else { return statuses[object] ?? .pending }
    return links[name]?.isUp == true ? .up : .down
  }
}
