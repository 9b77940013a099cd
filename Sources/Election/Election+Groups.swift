internal import VRRP

// MARK: - Sync groups

extension Election {
  /// Lets every group become master all of whose members wait for nothing but one another, and
  /// every group let go that another director has taken over a part of.
  mutating func grant(in turn: inout Turn) {
    for group in turn.groups.sorted() {
      let members = places.members[group]
      let states = members.map { instances[$0].router.state }
      if SyncGroup.mayBecomeMaster(states) {
        for index in members { tell(index, .groupGranted, in: &turn) }
      } else if SyncGroup.mustLetGo(states) {
        for index in members { tell(index, .groupYielded, in: &turn) }
      }
    }
  }

  /// A group of which some members have a successor already cannot be taken back by the others.
  mutating func finishHalfLeft(in turn: inout Turn) {
    for members in places.members {
      let standings = Set(members.map { instances[$0].router.standing })
      let isRelieved = members.contains { instances[$0].router.hasSuccessor }
      guard standings.contains(.leaving), standings.count > 1 || isRelieved else { continue }
      for index in members where instances[index].router.standing == .leaving {
        tell(index, .groupYielded, in: &turn)
      }
    }
  }

  /// What a group's standing and its grant depend on in one member; nil: it is in no group.
  struct GroupPosition: Equatable {
    var standing: Router.Standing
    var isOverdue = false
    var faults: Set<FaultReason> = []
  }

  func groupPosition(of index: Int) -> GroupPosition? {
    guard !places.groups[index].isEmpty else { return nil }
    var position = GroupPosition(standing: instances[index].router.standing)
    switch instances[index].router.state {
    case .backup(let backup): position.isOverdue = backup.isOverdue
    case .drained(let drained): position.isOverdue = drained.watch.isOverdue
    case .leaving(let leaving): position.isOverdue = leaving.isOverdue
    case .fault(let fault): position.faults = fault.reasons
    case .initialize, .master: break
    }
    return position
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

  private func standing(of group: Int) -> GroupStanding {
    let members = places.members[group]
    var standing = GroupStanding(
      standing: SyncGroup.standing(members.map { instances[$0].router.standing }))
    for index in members {
      if case .fault(let fault) = instances[index].router.state {
        standing.faults.formUnion(fault.reasons)
      }
    }
    return standing
  }

  /// Tells of the groups that stand otherwise than before.
  mutating func tellGroups(in turn: inout Turn) {
    for group in turn.groups.sorted() {
      let from = groupStandings[group]
      let to = standing(of: group)
      groupStandings[group] = to
      guard to.isNews(after: from) else { continue }
      let reason: Router.TransitionReason? = to.faults.isEmpty ? nil : .faults(to.faults)
      turn.effects.append(
        .transition(
          Transition(
            object: .group(settings.groups[group].name), from: from.standing, to: to.standing,
            priority: 0, reason: reason)))
    }
  }
}

// MARK: - Links and trackers

extension Election {
  /// Brings sources, priorities and faults up to what is known now: of these and of those that are
  /// in a group with them.
  mutating func reassess(_ touched: some Sequence<Int>, in turn: inout Turn) {
    guard isStarted else { return }
    let touched = places.withGroups(touched).filter { !instances[$0].isRetired }
    for (index, faults) in assess(touched) {
      tell(index, .capacityChanged(capacity(of: instances[index])), in: &turn)
      let source = source(of: instances[index])
      let event = Router.Event.conditionsChanged(
        priority: instances[index].verdict.priority, faults: faults)
      // A master whose address has gone says its farewell from it before it is forgotten: the others
      // would else wait for three intervals.
      if source == nil { tell(index, event, in: &turn) }
      tell(index, .sourceChanged(source), in: &turn)
      if source != nil { tell(index, event, in: &turn) }
    }
  }

  /// Judges these instances, whole groups; answers their faults, those that their groups give them
  /// among them.
  mutating func assess(_ touched: [Int]) -> [(Int, Set<FaultReason>)] {
    for index in touched { instances[index].verdict = verdict(on: index) }
    var faulty: [Int: [Int]] = [:]
    for group in Set(touched.compactMap { places.groups[$0].first }) {
      faulty[group] = places.members[group].filter { !instances[$0].verdict.faults.isEmpty }
    }
    return touched.map { index in
      var faults = instances[index].verdict.faults
      guard let group = places.groups[index].first else { return (index, faults) }
      for member in faulty[group] ?? [] where member != index {
        // Faults are counted at their origin alone, so that they end with it.
        let others = instances[member].verdict.faults
        if others.isUndecided {
          faults.formUnion(others)
        } else {
          faults.insert(.member(instances[member].settings.name))
        }
      }
      return (index, faults)
    }
  }

  private func verdict(on index: Int) -> Verdict {
    let instance = instances[index]
    let own = instance.settings.tracks
    let tracks = places.groups[index].first.map { settings.groups[$0].tracks(with: own) } ?? own
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
    if source(of: instance) == nil { verdict.faults.insert(.sourceMissing) }
    if instance.settings.carrier.destination.isNowhere { verdict.faults.insert(.peersMissing) }
    return verdict
  }

  private func status(of object: TrackedObject) -> TrackedStatus {
    guard case .interface(let name) = object else { return statuses[object] ?? .pending }
    return links[name]?.isUp == true ? .up : .down
  }
}
