import CLinux
import Glibc
import Network
package import Routing

/// The kernel's packet filter, nf_tables: our table alone, in the network namespace where this was
/// made. Calls block until the kernel has answered.
package final class KernelFilter {
  private var netlink: NetlinkSocket
  /// Told of what others do to the table.
  private let monitor: Descriptor
  private var buffer = [UInt8](repeating: 0, count: 65536)

  /// Throws EPROTONOSUPPORT if the kernel has no such thing.
  package init() throws(SystemError) {
    netlink = try NetlinkSocket(protocol: CInt(NETLINK_NETFILTER))
    let kind = CInt(CLINUX_RAW | CLINUX_NONBLOCK)
    let monitor = try Descriptor(
      "netlink socket", socket(AF_NETLINK, kind, CInt(NETLINK_NETFILTER)))
    guard bindNetlink(monitor.number) else { throw SystemError("bind a netlink socket") }
    self.monitor = consume monitor
  }

  /// Readable while somebody has changed something of nf_tables, once it is followed.
  package var descriptor: CInt { monitor.number }

  /// `NFNLGRP_NFTABLES`. On a machine whose filters change all the time this is told too.
  package func follow() throws(SystemError) {
    guard setOption(of: monitor.number, SOL_NETLINK, CInt(NETLINK_ADD_MEMBERSHIP), CInt(7)) else {
      throw SystemError("join netlink group 7")
    }
  }

  /// Whether something of our table was taken away since the last time, by anybody.
  package func hasLost() -> Bool {
    var isLost = false
    for _ in 0..<4096 {
      let count = buffer.withUnsafeMutableBytes {
        recv(monitor.number, $0.baseAddress, $0.count, 0)
      }
      if count < 0 {
        // So much has happened that not all of it was told.
        if errno == ENOBUFS { isLost = true }
        if errno == EAGAIN { break }
        continue
      }
      for message in NetlinkReader(buffer[..<min(count, buffer.count)]) {
        isLost = isLost || PacketFilter.isLoss(message)
      }
    }
    return isLost
  }

  /// Whether our table stands; another run may have left it. False if the kernel has no nf_tables.
  package func stands() throws(SystemError) -> Bool {
    do throws(SystemError) {
      try ask([.question])
      return true
    } catch {
      guard [ENOENT, EOPNOTSUPP, EINVAL].contains(error.number) else { throw error }
      return false
    }
  }

  /// Puts the filter in the place of what stands, in one piece. EOPNOTSUPP: the kernel has no
  /// nf_tables.
  package func replace(with filter: PacketFilter) throws(SystemError) {
    try ask([.begin] + filter.requests + [.end])
  }

  /// Sends requests in one datagram; the last of those that are no end of a batch is acknowledged.
  private func ask(_ requests: [FilterRequest]) throws(SystemError) {
    let first = netlink.reserve(UInt32(clamping: requests.count))
    let last = requests.lastIndex { $0 != .end } ?? 0
    var bytes: [UInt8] = []
    var sequence = first
    for (index, request) in requests.enumerated() {
      let flags = index == last ? request.flags.union(.acknowledge) : request.flags
      bytes.append(message: request.message, flags: flags, sequence: sequence) {
        $0 += request.payload
      }
      sequence &+= 1
    }
    do throws(SystemError) {
      try netlink.send(bytes)
      try awaitAnswer(from: first, to: first &+ UInt32(clamping: last))
    } catch {
      // Answers to the rest may still come: the next question gets a new socket.
      netlink = try NetlinkSocket(protocol: CInt(NETLINK_NETFILTER))
      throw error
    }
  }

  private func awaitAnswer(from first: UInt32, to last: UInt32) throws(SystemError) {
    while true {
      for message in try netlink.receive() {
        guard (first...last).contains(message.sequence),
          message.type == NetlinkMessage.errorType, let answer = message.answer
        else { continue }
        guard answer.number == 0 else { throw SystemError("nf_tables", answer.number) }
        if message.sequence == last { return }
      }
    }
  }
}
