package import IPVS

/// Stands where the kernel has no IPVS and nothing is to be served: virtual routers do without. A
/// table that is wanted later is looked for then, and from then on this is that one.
package final class AbsentTable: TableEdge {
  private let open: () throws(TableError) -> any TableEdge
  private var table: (any TableEdge)?
  /// Something was asked of it: from now on it counts that there is none.
  private var isWanted = false

  /// `open` throws `absent` as long as there is none.
  package init(_ open: @escaping () throws(TableError) -> any TableEdge) { self.open = open }

  package func apply(_ commands: [Command]) throws(TableError) -> [Refusal] {
    // Nothing stands: it is flushed already.
    if table == nil, commands.allSatisfy({ $0 == .flush }) { return [] }
    isWanted = true
    return try found().apply(commands)
  }

  package func observe(_ isWanted: (ServiceKey) -> Bool) throws(TableError) -> Observation {
    guard self.isWanted else { return Observation() }
    return try found().observe(isWanted)
  }

  package func look(at keys: [ServiceKey]) throws(TableError) -> Table {
    guard isWanted else { return Table() }
    return try found().look(at: keys)
  }

  package func observer() -> TableObserver {
    if let table { return table.observer() }
    return { (_) throws(TableError) in Observation() }
  }

  package func information() throws(TableError) -> Information { try found().information() }

  package func timeouts() throws(TableError) -> Timeouts { try found().timeouts() }

  package func syncDaemons() throws(TableError) -> [SyncDaemon] {
    guard let table else { return [] }
    return try table.syncDaemons()
  }

  package func takeNotes() -> [String] { table?.takeNotes() ?? [] }

  private func found() throws(TableError) -> any TableEdge {
    if let table { return table }
    let opened = try open()
    table = opened
    return opened
  }
}
