import Configuration
import Control
import IPVS
import Network
import Service

/// Puts what would be done into an operator's words.
struct PlanReport {
  /// The kernel's table with its connections.
  let observation: Observation
  var operations: [PlannedOperation] = []
  /// Services that no operator has asked for by name.
  var checkServices: Set<ServiceKey> = []

  init(observation: Observation) { self.observation = observation }
}

// MARK: - The table

extension PlanReport {
  mutating func add(_ prospect: Prospect) {
    for command in prospect.atOnce { add(command, .atOnce) }
    for command in prospect.afterChecks { add(command, .afterChecks) }
  }

  private mutating func add(_ command: IPVS.Command, _ moment: PlannedOperation.Moment) {
    guard let object = command.object.map(words) else { return }
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
    case .flush, .zero, .setTimeouts, .startDaemon, .stopDaemon: return
    }
    operation.moment = moment
    operations.append(operation)
  }

  private func words(_ object: TableObject) -> String {
    checkServices.contains(object.service) ? "\(object), for directord's own checks" : "\(object)"
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
  }

  /// The `ipvs` block.
  mutating func compareSettings(_ old: DirectorConfiguration, _ new: DirectorConfiguration) {
    let (before, after) = (old.global.kernelSettings, new.global.kernelSettings)
    let machines = "the machine's own"
    for setting in KernelSetting.allCases where before[setting] != after[setting] {
      let field = PlannedOperation.Field(
        "value", from: before[setting].map { "\($0)" } ?? machines,
        to: after[setting].map { "\($0)" } ?? machines)
      operations.append(PlannedOperation(.change, "\(setting)", fields: [field]))
    }
  }

  private func seconds(_ value: UInt32) -> String { value == 0 ? "the kernel's" : "\(value) s" }
}
