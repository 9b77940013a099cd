import Glibc
package import IPVS
import Network

/// Opens a namespace, anew for each socket that is to be in it, on whatever thread.
package typealias OpenNamespace = @Sendable () throws(SystemError) -> NetworkNamespace

/// The kernel's IPVS table in the network namespace where this was made, or in another one. Calls block until the
/// kernel has answered, which it does at once.
///
/// Requests go hundreds to a datagram. Only the last of each asks for an acknowledgement: of the
/// others the kernel answers those alone that it refuses, and an answer names its request.
package final class KernelTable: TableEdge {
  private var netlink: GenericNetlink
  private let namespace: OpenNamespace?
  private var bytes: [UInt8] = []
  private static let familyName = "IPVS"
  /// How often a dump is asked for again that the kernel says to be inconsistent.
  private static let dumpAttempts = 3

  /// Throws `absent` if the kernel has no IPVS and `notPermitted` if we may not change it.
  ///
  /// - Parameter namespace: opens the namespace whose table it is; nil: the calling thread's own.
  package init(in namespace: OpenNamespace? = nil) throws(TableError) {
    self.namespace = namespace
    netlink = try Self.open(in: namespace)
    _ = try information()
  }

  private static func open(in namespace: OpenNamespace?) throws(TableError) -> GenericNetlink {
    guard let namespace else { return try GenericNetlink(family: familyName) }
    let place: NetworkNamespace
    do throws(SystemError) { place = try namespace() } catch { throw .system(error) }
    return try place.visit(
      { () throws(TableError) in try GenericNetlink(family: familyName) },
      otherwise: { .system($0) })
  }

  // MARK: Commands

  package func apply(_ commands: [Command]) throws(TableError) -> [Refusal] {
    var refusals: [Refusal] = []
    for start in stride(from: 0, to: commands.count, by: netlink.requestsPerBatch) {
      let end = min(start + netlink.requestsPerBatch, commands.count)
      try renewing { () throws(TableError) in
        try send(commands[start..<end], refusals: &refusals)
      }
    }
    return refusals
  }

  private func send(
    _ batch: ArraySlice<Command>, refusals: inout [Refusal]
  ) throws(TableError) {
    let sequences = encode(batch)
    try netlink.send(bytes)
    let last = sequences.upperBound &- 1
    try netlink.receive { message throws(TableError) in
      guard message.type == NetlinkMessage.errorType, sequences.contains(message.sequence),
        let answer = message.answer
      else { return false }
      let place = batch.startIndex + Int(message.sequence &- sequences.lowerBound)
      if answer.number == EPERM { throw .notPermitted }
      if answer.number != 0, batch.indices.contains(place) {
        let reason = answer.text ?? String(cString: strerror(answer.number))
        refusals.append(Refusal(batch[place], number: answer.number, reason: reason))
      }
      return message.sequence == last
    }
  }

  /// Fills `bytes`; answers the batch's sequence numbers.
  private func encode(_ batch: ArraySlice<Command>) -> Range<UInt32> {
    bytes.removeAll(keepingCapacity: true)
    let first = netlink.reserve(UInt32(clamping: batch.count))
    var sequence = first
    for (index, command) in zip(batch.indices, batch) {
      let isLast = index == batch.index(before: batch.endIndex)
      bytes.append(
        message: netlink.family, flags: isLast ? [.request, .acknowledge] : .request,
        sequence: sequence
      ) { command.append(to: &$0) }
      sequence &+= 1
    }
    return first..<sequence
  }

  // MARK: Queries

  package func observe(_ isWanted: (ServiceKey) -> Bool) throws(TableError) -> Observation {
    for _ in 0..<Self.dumpAttempts {
      if let found = try observedOnce(isWanted) { return found }
    }
    throw .timedOut
  }

  /// nil if the table changed while it was read.
  private func observedOnce(_ isWanted: (ServiceKey) -> Bool) throws(TableError) -> Observation? {
    var found = Observation()
    let isWhole = try dump(.services) { payload throws(ReplyError) in
      found.add(try Reply.service(payload))
    }
    guard isWhole else { return nil }
    for key in Array(found.table.services.keys) where isWanted(key) {
      guard try addDestinations(of: key, to: &found) else { return nil }
    }
    return found
  }

  package func look(at keys: [ServiceKey]) throws(TableError) -> Table {
    var found = Observation()
    for key in keys {
      guard let service = try service(key) else { continue }
      found.add(service)
      for _ in 0..<Self.dumpAttempts where try addDestinations(of: key, to: &found) { break }
    }
    return found.table
  }

  /// nil if the kernel has none.
  private func service(_ key: ServiceKey) throws(TableError) -> Reply.Service? {
    do throws(TableError) {
      var found: Reply.Service?
      _ = try dump(.service(key)) { payload throws(ReplyError) in
        found = try Reply.service(payload)
      }
      return found
    } catch .refused(_, let error) where error.number == ESRCH {
      return nil
    }
  }

  /// False if the table changed while it was read.
  private func addDestinations(
    of key: ServiceKey, to found: inout Observation
  ) throws(TableError) -> Bool {
    var replies: [Reply.Destination] = []
    let isWhole = try dump(.destinations(key)) { payload throws(ReplyError) in
      replies.append(try Reply.destination(payload, family: key.family))
    }
    found.set(replies, of: key)
    return isWhole
  }

  /// Over a socket of its own.
  package func observer() -> TableObserver {
    { [namespace] (isWanted) throws(TableError) in
      try KernelTable(in: namespace).observe(isWanted)
    }
  }

  package func information() throws(TableError) -> Information {
    try answer(to: .information) { payload throws(ReplyError) in try Reply.information(payload) }
  }

  package func timeouts() throws(TableError) -> Timeouts {
    try answer(to: .timeouts) { payload throws(ReplyError) in try Reply.timeouts(payload) }
  }

  package func syncDaemons() throws(TableError) -> [SyncDaemon] {
    var found: [SyncDaemon] = []
    _ = try dump(.syncDaemons) { payload throws(ReplyError) in
      found.append(try Reply.syncDaemon(payload))
    }
    return found
  }

  package func takeNotes() -> [String] { [] }

  private func answer<Value>(
    to query: Query, _ decode: (ArraySlice<UInt8>) throws(ReplyError) -> Value
  ) throws(TableError) -> Value {
    var found: Value?
    _ = try dump(query) { payload throws(ReplyError) in found = try decode(payload) }
    guard let found else { throw .malformed(.truncated) }
    return found
  }

  /// Gives the payloads of all replies to a query to `take`; false if the kernel says that the
  /// table changed meanwhile. What others have that is not known here is left out.
  private func dump(
    _ query: Query, _ take: (ArraySlice<UInt8>) throws(ReplyError) -> Void
  ) throws(TableError) -> Bool {
    var isWhole = true
    try renewing { () throws(TableError) in
      let sequence = try ask(query)
      try netlink.receive { message throws(TableError) in
        guard message.sequence == sequence else { return false }
        isWhole = isWhole && !message.flags.contains(.interrupted)
        switch message.type {
        case netlink.family:
          try deliver(message.payload, take)
          return false
        case NetlinkMessage.doneType, NetlinkMessage.errorType:
          try check(message.answer, to: query)
          return true
        default: return false
        }
      }
    }
    return isWhole
  }

  private func deliver(
    _ payload: ArraySlice<UInt8>, _ take: (ArraySlice<UInt8>) throws(ReplyError) -> Void
  ) throws(TableError) {
    do {
      try take(payload)
    } catch {
      if case .unsupported = error { return }
      throw .malformed(error)
    }
  }

  private func ask(_ query: Query) throws(TableError) -> UInt32 {
    let sequence = netlink.reserve(1)
    bytes.removeAll(keepingCapacity: true)
    bytes.append(
      message: netlink.family, flags: query.isDump ? [.request, .dump] : [.request, .acknowledge],
      sequence: sequence
    ) { query.append(to: &$0) }
    try netlink.send(bytes)
    return sequence
  }

  private func check(
    _ answer: NetlinkMessage.Answer?, to query: Query
  ) throws(TableError) {
    guard let answer else { throw .malformed(.truncated) }
    switch answer.number {
    case 0: return
    case EPERM, EACCES: throw .notPermitted
    default: throw .refused(query, SystemError("IPVS", answer.number))
    }
  }

  /// If a dialogue broke off, the rest of it may still come: the next one gets a new socket.
  private func renewing(_ dialogue: () throws(TableError) -> Void) throws(TableError) {
    do {
      try dialogue()
    } catch {
      // A refusal is the end of a dialogue.
      if case .refused = error { throw error }
      netlink = try Self.open(in: namespace)
      throw error
    }
  }
}
