extension DirectorConfiguration {
  /// The same without the places where it was written, to compare two files by what they mean.
  package var unplaced: DirectorConfiguration {
    var copy = self
    copy.virtualServers = virtualServers.map(\.unplaced)
    copy.global.notifySuspect = global.notifySuspect?.unplaced
    for index in copy.routers.indices {
      copy.routers[index].position = .none
      copy.routers[index].hooks = routers[index].hooks.unplaced
    }
    for index in copy.syncGroups.indices {
      copy.syncGroups[index].position = .none
      copy.syncGroups[index].hooks = syncGroups[index].hooks.unplaced
    }
    for index in copy.scripts.indices {
      copy.scripts[index].position = .none
      copy.scripts[index].script.position = .none
    }
    for index in copy.canaries.indices {
      copy.canaries[index].position = .none
      copy.canaries[index].addresses = canaries[index].addresses.map(\.unplaced)
    }
    for index in copy.processes.indices { copy.processes[index].position = .none }
    for index in copy.files.indices { copy.files[index].position = .none }
    for index in copy.election.fifos.indices {
      copy.election.fifos[index].script = copy.election.fifos[index].script?.unplaced
    }
    return copy
  }
}

extension Position {
  fileprivate static let none = Position(file: "", line: 0, column: 0)
}

extension Script {
  fileprivate var unplaced: Script { Script(arguments: arguments, user: user, position: .none) }
}

extension TransitionHooks {
  fileprivate var unplaced: TransitionHooks {
    var copy = self
    copy.master = master?.unplaced
    copy.backup = backup?.unplaced
    copy.fault = fault?.unplaced
    copy.stop = stop?.unplaced
    copy.deleted = deleted?.unplaced
    copy.any = any?.unplaced
    copy.rivalHeard = rivalHeard?.unplaced
    return copy
  }
}

extension VirtualServer {
  fileprivate var unplaced: VirtualServer {
    var copy = self
    copy.position = .none
    copy.quorum.up = quorum.up?.unplaced
    copy.quorum.down = quorum.down?.unplaced
    copy.realServers = realServers.map(\.unplaced)
    return copy
  }
}

extension RealServer {
  fileprivate var unplaced: RealServer {
    var copy = self
    copy.position = .none
    copy.notifyUp = notifyUp?.unplaced
    copy.notifyDown = notifyDown?.unplaced
    for index in copy.checks.indices { copy.checks[index].position = .none }
    return copy
  }
}
