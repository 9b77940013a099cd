import IPVS
import Network

/// A kernel service stands in the table once, whoever names it. Of a second virtual server with it,
/// keepalived adds the real servers to the service that is there.
extension Interpretation {
  /// False, after a report, if there would be too many services.
  mutating func mayClaim(_ services: [ServiceKey], _ draft: VirtualServerDraft) -> Bool {
    guard taken.count + services.count > context.limits.services else { return true }
    report.error(
      code: .limitExceeded,
      "the virtual servers are more than \(context.limits.services) services", at: draft.word)
    return false
  }

  /// Takes the services that are free; the real servers join the virtual servers that have the others.
  mutating func claim(_ server: VirtualServer, for draft: VirtualServerDraft) {
    let shared = server.services.filter { taken[$0] != nil }
    var owners: [Int] = []
    for service in shared {
      if let owner = taken[service], !owners.contains(owner) { owners.append(owner) }
    }
    for owner in owners { tell(draft, of: shared, at: owner) }
    for owner in owners { separate(Set(shared), from: owner) }
    for service in shared {
      if let owner = taken[service] { join(server, at: owner) }
    }
    let free = server.services.filter { taken[$0] == nil }
    if free.count == server.services.count {
      append(server, free)
    } else {
      for service in free { append(server.alone(service), [service]) }
    }
  }

  private mutating func append(_ server: VirtualServer, _ services: [ServiceKey]) {
    for service in services { taken[service] = virtualServers.count }
    virtualServers.append(server)
  }

  private mutating func tell(_ draft: VirtualServerDraft, of shared: [ServiceKey], at owner: Int) {
    let common = shared.filter { taken[$0] == owner }
    guard let service = common.first else { return }
    let rest = common.count > 1 ? " and \(common.count - 1) more stand" : " stands"
    let line = virtualServers[owner].position.line
    report.warning(
      code: .definedTwice,
      "\(draft.title): \(service)\(rest) at line \(line) already; its real servers join those there, "
        + "and the rest of it does not count for them", at: draft.word,
      hint: "put its real servers into the first, or give it another port")
  }

  /// A virtual server of which only some services are shared becomes one for each of its services.
  private mutating func separate(_ shared: Set<ServiceKey>, from owner: Int) {
    let whole = virtualServers[owner]
    guard !whole.services.allSatisfy(shared.contains) else { return }
    for (number, service) in whole.services.enumerated() {
      if number == 0 {
        virtualServers[owner] = whole.alone(service)
      } else {
        append(whole.alone(service), [service])
      }
    }
  }

  private mutating func join(_ server: VirtualServer, at owner: Int) {
    var known = Set(virtualServers[owner].realServers.map(\.endpoint))
    for real in server.realServers where known.insert(real.endpoint).inserted {
      virtualServers[owner].realServers.append(real)
    }
    if virtualServers[owner].sorryServer == nil {
      virtualServers[owner].sorryServer = server.sorryServer
    }
  }
}

extension VirtualServer {
  /// The same for one of its services.
  fileprivate func alone(_ service: ServiceKey) -> VirtualServer {
    var copy = self
    copy.name = .service(service)
    copy.services = [service]
    return copy
  }
}
