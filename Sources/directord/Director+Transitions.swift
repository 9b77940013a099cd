import Configuration
import Election
import Network
import Operations
import Service
import VRRP

// What is told of virtual routers: the log first, then the pipes, then the hooks.

extension Director {
  func follow(_ transition: Transition, at now: Instant) {
    let hooks = election.hooks[transition.object] ?? TransitionHooks()
    let isRemoved = transition.isRemoval(in: reading.loaded.configuration)
    if isRemoved { election.hooks[transition.object] = nil }
    election.standings[transition.object] = isRemoved ? nil : transition.standing
    followSync(at: now)
    log(transition, at: now)
    move(at: now)
    guard !transition.isUndecided, let state = HookState(transition.to, isRemoved: isRemoved, hooks)
    else { return }
    pipes.write(
      NotificationLine(transition.object, state.rawValue, priority: transition.priority))
    mail(transition, as: state.rawValue, words(transition), own: hooks.mails)
    run(requests(transition, state, hooks), among: electionHooks, at: now)
  }

  /// The hooks that would run of what the election foresees, were this configuration followed.
  func foreseenHooks(
    _ transitions: [Transition], _ configuration: DirectorConfiguration
  ) -> [HookRequest] {
    transitions.flatMap { transition -> [HookRequest] in
      let isRemoved = transition.isRemoval(in: configuration)
      let hooks =
        configuration.hooks(of: transition.object) ?? election.hooks[transition.object]
        ?? TransitionHooks()
      guard !transition.isUndecided,
        let state = HookState(transition.to, isRemoved: isRemoved, hooks)
      else { return [] }
      return requests(transition, state, hooks)
    }
  }

  /// The hook of the state first, then the general one.
  private func requests(
    _ transition: Transition, _ state: HookState, _ hooks: TransitionHooks
  ) -> [HookRequest] {
    let object = transition.object
    var environment = [
      "DIRECTORD_STATE": transition.to.rawValue, "DIRECTORD_STATE_BEFORE": transition.from.rawValue,
      "DIRECTORD_PRIORITY": "\(transition.priority)",
      "DIRECTORD_REASON": transition.reason?.description ?? "",
    ]
    environment["DIRECTORD_DRAIN"] = operations.drain?.words
    var requests: [HookRequest] = []
    if let script = state.script(in: hooks) {
      requests.append(HookRequest(object: object.words, script: script, environment: environment))
    }
    if var script = hooks.any {
      script.arguments += [object.kind, object.name, state.rawValue, "\(transition.priority)"]
      requests.append(HookRequest(object: object.words, script: script, environment: environment))
    }
    return requests
  }

  /// `notify_master_rx_lower_pri`
  func tellOfRival(of instance: String, _ address: Address, at now: Instant) {
    let object = Transition.Object.instance(instance)
    let priority = election.standings[object]?.priority ?? 0
    pipes.write(NotificationLine(object, "MASTER_RX_LOWER_PRI", priority: priority))
    guard let script = election.hooks[object]?.rivalHeard else { return }
    let request = HookRequest(
      object: object.words + ", a rival", script: script,
      environment: ["DIRECTORD_RIVAL": address.description])
    run([request], among: electionHooks, at: now)
  }

  /// `notify_priority_changes`: of an instance, or of a group whose member it is.
  func tellOfPriority(of instance: String, _ priority: UInt8, at now: Instant) {
    let object = Transition.Object.instance(instance)
    write(
      .notice, "\(object.words): the priority is \(priority) from now on", on: object.words, at: now
    )
    election.standings[object]?.priority = priority
    let groups = reading.loaded.configuration?.syncGroups.filter {
      $0.group.members.contains(instance)
    }
    let isWanted =
      election.hooks[object]?.tellsPriorities == true
      || groups?.contains { $0.hooks.tellsPriorities } == true
    guard isWanted, let standing = election.standings[object]?.standing else { return }
    switch standing {
    case .master, .leaving:
      pipes.write(NotificationLine(object, "MASTER_PRIORITY", priority: priority))
    case .backup, .drained:
      pipes.write(NotificationLine(object, "BACKUP_PRIORITY", priority: priority))
    case .initialize, .fault: break
    }
  }

  /// A configuration is followed: how everything stands under its names. With
  /// `fifo_write_vrrp_states_on_reload` the pipes are told anew.
  func follow(_ standings: [ObjectStanding], at now: Instant) {
    let isReload = !election.standings.isEmpty
    election.standings = Dictionary(
      standings.map { ($0.object, $0) }, uniquingKeysWith: { $1 })
    followSync(at: now)
    move(at: now)
    if isReload { tellStates() }
  }

  func tellStates() {
    guard reading.loaded.configuration?.election.tellsStatesOnReload == true else { return }
    for one in election.standings.values.sorted(by: { $0.object.words < $1.object.words })
    where one.standing != .initialize {
      let hooks = election.hooks[one.object] ?? TransitionHooks()
      guard let state = HookState(one.standing, isRemoved: false, hooks) else { continue }
      pipes.write(NotificationLine(one.object, state.rawValue, priority: one.priority))
    }
  }

  private func words(_ transition: Transition) -> String {
    let reason = transition.reason.map { ": \($0)" } ?? ""
    let (from, to) = (transition.from.rawValue.uppercased(), transition.to.rawValue.uppercased())
    return "\(transition.object.words): \(from) -> \(to)\(reason)\(taken(by: transition))"
  }

  /// `; takes and announces 192.0.2.100, 192.0.2.101`
  private func taken(by transition: Transition) -> String {
    guard transition.to == .master, transition.from != .leaving,
      case .instance(let name) = transition.object
    else { return "" }
    let router = reading.loaded.configuration?.routers.first { $0.name == name }
    let held = router?.instance.router.held.map(\.address.description) ?? []
    guard !held.isEmpty else { return "" }
    let named = held.prefix(8).joined(separator: ", ")
    return "; takes and announces \(named)" + (held.count > 8 ? " and \(held.count - 8) more" : "")
  }

  private func log(_ transition: Transition, at now: Instant) {
    let level: LogLine.Level =
      switch (transition.to, transition.reason) {
      case (.fault, _), (.master, .lastResort), (.master, .unrelieved): .warning
      case (.initialize, _), (.backup, _), (.master, _), (.leaving, _), (.drained, _): .notice
      }
    write(level, words(transition), on: transition.object.words, at: now)
  }
}

extension Transition {
  /// A start in fault only because a tracker has given no result yet: nobody is told, since the
  /// result follows at once.
  fileprivate var isUndecided: Bool {
    guard from == .initialize, to == .fault, case .faults(let reasons)? = reason else {
      return false
    }
    return reasons.isUndecided
  }

  fileprivate var standing: ObjectStanding {
    ObjectStanding(object: object, standing: to, priority: priority)
  }
}

extension Transition {
  /// Whether it is the end of what the configuration has no longer.
  fileprivate func isRemoval(in configuration: DirectorConfiguration?) -> Bool {
    to == .initialize && configuration?.hooks(of: object) == nil
  }
}

extension DirectorConfiguration {
  /// nil if there is no such instance or group.
  fileprivate func hooks(of object: Transition.Object) -> TransitionHooks? {
    switch object {
    case .instance(let name): routers.first { $0.name == name }?.hooks
    case .group(let name): syncGroups.first { $0.name == name }?.hooks
    }
  }
}
