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

extension Balancer {
  /// What operators have put into maintenance, and why.
  package var maintained: [MaintenanceTarget: String] { maintenance }

  /// The real servers that the target names, as `real server 10.0.0.2:80 of tcp 192.0.2.1:80`.
  package func realServers(of target: MaintenanceTarget) -> [String] {
    members.filter { !pools[$0.pool].isCanary && target.includes($0.server.endpoint) }.map(name)
  }

  /// An operator puts a real server into maintenance, or takes it out again (`reason` nil).
  mutating func maintain(
    _ target: MaintenanceTarget, reason: String?, by name: String?, at now: Instant
  ) -> [Effect] {
    maintenance[target] = reason
    return members.indices.filter { target.includes(members[$0].server.endpoint) }
      .flatMap { followMaintenance($0, by: name, at: now) }
  }

  /// Makes a real server's maintenance what the operator and the configuration say.
  mutating func followMaintenance(
    _ index: Int, by operatorName: String? = nil, at now: Instant
  ) -> [Effect] {
    let member = members[index]
    guard !pools[member.pool].isCanary else { return [] }
    let reason = maintenanceReason(of: member.server)
    guard reason != member.maintenance else { return [] }
    members[index].maintenance = reason
    members[index].adoptedWeight = nil
    touch(index)
    noteMaintenance(of: index, by: operatorName, at: now)
    if reason == nil, member.condition == .up { startSlowly(index, at: now) }
    return maintenanceLines(of: members[index], since: member.maintenance)
      + weighPool(member.pool, because: .maintenance(reason), at: now)
  }

  func maintenanceReason(of server: RealServer) -> String? {
    if let reason = maintenance.first(where: { $0.key.includes(server.endpoint) })?.value {
      return reason
    }
    return server.isInMaintenance ? "so the configuration has it" : nil
  }

  private func maintenanceLines(of member: Member, since former: String?) -> [Effect] {
    let place = pools[member.pool].place
    let text: String
    if let reason = member.maintenance {
      guard former == nil else { return [] }
      text =
        "\(name(member)) is in maintenance: \(reason.printable); weight 0 in \(place): connections "
        + "that stand go on"
    } else {
      let weight = destination(member).map { "weight \($0.weight) in \(place)" }
      text =
        "\(name(member)) is out of maintenance; "
        + (weight ?? "it is \(member.condition.words) and not in \(place)")
    }
    return [.log(LogLine(.notice, text))]
  }
}
