import Health

extension DirectorConfiguration {
  /// Everybody whom a script is to be run as.
  package var scriptUsers: [ScriptUser] {
    let scripts = virtualServers.flatMap(\.scripts)
    let checkers = unconnected.map { dialogue -> ScriptUser? in
      if case .program(let probe) = dialogue { probe.user } else { nil }
    }
    let hooks = routers.map(\.hooks) + syncGroups.map(\.hooks)
    let users = (scripts + hooks.flatMap(\.scripts)).map(\.user)
    let pipes = election.fifos.flatMap { [$0.user, $0.script?.user] }
    return
      (users + self.scripts.map(\.script.user) + pipes + checkers
      + [global.scriptUser, global.notifySuspect?.user]).compactMap(\.self)
  }
}
