import Configuration
import Health
import IPVS
package import Network

/// What an operator takes out of service: a real server by its endpoint, or all of a machine's.
package struct MaintenanceTarget: Hashable, Sendable, CustomStringConvertible {
  package var address: Address
  /// nil: whatever the port.
  package var port: UInt16?

  package init(address: Address, port: UInt16? = nil) {
    self.address = address
    self.port = port
  }

  package var description: String {
    port.map { Endpoint(address, port: $0).description } ?? address.description
  }

  package func includes(_ endpoint: Endpoint) -> Bool {
    endpoint.address == address && (port == nil || port == endpoint.port)
  }

  /// One of the two names the other's real servers too.
  func overlaps(_ other: MaintenanceTarget) -> Bool {
    address == other.address && (port == nil || other.port == nil || port == other.port)
  }
}

extension MaintenanceTarget {
  /// `10.0.0.2:80`, `[2001:db8::2]:80`, `10.0.0.2`, `2001:db8::2`
  package init?(_ text: String) {
    if let address = Address(text) {
      self.init(address: address)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
    guard let address = Address(String(host)) else { return nil }
    self.init(address: address, port: port)
  }
}

/// Why an operator has put something into maintenance, and since when.
package struct OperatorWish: Hashable, Sendable {
  package var reason: String
  package var since: Instant

  package init(reason: String, since: Instant) {
    self.reason = reason
    self.since = since
  }
}

extension Balancer {
  /// What operators have put into maintenance, why and since when.
  package var maintained: [MaintenanceTarget: OperatorWish] { maintenance }

  /// The real servers that the target names, as `real server 10.0.0.2:80 of tcp 192.0.2.1:80`.
  package func realServers(of target: MaintenanceTarget) -> [String] {
    members.filter { !pools[$0.pool].isCanary && target.includes($0.server.endpoint) }.map(name)
  }

  /// An operator puts a real server into maintenance, or takes it out again (`reason` nil).
  mutating func maintain(
    _ target: MaintenanceTarget, reason: String?, by name: String?, since: Instant?,
    at now: Instant
  ) -> [Effect] {
    let former = maintenance[target]?.since
    maintenance[target] = reason.map {
      OperatorWish(reason: $0, since: former ?? min(since ?? now, now))
    }
    return members.indices.filter { target.includes(members[$0].server.endpoint) }
      .flatMap { followMaintenance($0, by: name, at: now) }
  }

  /// Makes a real server's maintenance what the operator and the configuration say.
  mutating func followMaintenance(
    _ index: Int, by operatorName: String? = nil, at now: Instant
  ) -> [Effect] {
    let member = members[index]
    let pool = member.pool
    guard !pools[pool].isCanary else { return [] }
    let wanted = maintenance(of: member.server, since: member.maintenance?.since ?? now)
    guard wanted != member.maintenance else { return [] }
    members[index].maintenance = wanted
    guard wanted?.reason != member.maintenance?.reason else { return [] }
    members[index].adoptedWeight = nil
    touch(index)
    if (wanted == nil) != (member.maintenance == nil) {
      let change = wanted == nil ? -1 : 1
      pools[pool].maintained += change
      if member.condition == .up { pools[pool].serving -= change }
    }
    noteMaintenance(of: index, by: operatorName, at: now)
    if wanted == nil, member.condition == .up { startSlowly(index, at: now) }
    return maintenanceLines(of: members[index], since: member.maintenance)
      + weighPool(pool, because: .maintenance(wanted?.reason), at: now)
  }

  /// What an operator said of the real server itself comes before what was said of its machine.
  private func maintenance(of server: RealServer, since: Instant) -> Maintenance? {
    let targets = [
      MaintenanceTarget(address: server.endpoint.address, port: server.endpoint.port),
      MaintenanceTarget(address: server.endpoint.address),
    ]
    for target in targets {
      guard let wish = maintenance[target] else { continue }
      return Maintenance(reason: wish.reason, since: min(wish.since, since), target: target)
    }
    return server.isInMaintenance
      ? Maintenance(reason: "so the configuration has it", since: since) : nil
  }

  private func maintenanceLines(of member: Member, since former: Maintenance?) -> [Effect] {
    let pool = pools[member.pool]
    let text: String
    if let maintenance = member.maintenance {
      guard former == nil else { return [] }
      text =
        "\(name(member)) is in maintenance: \(maintenance.reason.printable); weight 0 in "
        + "\(pool.place): connections that stand go on; \(tally(of: pool))"
    } else {
      let weight = destination(member).map { "weight \($0.weight) in \(pool.place)" }
      text =
        "\(name(member)) is out of maintenance; "
        + (weight ?? "it is \(member.condition.words) and not in \(pool.place)")
        + "; \(tally(of: pool))"
    }
    return [.log(LogLine(.notice, text))]
  }

  /// `1 of 2 up, 1 in maintenance`
  func tally(of pool: Pool) -> String {
    "\(pool.serving) of \(pool.members.count) up"
      + (pool.maintained > 0 ? ", \(pool.maintained) in maintenance" : "")
  }
}

// MARK: - What an operator is told before

extension Balancer {
  /// The targets that hold the real servers of `target` in maintenance, but itself.
  package func holders(of target: MaintenanceTarget) -> [MaintenanceTarget] {
    maintenance.keys.filter { $0 != target && ($0.overlaps(target)) }
      .sorted { $0.description < $1.description }
  }

  /// What maintenance of a target would take from clients; nothing of it is done.
  package func damage(ofMaintaining target: MaintenanceTarget, at now: Instant) -> [String] {
    var trial = self
    _ = trial.handle(.maintenance(target, reason: ""), at: now)
    return zip(pools, trial.pools).compactMap { before, after in
      let name = "virtual server \(before.server.name.words)"
      if trial.servesNobody(after), !servesNobody(before) {
        return "\(name) would serve nobody: \(tally(of: after))"
      }
      guard before.hasQuorum, !after.hasQuorum else { return nil }
      let sorry = after.server.sorryServer.map { "; its sorry server \($0.endpoint) would serve" }
      return "\(name) would lose its quorum: weight \(trial.weight(of: after)) of "
        + "\(after.server.quorum.quorum)" + (sorry ?? "")
    }
  }
}
