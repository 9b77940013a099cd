import Doctor
import IPVS
import Network

extension FactsReader {
  private static let mostConnections = 10_000

  /// Only if IPVS is there: asking for it would make the kernel load it.
  func readIPVS() {
    guard ProcText.exists("/proc/net/ip_vs") else { return }
    do throws(TableError) {
      let table = try KernelTable()
      var found = IPVSFacts(services: try services(table))
      let information = try table.information()
      found.version = IPVSFacts.version(information.version)
      found.tableSize = Int(information.connectionTableSize)
      let timeouts = try table.timeouts()
      found.timeouts = TimeoutFacts(
        tcp: Int(timeouts.tcp), tcpFin: Int(timeouts.tcpFin), udp: Int(timeouts.udp))
      found.daemons = try table.syncDaemons().map(SyncDaemonFacts.init)
      found.helpers = ProcText.ifAny("/proc/net/ip_vs_app").map(IPVSFacts.helpers)
      readConnections(into: &found)
      facts.ipvs = found
    } catch {
      let isForbidden = error == .notPermitted
      lacks(.ipvs, error.description, needs: isForbidden ? "CAP_NET_ADMIN" : nil)
    }
  }

  private func services(_ table: KernelTable) throws(TableError) -> [KernelServiceFacts] {
    KernelServiceFacts.all(in: try table.observe())
  }

  /// The services' counters once more: a service that stood at both readings has both.
  func readLaterTotals() {
    guard facts.ipvs?.services.isEmpty == false else { return }
    do throws(TableError) {
      let observed = try KernelTable().observe { _ in false }
      var later: [ServiceName: Statistics] = [:]
      for (key, statistics) in observed.services { later[ServiceName(key)] = statistics }
      for place in facts.ipvs?.services.indices ?? 0..<0 {
        let name = facts.ipvs?.services[place].name
        guard let name, let found = later[name] else { continue }
        facts.ipvs?.services[place].later = KernelServiceFacts.Totals(
          connections: found.connections, packetsIn: found.packetsIn,
          packetsOut: found.packetsOut)
      }
    } catch {
      // The first reading stands.
      return
    }
  }

  private func readConnections(into found: inout IPVSFacts) {
    // A line is 120 bytes and more.
    let limit = 2 << 20
    guard let text = ProcText.ifAny("/proc/net/ip_vs_conn", limit: limit) else { return }
    let lines = text.split(separator: "\n").dropFirst()
    found.connections = lines.lazy.compactMap { ConnectionFacts(line: $0) }
      .prefix(Self.mostConnections).map(\.self)
    if text.utf8.count < limit {
      found.connectionCount = lines.count
    } else {
      let destinations = found.services.flatMap(\.destinations)
      found.connectionCount = destinations.reduce(0) { $0 + Int($1.active) + Int($1.inactive) }
    }
  }
}
