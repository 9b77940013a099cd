import Control
import Election
import Network
import Routing
import VRRP

// MARK: - Instances

extension PlanReport {
  /// Instances, and what the kernel would have of them.
  mutating func add(_ foresight: Foresight) {
    for instance in foresight.outlook.instances { add(instance) }
    compare(foresight.before, foresight.after)
    let kept = Set(foresight.after.addresses.map(\.address.address))
    let words = KernelWords(names: foresight.names, kept: kept)
    operations += words.operations(foresight.atOnce, .atOnce)
    operations += words.operations(foresight.afterElection, .afterElection)
  }

  private mutating func add(_ instance: Outlook.Instance) {
    let object = "vrrp_instance \(instance.settings.name)"
    switch instance.change {
    case .added:
      operations.append(
        PlannedOperation(
          .add, object,
          settings:
            "router \(instance.settings.router.virtualRouter) on \(instance.settings.interface), "
            + "priority \(instance.settings.router.priority); it begins as a backup"))
    case .removed:
      operations.append(
        PlannedOperation(
          .remove, object,
          notice: instance.isMaster ? "its addresses go to another director, if there is one" : nil
        ))
    case .changed(let old):
      operations.append(
        PlannedOperation(.change, object, fields: old.fields(to: instance.settings)))
    }
  }

  /// What is neither an interface nor an address, route or rule.
  private mutating func compare(_ before: Wanted, _ after: Wanted) {
    let (dropped, drops) = (before.filter.all, after.filter.all)
    for address in dropped.subtracting(drops).sorted() {
      operations.append(PlannedOperation(.remove, "packet filter for \(address)"))
    }
    for address in drops.subtracting(dropped).sorted() {
      operations.append(
        PlannedOperation(
          .add, "packet filter for \(address)", notice: "what is sent to the address is dropped"))
    }
    for name in before.promoting.symmetricDifference(after.promoting).sorted() {
      let isPromoting = after.promoting.contains(name)
      let field = PlannedOperation.Field(
        "promote_secondaries", from: isPromoting ? "as it is" : "1",
        to: isPromoting ? "1" : "as it was")
      operations.append(PlannedOperation(.change, "interface \(name)", fields: [field]))
    }
  }
}

extension PacketFilter {
  fileprivate var all: Set<String> {
    Set(addresses.map { "\($0)" } + linkLocal.map { "\($0.address) on \($0.interface)" })
  }
}

extension InstanceSettings {
  /// What differs, as far as it has a name of its own; at least one field.
  fileprivate func fields(to new: InstanceSettings) -> [PlannedOperation.Field] {
    var fields = [
      PlannedOperation.Field("name", from: name, to: new.name),
      PlannedOperation.Field(
        "priority", from: "\(router.priority)", to: "\(new.router.priority)"),
      PlannedOperation.Field("advert_int", from: interval, to: new.interval),
      PlannedOperation.Field(
        "version", from: "\(router.version.rawValue)", to: "\(new.router.version.rawValue)"),
      PlannedOperation.Field(
        "virtual interface", from: virtualInterface?.name ?? "none",
        to: new.virtualInterface?.name ?? "none"),
      PlannedOperation.Field("addresses", from: list(router.held), to: list(new.router.held)),
      PlannedOperation.Field("tracks", from: "\(tracks.count)", to: "\(new.tracks.count)"),
    ].filter { $0.from != $0.to }
    if fields.isEmpty {
      fields.append(PlannedOperation.Field("settings", from: "as they are", to: "others"))
    }
    return fields
  }

  private var interval: String { "\(router.interval.inSeconds) s" }

  private func list(_ addresses: [VirtualAddress]) -> String {
    addresses.map { "\($0.address)/\($0.length)" }.joined(separator: ", ")
  }
}

// MARK: - The kernel

/// Commands to the kernel in an operator's words.
private struct KernelWords {
  /// Interfaces by number.
  let names: [UInt32: String]
  /// The addresses that are held afterwards.
  let kept: Set<Address>

  func operations(
    _ commands: [RoutingCommand], _ moment: PlannedOperation.Moment
  ) -> [PlannedOperation] {
    let ways = commands.compactMap { if case .addRoute(let route) = $0 { route.way } else { nil } }
    return commands.compactMap { command in
      var operation = operation(command, ways: Set(ways))
      operation?.moment = moment
      return operation
    }
  }

  /// nil for what only marks something as ours.
  private func operation(_ command: RoutingCommand, ways: Set<Route.Way>) -> PlannedOperation? {
    switch command {
    case .addAddress(let address): return PlannedOperation(.add, words(address))
    case .deleteAddress(let address):
      return PlannedOperation(
        .remove, words(address),
        notice: kept.contains(address.address)
          ? "for a moment nobody answers at it" : "this director answers at it no more")
    case .addRoute(let route): return PlannedOperation(.add, "route \(route.words(name))")
    case .deleteRoute(let route):
      return PlannedOperation(
        .remove, "route \(route.words(name))",
        notice: ways.contains(route.way) ? nil : "what is sent there takes another way")
    case .addRule(let rule): return PlannedOperation(.add, "rule \(rule)")
    case .deleteRule(let rule): return PlannedOperation(.remove, "rule \(rule)")
    case .makeLink(let link):
      return PlannedOperation(
        .add, "interface \(link.name)",
        settings: "macvlan on \(name(link.parent)), \(link.hardware)")
    case .setUp(let index, let isUp):
      let field = PlannedOperation.Field(
        "state", from: isUp ? "down" : "up", to: isUp ? "up" : "down")
      return PlannedOperation(.change, "interface \(name(index))", fields: [field])
    case .deleteLink(let index): return PlannedOperation(.remove, "interface \(name(index))")
    case .setAlias, .setLinkLocal: return nil
    }
  }

  private func name(_ index: UInt32) -> String { names[index] ?? "interface \(index)" }

  private func words(_ address: InterfaceAddress) -> String {
    "address \(address.address)/\(address.length) on \(name(address.interface))"
  }
}

extension Route {
  /// What a packet looks a route up by.
  fileprivate struct Way: Hashable {
    var destination: Prefix
    var table: UInt32
  }

  fileprivate var way: Way { Way(destination: destination, table: table) }
}
