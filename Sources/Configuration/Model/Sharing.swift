extension DirectorConfiguration {
  /// The same configuration, in which whatever equals something of `former` is that very value: what
  /// compares or keeps both of them finds at once that nothing has changed. It takes as long as both
  /// are large, and is for the thread that has read the file.
  package func sharing(with former: DirectorConfiguration) -> DirectorConfiguration {
    let places = Dictionary(
      former.virtualServers.indices.map { (former.virtualServers[$0].name, $0) },
      uniquingKeysWith: { first, _ in first })
    var shared = self
    for index in virtualServers.indices {
      guard let place = places[virtualServers[index].name] else { continue }
      let old = former.virtualServers[place]
      if virtualServers[index] == old {
        shared.virtualServers[index] = old
      } else {
        shared.virtualServers[index].shareRealServers(with: old)
      }
    }
    return shared
  }
}

extension VirtualServer {
  fileprivate mutating func shareRealServers(with former: VirtualServer) {
    if services == former.services { services = former.services }
    guard realServers.count == former.realServers.count else {
      let places = Dictionary(
        former.realServers.indices.map { (former.realServers[$0].endpoint, $0) },
        uniquingKeysWith: { first, _ in first })
      for index in realServers.indices {
        guard let place = places[realServers[index].endpoint] else { continue }
        share(index, with: former.realServers[place])
      }
      return
    }
    for index in realServers.indices { share(index, with: former.realServers[index]) }
  }

  private mutating func share(_ index: Int, with former: RealServer) {
    if realServers[index] == former {
      realServers[index] = former
    } else if realServers[index].checks == former.checks {
      realServers[index].checks = former.checks
    }
  }
}
