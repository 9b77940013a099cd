import Configuration
import Control
import Election
import IPVS
import Network
import Service
import VRRP

/// Puts what would be done into an operator's words.
struct PlanReport {
  /// The kernel's table with its connections.
  let observation: Observation
  private(set) var operations: [PlannedOperation] = []

  init(observation: Observation) { self.observation = observation }
}

// MARK: - The table

extension PlanReport {
  mutating func add(_ prospect: Prospect) {
    for command in prospect.atOnce { add(command, .atOnce) }
    for command in prospect.afterChecks { add(command, .afterChecks) }
  }

  private mutating func add(_ command: IPVS.Command, _ moment: PlannedOperation.Moment) {
    guard let object = command.object?.description else { return }
    var operation: PlannedOperation
    switch command {
    case .newService(_, let settings):
      operation = PlannedOperation(.add, object, settings: settings.text)
    case .newDestination(_, _, let settings):
      operation = PlannedOperation(.add, object, settings: settings.text)
    case .setService(let key, let settings):
      let fields = observation.table[key]?.settings.fields(to: settings) ?? []
      operation = PlannedOperation(.change, object, fields: fields.map { $0.planned })
      operation.notice = notice(fields)
    case .setDestination(let key, let endpoint, let settings):
      operation = PlannedOperation(.change, object)
      change(&operation, key, endpoint, to: settings)
    case .deleteService(let key):
      operation = PlannedOperation(.remove, object)
      loseConnections(&operation, observation.destinations[key]?.values.map(\.self) ?? [])
    case .deleteDestination(let key, let endpoint):
      operation = PlannedOperation(.remove, object)
      let found = observation.destinations[key]?[endpoint]
      loseConnections(&operation, found.map { [$0] } ?? [])
    case .flush, .setTimeouts, .startDaemon, .stopDaemon: return
    }
    operation.moment = moment
    operations.append(operation)
  }

  private func change(
    _ operation: inout PlannedOperation, _ key: ServiceKey, _ endpoint: Endpoint,
    to settings: DestinationSettings
  ) {
    let fields = observation.table[key]?.destinations[endpoint]?.fields(to: settings) ?? []
    operation.fields = fields.map { $0.planned }
    operation.connections = observation.destinations[key]?[endpoint].map { [$0].sum }
    if fields.contains(where: { $0.name == "forwarding" }) {
      operation.notice = "connections that stand go the old way until they end"
    }
  }

  private func notice(_ fields: [FieldChange]) -> String? {
    fields.contains { $0.name == "persistence" }
      ? "clients may be sent to another real server than before" : nil
  }

  /// IPVS drops the packets of connections whose destination is gone (ip_vs_core.c).
  private func loseConnections(
    _ operation: inout PlannedOperation, _ found: [DestinationStatistics]
  ) {
    let sum = found.sum
    operation.connections = sum
    let count = sum.active + sum.inactive
    if count > 0 { operation.notice = "\(counted(Int(clamping: count), "connection")) cut" }
  }
}

extension [DestinationStatistics] {
  fileprivate var sum: Connections {
    reduce(into: Connections()) { sum, found in
      sum.active &+= UInt64(found.active)
      sum.inactive &+= UInt64(found.inactive)
      sum.persistent &+= UInt64(found.persistent)
    }
  }
}

extension FieldChange {
  fileprivate var planned: PlannedOperation.Field {
    PlannedOperation.Field(name, from: from, to: to)
  }
}

// MARK: - Beside the table

extension PlanReport {
  /// What a file says beside its virtual servers.
  mutating func compare(_ old: DirectorConfiguration, _ new: DirectorConfiguration) {
    let fields = [
      ("tcp", old.global.timeouts.tcp, new.global.timeouts.tcp),
      ("tcpfin", old.global.timeouts.tcpFin, new.global.timeouts.tcpFin),
      ("udp", old.global.timeouts.udp, new.global.timeouts.udp),
    ].filter { $0.1 != $0.2 }
    if !fields.isEmpty {
      operations.append(
        PlannedOperation(
          .change, "lvs_timeouts",
          fields: fields.map { PlannedOperation.Field($0, from: seconds($1), to: seconds($2)) }))
    }
    let (former, next) = (Set(old.election.addresses), Set(new.election.addresses))
    for address in old.election.addresses where !next.contains(address) {
      operations.append(PlannedOperation(.remove, "static " + words(address, on: nil)))
    }
    for address in new.election.addresses where !former.contains(address) {
      operations.append(PlannedOperation(.add, "static " + words(address, on: nil)))
    }
  }

  private func seconds(_ value: UInt32) -> String { value == 0 ? "the kernel's" : "\(value) s" }

  mutating func add(_ outlook: Outlook) {
    for instance in outlook.instances { add(instance) }
    for held in outlook.gained {
      operations.append(PlannedOperation(.add, words(held.address, on: held.interface)))
    }
    for held in outlook.lost {
      operations.append(
        PlannedOperation(
          .remove, words(held.address, on: held.interface),
          notice: "this director answers at it no more"))
    }
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
            + "priority \(instance.settings.router.priority); it begins as a backup",
          moment: .afterElection))
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

  private func words(_ address: VirtualAddress, on interface: String?) -> String {
    let place = interface ?? address.interface
    return "address \(address.address)/\(address.length)" + (place.map { " on \($0)" } ?? "")
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
