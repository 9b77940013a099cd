import Control
import Glibc
import IPVS
import System

/// Shows what stands in the kernel's IPVS.
struct IPVSLists {
  var invocation: IPVSInvocation

  /// So many connections are shown; the others are counted.
  private static let mostConnections = 1_000_000

  func show(_ listing: IPVSAction.Listing) throws {
    switch listing.subject {
    case .table: try showTable(listing)
    case .connections: try showConnections(listing)
    case .timeouts:
      let timeouts = try asking { (table) throws(TableError) in try table.timeouts() }
      if invocation.json {
        var document = IPVSDocument()
        document.timeouts = IPVSDocument.Timeouts(
          tcp: timeouts.tcp, tcpFin: timeouts.tcpFin, udp: timeouts.udp)
        return Terminal.write(document.json)
      }
      write([timeouts.listedLine])
    case .daemons:
      let daemons = try asking { (table) throws(TableError) in try table.syncDaemons() }
      if invocation.json {
        var document = IPVSDocument()
        document.daemons = daemons.map {
          IPVSDocument.Daemon(
            role: "\($0.role)", interface: $0.interface, syncID: $0.identifier)
        }
        return Terminal.write(document.json)
      }
      write(daemons.map(\.listedLine))
    }
  }

  /// `-S` leaves thresholds out, as ipvsadm does; `save` has them.
  func save() throws {
    let found = try asking { (table) throws(TableError) in try table.observe() }
    write(found.table.savedLines(thresholds: invocation.isInWords))
  }

  private func showTable(_ listing: IPVSAction.Listing) throws {
    let (found, information) = try asking { (table) throws(TableError) in
      (
        try table.observe { listing.service == nil || $0 == listing.service },
        try table.information()
      )
    }
    if let key = listing.service, found.table[key] == nil {
      throw refusal("there is no service \(key)")
    }
    if invocation.json {
      Terminal.write(IPVSDocument(found, information, only: listing.service).json)
    } else if invocation.isOwnForm(listing) {
      let page = IPVSPage(paint: Paint(isColoured: invocation.color ?? Terminal.wantsColour))
      write(page.lines(found, only: listing.service))
    } else if listing.isSorted {
      write(found.listedLines(listing, information: information))
    } else {
      throw refusal("the kernel's own order (--nosort) is not kept")
    }
  }

  private func showConnections(_ listing: IPVSAction.Listing) throws {
    let connections = try readConnections()
    if invocation.json {
      var document = IPVSDocument()
      document.connections = connections.entries.map {
        IPVSDocument.Connection(
          transport: $0.transport.lowercased(), client: "\($0.client)", virtual: "\($0.virtual)",
          server: "\($0.server)", state: $0.state, expires: $0.expires)
      }
      document.omittedConnections = connections.omitted
      return Terminal.write(document.json)
    }
    write(connections.listedLines(engines: listing.columns == .persistent).map(printable))
    if connections.omitted > 0 {
      Terminal.write(
        Array("directorctl: and \(counted(connections.omitted, "connection")) more\n".utf8), to: 2)
    }
  }

  private func readConnections() throws -> ConnectionList {
    let path = "/proc/net/ip_vs_conn"
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      // Without IPVS there is no such file, and the kernel's answer says what to do.
      if errno == ENOENT { _ = try openedTable() }
      throw refusal("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    var connections = ConnectionList(limit: Self.mostConnections)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      connections.read(buffer.prefix(count))
    }
    connections.finish()
    return connections
  }

  private func asking<Value>(
    _ question: (KernelTable) throws(TableError) -> Value
  ) throws -> Value {
    let table = try openedTable()
    do throws(TableError) { return try question(table) } catch { throw refused(error) }
  }

  private func write(_ lines: [String]) {
    Terminal.write(Array(lines.map { $0 + "\n" }.joined().utf8))
  }
}
