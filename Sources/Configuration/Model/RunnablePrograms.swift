import Health
import VRRP

extension Machine {
  /// True if `user`, or `script_user` when `user` is nil, is root.
  func runsAsRoot(_ user: ScriptUser?) -> Bool {
    guard let user else { return !hasUser("keepalived_script") }
    return user.user == "root" || user.user == "0"
  }

  private func exists(_ user: ScriptUser) -> Bool {
    hasUser(user.user) && (user.group.map(hasGroup) ?? true)
  }

  fileprivate func runs(
    _ arguments: [String], as user: ScriptUser?, isGuarded: Bool
  ) -> Bool {
    guard let path = arguments.first, user.map(exists) ?? true else { return false }
    switch program(path) {
    case .missing, .notExecutable: return false
    case .changeable: return !(isGuarded && runsAsRoot(user))
    case .safe, .unknown: return true
    }
  }
}

extension DirectorConfiguration {
  /// Without what asks a program that cannot run on this machine, as keepalived leaves it out: a
  /// `vrrp_script` and what tracks it, a `MISC_CHECK`. Warnings of `scriptRules` say so.
  package func runnable(on machine: Machine) -> DirectorConfiguration {
    var copy = self
    let runs = { (arguments: [String], user: ScriptUser?) in
      machine.runs(
        arguments, as: user ?? global.scriptUser, isGuarded: global.scriptSecurity)
    }
    let names = scripts.filter { !runs($0.script.arguments, $0.script.user) }.map(\.name)
    let missing = Set(names.map { TrackedObject.script($0) })
    copy.scripts.removeAll { missing.contains(.script($0.name)) }
    for index in copy.routers.indices {
      copy.routers[index].instance.tracks.removeAll { missing.contains($0.object) }
    }
    for index in copy.syncGroups.indices {
      copy.syncGroups[index].group.tracks.removeAll { missing.contains($0.object) }
    }
    let isRunnable = { (check: CheckDefinition) in
      guard case .program(let probe) = check.probe.dialogue else { return true }
      return runs(probe.arguments, probe.user)
    }
    for (index, server) in virtualServers.enumerated() {
      for (place, server) in server.realServers.enumerated() {
        let checks = server.checks.filter(isRunnable)
        guard checks.count < server.checks.count else { continue }
        copy.virtualServers[index].realServers[place].checks = checks
      }
    }
    return copy
  }
}
