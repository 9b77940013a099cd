import Network

extension RoutingCommand {
  /// What makes `wanted` of the addresses that stand in `found`.
  ///
  /// Of those that nobody wants only what `isOurs` names is deleted. Deletions come first, so that an
  /// address can move, and the newest first: a primary address takes its secondaries along.
  package static func changes(
    from found: [InterfaceAddress], to wanted: [InterfaceAddress],
    isOurs: (InterfaceAddress) -> Bool
  ) -> [RoutingCommand] {
    var standing: [InterfaceAddress.Key: InterfaceAddress] = [:]
    for address in found { standing[address.key] = address }
    let asked = Set(wanted.map(\.key))
    var deletions = found.filter { !asked.contains($0.key) && isOurs($0) }
    var additions: [InterfaceAddress] = []
    for address in wanted {
      guard let present = standing[address.key] else {
        additions.append(address)
        continue
      }
      if !address.isMade(by: present) {
        deletions.append(present)
        additions.append(address)
      }
    }
    let order = Dictionary(zip(found.map(\.key), found.indices), uniquingKeysWith: { $1 })
    deletions.sort { order[$0.key, default: 0] > order[$1.key, default: 0] }
    return deletions.map(RoutingCommand.deleteAddress) + additions.map(RoutingCommand.addAddress)
  }

  /// What makes `wanted` of the routes that stand in `found`, which are all ours. Additions come
  /// first: in between the old way is better than none.
  package static func changes(from found: [Route], to wanted: [Route]) -> [RoutingCommand] {
    let kept = wanted.filter { route in found.contains { route.isMade(by: $0) } }
    let deletions = found.filter { route in !kept.contains { $0.isMade(by: route) } }
    let additions = wanted.filter { route in !kept.contains(route) }
    return additions.map(RoutingCommand.addRoute) + deletions.map(RoutingCommand.deleteRoute)
  }

  /// What makes `wanted` of the rules that stand in `found`, which are all ours.
  package static func changes(from found: [Rule], to wanted: [Rule]) -> [RoutingCommand] {
    let kept = wanted.filter { rule in found.contains { rule.isMade(by: $0) } }
    let deletions = found.filter { rule in !kept.contains { $0.isMade(by: rule) } }
    let additions = wanted.filter { rule in !kept.contains(rule) }
    return additions.map(RoutingCommand.addRule) + deletions.map(RoutingCommand.deleteRule)
  }
}
