import IPVS
import System

/// Starts both sync daemons on an interface, shows them, and stops them; the exit code.
func synchronise(on name: String) throws(TableError) -> Int32 {
  let table = try KernelTable()
  let wanted = [
    SyncDaemon(.master, on: name, identifier: 51, maximumLength: 1400, port: 8850, timeToLive: 2),
    SyncDaemon(.backup, on: name, identifier: 51),
  ]
  for refusal in try table.apply(SyncDaemon.changes(from: try table.syncDaemons(), to: wanted)) {
    print("refused: \(refusal)")
    return 1
  }
  let running = try table.syncDaemons()
  for daemon in running { print("\(daemon) runs") }
  print("one line stops them")
  _ = readLine()
  guard SyncDaemon.changes(from: running, to: wanted).isEmpty else { return 1 }
  let refusals = try table.apply(SyncDaemon.changes(from: running, to: []))
  let left = try table.syncDaemons()
  return refusals.isEmpty && left.isEmpty ? 0 : 1
}
