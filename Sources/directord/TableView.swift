import IPVS
import Network
import Service
import System

/// What is known of the table at one moment, as a copy for other threads.
struct TableView: Sendable {
  var desired: Table
  /// Another number after every change of ours.
  var revision: UInt64
  var isSilent: Bool
  var complaints: [TableObject: Complaint]
  var checkServices: Set<ServiceKey>
  /// Reads what stands.
  var observer: TableObserver

  /// What the kernel refused and is asked again, in words.
  var refusals: [String] {
    complaints.sorted { $0.key < $1.key }.map { $0.value.description }
  }

  /// How the kernel's table differs from what is wanted of a real server, and why; nil if it does not.
  func problem(of account: Account, in observation: Observation) -> String? {
    let endpoint = account.realServer.endpoint
    for key in account.virtualServer.services {
      let wanted = desired[key]?.destinations[endpoint]
      let found = observation.table[key]?.destinations[endpoint]
      guard wanted?.weight != found?.weight else { continue }
      let there = found.map { "has it with weight \($0.weight)" } ?? "does not have it"
      let ought = wanted.map { "weight \($0.weight) is wanted" } ?? "it ought not to be there"
      let why = cause(key, endpoint).map { ": \($0)" } ?? ""
      return "the kernel's \(key) \(there), and \(ought)\(why)"
    }
    return nil
  }

  /// Why the kernel has not what is wanted, if that is known.
  private func cause(_ key: ServiceKey, _ endpoint: Endpoint) -> String? {
    if isSilent { return "the kernel's IPVS does not answer" }
    return (complaints[.destination(key, endpoint)] ?? complaints[.service(key)])?.words
  }
}
