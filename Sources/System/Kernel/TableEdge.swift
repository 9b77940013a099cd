package import IPVS

/// An IPVS table that obeys: the kernel's, or one in memory.
package protocol TableEdge: AnyObject {
  /// Sends the commands in order. Those that were refused are answered; the others are done. After
  /// an error any of them may have been done.
  func apply(_ commands: [Command]) throws(TableError) -> [Refusal]

  /// What stands. Destinations are read for the services alone that `isWanted` names.
  func observe(_ isWanted: (ServiceKey) -> Bool) throws(TableError) -> Observation

  /// What stands of these services, with their destinations.
  func look(at keys: [ServiceKey]) throws(TableError) -> Table

  /// Reads on any thread what stands, as `observe` does.
  func observer() -> TableObserver

  func information() throws(TableError) -> Information

  func timeouts() throws(TableError) -> Timeouts

  /// Those that run.
  func syncDaemons() throws(TableError) -> [SyncDaemon]

  /// Lines that tell what was done since they were last taken, if nobody else sees it.
  func takeNotes() -> [String]
}

extension TableEdge {
  /// All that stands.
  package func observe() throws(TableError) -> Observation { try observe { _ in true } }
}

/// Reads a table without the thread whose `TableEdge` it is. Destinations are read for the services
/// alone that it is given a true answer for.
package typealias TableObserver =
  @Sendable (_ isWanted: (ServiceKey) -> Bool) throws(TableError) -> Observation
