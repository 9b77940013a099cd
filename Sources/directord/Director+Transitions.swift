import Configuration
import Election
import Network
import Service
import VRRP

extension Director {
  /// A transition is logged and told to its hooks.
  func follow(_ transition: Transition, at now: Instant) {
    let hooks = election.hooks[transition.object] ?? TransitionHooks()
    let isKept = transition.object.isConfigured(in: reading.loaded.configuration)
    let isRemoved = !isKept && transition.to == .initialize
    if isRemoved { election.hooks[transition.object] = nil }
    election.standings[transition.object] = isRemoved ? nil : transition.standing
    followSync(at: now)
    log(transition)
    guard let state = HookState(transition.to, isRemoved: isRemoved, hooks) else { return }
    let object = transition.object.words
    let environment = [
      "DIRECTORD_STATE": transition.to.rawValue, "DIRECTORD_STATE_BEFORE": transition.from.rawValue,
      "DIRECTORD_PRIORITY": "\(transition.priority)",
      "DIRECTORD_REASON": transition.reason?.description ?? "",
    ]
    var requests: [HookRequest] = []
    if let script = state.script(in: hooks) {
      requests.append(HookRequest(object: object, script: script, environment: environment))
    }
    if var script = hooks.any {
      script.arguments += [
        transition.object.kind, transition.object.name, state.rawValue, "\(transition.priority)",
      ]
      requests.append(HookRequest(object: object, script: script, environment: environment))
    }
    run(requests, at: now)
  }

  /// `notify_master_rx_lower_pri`
  func runRivalHook(of instance: String, _ address: Address, at now: Instant) {
    guard let script = election.hooks[.instance(instance)]?.rivalHeard else { return }
    let request = HookRequest(
      object: Transition.Object.instance(instance).words + ", a rival", script: script,
      environment: ["DIRECTORD_RIVAL": address.description])
    run([request], at: now)
  }

  private func log(_ transition: Transition) {
    let reason = transition.reason.map { ": \($0)" } ?? ""
    let words =
      "\(transition.object.words): \(transition.from.rawValue) -> \(transition.to.rawValue)\(reason)"
    switch transition.to {
    case .fault: journal.write(.warning, words)
    case .initialize, .backup, .master, .leaving, .drained: journal.write(.notice, words)
    }
  }
}

/// What keepalived's hooks call a state.
private enum HookState: String {
  case master = "MASTER"
  case backup = "BACKUP"
  case fault = "FAULT"
  case stop = "STOP"
  case deleted = "DELETED"

  /// nil where nobody is told: one that leaves still holds its addresses. A drained director is a
  /// backup to those who know keepalived's states alone.
  init?(_ standing: Router.Standing, isRemoved: Bool, _ hooks: TransitionHooks) {
    switch standing {
    case .master: self = .master
    case .backup, .drained: self = .backup
    case .fault: self = .fault
    case .leaving: return nil
    case .initialize: self = !isRemoved ? .stop : hooks.tellsDeletion ? .deleted : .fault
    }
  }

  func script(in hooks: TransitionHooks) -> Script? {
    switch self {
    case .master: hooks.master
    case .backup: hooks.backup
    case .fault: hooks.fault
    case .stop: hooks.stop
    case .deleted: hooks.deleted
    }
  }
}

extension Transition {
  fileprivate var standing: ObjectStanding {
    ObjectStanding(object: object, standing: to, priority: priority)
  }
}

extension Transition.Object {
  fileprivate var name: String {
    switch self {
    case .instance(let name), .group(let name): name
    }
  }

  /// keepalived's first argument.
  fileprivate var kind: String {
    switch self {
    case .instance: "INSTANCE"
    case .group: "GROUP"
    }
  }

  fileprivate var words: String {
    switch self {
    case .instance(let name): "vrrp_instance \(name)"
    case .group(let name): "vrrp_sync_group \(name)"
    }
  }

  fileprivate func isConfigured(in configuration: DirectorConfiguration?) -> Bool {
    switch self {
    case .instance(let name): configuration?.routers.contains { $0.name == name } ?? false
    case .group(let name): configuration?.syncGroups.contains { $0.name == name } ?? false
    }
  }
}
