import Glibc
package import IPVS

/// A table in memory that answers as the kernel would, and tells what it was asked to do: for a try
/// on any machine, beside a kernel table that somebody else is in charge of.
package final class ShadowTable: TableEdge {
  package private(set) var table: Table
  private var connectionTimeouts = Timeouts(tcp: 900, tcpFin: 120, udp: 300)
  private var daemons: [SyncDaemon.Role: SyncDaemon] = [:]
  private var notes: [String] = []

  package init(_ table: Table = Table()) { self.table = table }

  package func apply(_ commands: [Command]) -> [Refusal] {
    commands.compactMap { command in
      if let number = refusal(of: command) {
        return Refusal(command, number: number, reason: String(cString: strerror(number)))
      }
      table.apply(command)
      if case .setTimeouts(let timeouts) = command { connectionTimeouts.take(timeouts) }
      if case .startDaemon(let daemon) = command { daemons[daemon.role] = daemon }
      if case .stopDaemon(let role) = command { daemons[role] = nil }
      notes.append("would \(command)")
      return nil
    }
  }

  package func observe(_ isWanted: (ServiceKey) -> Bool) -> Observation {
    var found = Observation()
    found.table = table
    return found
  }

  package func look(at keys: [ServiceKey]) -> Table {
    Table(
      [ServiceKey: VirtualService](
        uniqueKeysWithValues: keys.compactMap { key in table[key].map { (key, $0) } }))
  }

  package func observer() -> TableObserver {
    let found = observe { _ in true }
    return { _ in found }
  }

  package func information() -> Information { Information(version: 0, connectionTableSize: 0) }

  package func timeouts() -> Timeouts { connectionTimeouts }

  package func syncDaemons() -> [SyncDaemon] { SyncDaemon.Role.allCases.compactMap { daemons[$0] } }

  package func takeNotes() -> [String] {
    defer { notes = [] }
    return notes
  }

  /// errno as net/netfilter/ipvs/ip_vs_ctl.c answers it; nil if it would obey.
  private func refusal(of command: Command) -> Int32? {
    switch command {
    case .newService(let key, _):
      return table[key] == nil ? nil : EEXIST
    case .setService(let key, _), .deleteService(let key):
      return table[key] == nil ? ESRCH : nil
    case .newDestination(let key, let endpoint, _):
      guard let service = table[key] else { return ESRCH }
      return service.destinations[endpoint] == nil ? nil : EEXIST
    case .setDestination(let key, let endpoint, _), .deleteDestination(let key, let endpoint):
      guard let service = table[key] else { return ESRCH }
      return service.destinations[endpoint] == nil ? ENOENT : nil
    case .startDaemon(let daemon): return daemons[daemon.role] == nil ? nil : EEXIST
    case .stopDaemon(let role): return daemons[role] == nil ? ESRCH : nil
    case .zero(let key?): return table[key] == nil ? ESRCH : nil
    case .flush, .zero(nil), .setTimeouts: return nil
    }
  }
}

extension Timeouts {
  /// As the kernel takes them: 0 leaves what is there.
  fileprivate mutating func take(_ new: Timeouts) {
    if new.tcp != 0 { tcp = new.tcp }
    if new.tcpFin != 0 { tcpFin = new.tcpFin }
    if new.udp != 0 { udp = new.udp }
  }
}
