import IPVS
import Network

extension Interpretation {
  /// The kernel services that a virtual server is; nil after a report.
  mutating func services(of draft: VirtualServerDraft, family: Family) -> [ServiceKey]? {
    switch draft.target {
    case .endpoint(let endpoint):
      return [.endpoint(draft.transport ?? .udp, endpoint)]
    case .mark(let mark):
      return [.firewallMark(mark, family)]
    case .group(let name):
      guard let group = groups[name] else {
        report.error(
          code: .undefinedName, "there is no virtual_server_group '\(name)'", at: draft.word,
          hint: nearest(to: name, among: groups.keys).map { "did you mean '\($0)'?" }
            ?? "expected the name of a group of this file")
        return nil
      }
      return services(of: group, draft, family)
    }
  }

  private mutating func services(
    of group: VirtualServerGroup, _ draft: VirtualServerDraft, _ family: Family
  ) -> [ServiceKey]? {
    var services: [ServiceKey] = []
    for entry in group.entries {
      switch entry {
      case .mark(let mark, let own): services.append(.firewallMark(mark, own ?? family))
      case .addresses(let first, let count, let port):
        guard UInt64(services.count) + UInt64(count) <= UInt64(context.limits.services) else {
          report.error(
            code: .limitExceeded, "\(draft.title) is more than \(context.limits.services) services",
            at: draft.word)
          return nil
        }
        for offset in 0..<count {
          guard let address = first.advanced(by: offset) else { break }
          services.append(.endpoint(draft.transport ?? .udp, Endpoint(address, port: port)))
        }
      }
    }
    if services.isEmpty {
      report.warning(
        code: .emptyBlock, "\(draft.title) has no address and is ignored", at: draft.word)
      return nil
    }
    return services
  }

  /// The port of all services if they have one port, or else 0.
  func commonPort(of services: [ServiceKey]) -> UInt16 {
    var common: UInt16?
    for service in services {
      guard case .endpoint(_, let endpoint) = service else { return 0 }
      if let common, common != endpoint.port { return 0 }
      common = endpoint.port
    }
    return common ?? 0
  }
}
