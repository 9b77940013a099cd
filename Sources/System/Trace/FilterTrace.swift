import CLinux
package import Doctor
import Glibc
package import Network
import Routing

/// Listens to nf_tables while it tells the way of one client's packets. It writes to the kernel: a table
/// of its own stands as long as this object lives.
package final class FilterTrace {
  package private(set) var tally = VerdictTally()
  private let netlink: FilterSocket
  /// Told of the traced packets.
  private let monitor: Descriptor
  private var buffer = [UInt8](repeating: 0, count: 65536)
  private var lost: UInt64 = 0
  /// The table, unless the kernel removes it by itself with the socket.
  private var table: String?
  private var names = InterfaceNames()

  /// Makes the table, after it has removed those that runs left behind which are no more. Throws EPERM
  /// without CAP_NET_ADMIN, EPROTONOSUPPORT or EOPNOTSUPP if the kernel has no nf_tables.
  package init(of client: Address) throws(SystemError) {
    let kind = CInt(CLINUX_RAW | CLINUX_NONBLOCK)
    let monitor = try Descriptor(
      "netlink socket", socket(AF_NETLINK, kind, CInt(NETLINK_NETFILTER)))
    // Without an address of its own a socket is taken for the sender and told nothing.
    guard bindNetlink(monitor.number) else { throw SystemError("bind a netlink socket") }
    _ = enlargeBuffers(of: monitor.number, receive: 8 << 20)
    guard
      setOption(
        of: monitor.number, SOL_NETLINK, CInt(NETLINK_ADD_MEMBERSHIP), TraceMessage.group)
    else { throw SystemError("join netlink group \(TraceMessage.group)") }
    netlink = try FilterSocket()
    self.monitor = consume monitor
    try removeAbandoned()
    let filter = TraceFilter(client: client, process: getpid())
    do throws(SystemError) {
      try netlink.ask([.begin] + filter.requests(isOwned: true) + [.end])
    } catch {
      guard error.number == EOPNOTSUPP || error.number == EINVAL else { throw error }
      try netlink.ask([.begin] + filter.requests(isOwned: false) + [.end])
      table = filter.table
    }
  }

  deinit { end() }

  /// Removes the table; a second time it does nothing.
  package func end() {
    guard let table else { return }
    self.table = nil
    try? netlink.ask([.begin] + TraceFilter.removal(of: table) + [.end])
  }

  /// Readable while a message waits.
  package var descriptor: CInt { monitor.number }

  /// Takes in what waits: at most 256 datagrams, the others keep the descriptor readable.
  package func advance() {
    for _ in 0..<256 {
      let count = buffer.withUnsafeMutableBytes {
        recv(monitor.number, $0.baseAddress, $0.count, 0)
      }
      guard count >= 0 else {
        if errno == ENOBUFS { lost += 1 }
        if errno == EAGAIN { return }
        continue
      }
      for message in NetlinkReader(buffer[..<min(count, buffer.count)]) {
        if let traced = TraceMessage(message) { tally.count(step(traced)) }
      }
    }
  }

  /// Messages that were lost at least.
  package var missed: UInt64 { lost + tally.missed }

  private func step(_ message: TraceMessage) -> TracedStep {
    let outcome: TracedStep.Outcome =
      switch message.kind {
      case .rule(let handle, let drops): .rule(handle, drops: drops)
      case .policy(let drops): .policy(drops: drops)
      case .other: .other
      }
    return TracedStep(
      identifier: message.identifier, family: message.family, table: message.table,
      chain: message.chain, outcome: outcome, packet: message.packet?[...],
      input: message.input.map { names[$0] }, output: message.output.map { names[$0] })
  }

  /// Removes tables of runs that were killed, if the kernel did not do so.
  private func removeAbandoned() throws(SystemError) {
    for name in try netlink.tables() {
      guard let process = TraceFilter.process(ofTable: name), !isAlive(process) else { continue }
      try netlink.ask([.begin] + TraceFilter.removal(of: name) + [.end])
    }
  }
}

/// True if there is such a process, whoever owns it.
func isAlive(_ process: Int32) -> Bool { process > 0 && (kill(process, 0) == 0 || errno == EPERM) }
