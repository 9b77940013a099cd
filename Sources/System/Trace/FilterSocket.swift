import CLinux
import Glibc
import Network
import Routing

/// Requests to nf_tables, each answered before the next one.
final class FilterSocket {
  private let netlink: NetlinkSocket

  /// Throws EPROTONOSUPPORT if the kernel has no netfilter.
  init() throws(SystemError) {
    netlink = try NetlinkSocket(protocol: CInt(NETLINK_NETFILTER))
  }

  /// Sends requests in one datagram and waits until the kernel has done them all or none. Every request
  /// but the batch's ends is acknowledged.
  func ask(_ requests: [FilterRequest]) throws(SystemError) {
    let first = netlink.reserve(UInt32(clamping: requests.count))
    var bytes: [UInt8] = []
    var waiting: Set<UInt32> = []
    for (index, request) in requests.enumerated() {
      let sequence = first &+ UInt32(index)
      let isEnd = request == .begin || request == .end
      bytes.append(
        message: request.message, flags: isEnd ? request.flags : request.flags.union(.acknowledge),
        sequence: sequence
      ) { $0 += request.payload }
      if !isEnd { waiting.insert(sequence) }
    }
    try netlink.send(bytes)
    // The first refusal is the reason; the kernel answers the rest of the batch too.
    var refusal: SystemError?
    while !waiting.isEmpty {
      for message in try netlink.receive() where message.type == NetlinkMessage.errorType {
        guard let answer = message.answer else { continue }
        if answer.number != 0, refusal == nil {
          refusal = SystemError("nf_tables", answer.number)
        }
        // A batch that is refused as a whole is answered at its begin.
        if message.sequence == first, answer.number != 0 { waiting = [] }
        waiting.remove(message.sequence)
      }
    }
    if let refusal { throw refusal }
  }

  /// The names of all tables of the family `inet`.
  func tables() throws(SystemError) -> [String] {
    let sequence = netlink.reserve(1)
    var bytes: [UInt8] = []
    bytes.append(
      message: TraceFilter.tables.message, flags: TraceFilter.tables.flags, sequence: sequence
    ) { $0 += TraceFilter.tables.payload }
    try netlink.send(bytes)
    var names: [String] = []
    while true {
      for message in try netlink.receive() where message.sequence == sequence {
        if let name = TraceFilter.table(in: message) { names.append(name) }
        guard
          message.type == NetlinkMessage.doneType || message.type == NetlinkMessage.errorType
        else { continue }
        let number = message.answer?.number ?? 0
        guard number == 0 else { throw SystemError("nf_tables", number) }
        return names
      }
    }
  }
}
