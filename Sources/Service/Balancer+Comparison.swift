import Configuration
import Health
import IPVS
import Network

extension Balancer {
  /// What another configuration, which has these pools changed, brings and takes, in words.
  func comparisonLines(of changed: [Int], with old: Balancer, isFirst: Bool) -> [Effect] {
    if isFirst { return [.log(LogLine(.notice, summary))] }
    let former = Dictionary(
      old.pools.map { ($0.server.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(pools.map(\.server.name))
    let gone = old.pools.filter { pool in
      !names.contains(pool.server.name) && pool.keys.allSatisfy { owners[$0] == nil }
    }
    let left = gone.map {
      $0.isCanary
        ? "\($0.server.name.words) is configured no more"
        : "\($0.server.name.words) is configured no more: removed with its "
          + $0.members.count.of("real server")
    }
    let rest = changed.compactMap { index in
      let pool = pools[index]
      let renamed = pool.keys.lazy.compactMap { old.owners[$0] }.first.map { old.pools[$0] }
      guard let former = former[pool.server.name] ?? renamed else {
        let noun = pool.isCanary ? "address" : "real server"
        return "\(pool.server.name.words) is new, with \(pool.members.count) \(noun)"
          + (pool.members.count == 1 ? "" : pool.isCanary ? "es" : "s")
      }
      return changes(
        of: pool.server.name.words, from: old.members[former.members].map(\.server.endpoint),
        to: members[pool.members].map(\.server.endpoint))
    }
    return (left + rest).map { .log(LogLine(.notice, $0)) }
  }

  private var summary: String {
    let services = pools.filter { !$0.isCanary }
    let servers = services.reduce(0) { $0 + $1.members.count }
    let checks = members.reduce(0) { $0 + $1.checks.count }
    let probes = slots.count { $0 != nil }
    let start =
      "\(services.count.of("virtual server")), \(servers.of("real server")), "
      + checks.of("check") + (probes < checks ? ", made by \(probes.of("probe"))" : "")
    let adopted = members.count { $0.adoptedWeight != nil }
    guard adopted > 0 else { return start }
    return "\(start); already in the kernel and kept as found until a check says otherwise: "
      + adopted.of("real server")
  }

  private func changes(of name: String, from old: [Endpoint], to new: [Endpoint]) -> String? {
    let added = new.filter { [former = Set(old)] in !former.contains($0) }
    let removed = old.filter { [present = Set(new)] in !present.contains($0) }
    let parts = [("added", added), ("removed", removed)].filter { !$0.1.isEmpty }
    guard !parts.isEmpty else { return nil }
    return "\(name): "
      + parts.map { "real servers \($0.0): \(Self.list($0.1))" }.joined(separator: "; ")
  }

  /// The first few, and how many more.
  private static func list(_ endpoints: [Endpoint]) -> String {
    let shown = endpoints.prefix(5).map(\.description).joined(separator: ", ")
    return endpoints.count > 5 ? shown + " and \(endpoints.count - 5) more" : shown
  }
}
