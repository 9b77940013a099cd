import CLinux
import Glibc
package import Network
package import Routing

/// The kernel's interfaces, addresses, routes and rules in the network namespace where this was
/// made. Calls block until the kernel has answered, which it does at once.
package final class KernelRouting {
  var netlink: NetlinkSocket
  var bytes: [UInt8] = []
  /// How often a dump is asked for again that the kernel says to be inconsistent: something has
  /// changed meanwhile, and what stood all the time may be missing.
  private static let dumpAttempts = 5

  package init() throws(SystemError) {
    netlink = try NetlinkSocket(protocol: CInt(NETLINK_ROUTE))
  }

  // MARK: Commands

  /// Sends the commands in order, hundreds to a datagram. Those that were refused are answered; the
  /// others are done. After an error (EPERM: not permitted at all) any of them may have been done.
  package func apply(_ commands: [RoutingCommand]) throws(SystemError) -> [RoutingRefusal] {
    var refusals: [RoutingRefusal] = []
    for start in stride(from: 0, to: commands.count, by: netlink.requestsPerBatch) {
      let end = min(start + netlink.requestsPerBatch, commands.count)
      try renewing { () throws(SystemError) in
        try send(commands[start..<end], refusals: &refusals)
      }
    }
    return refusals
  }

  /// Only the last asks for an acknowledgement: of the others the kernel answers those alone that it
  /// refuses, and an answer names its request.
  private func send(
    _ batch: ArraySlice<RoutingCommand>, refusals: inout [RoutingRefusal]
  ) throws(SystemError) {
    let sequences = encode(batch)
    try netlink.send(bytes)
    let last = sequences.upperBound &- 1
    var isAnswered = false
    while !isAnswered {
      for message in try netlink.receive() {
        guard message.type == NetlinkMessage.errorType, sequences.contains(message.sequence),
          let answer = message.answer
        else { continue }
        let place = batch.startIndex + Int(message.sequence &- sequences.lowerBound)
        if answer.number == EPERM { throw SystemError("change addresses and routes", EPERM) }
        if answer.number != 0, batch.indices.contains(place) {
          let reason = answer.text ?? String(cString: strerror(answer.number))
          refusals.append(
            RoutingRefusal(batch[place], number: answer.number, reason: reason))
        }
        isAnswered = isAnswered || message.sequence == last
      }
    }
  }

  /// Fills `bytes`; answers the batch's sequence numbers.
  private func encode(_ batch: ArraySlice<RoutingCommand>) -> Range<UInt32> {
    bytes.removeAll(keepingCapacity: true)
    let first = netlink.reserve(UInt32(clamping: batch.count))
    var sequence = first
    for (index, command) in zip(batch.indices, batch) {
      let isLast = index == batch.index(before: batch.endIndex)
      bytes.append(
        message: command.message, flags: isLast ? command.flags.union(.acknowledge) : command.flags,
        sequence: sequence
      ) { command.append(to: &$0) }
      sequence &+= 1
    }
    return first..<sequence
  }

  // MARK: Questions

  package func links() throws(SystemError) -> [Link] { try gatherLinks().values }

  package func addresses() throws(SystemError) -> [InterfaceAddress] {
    try gatherAddresses().values
  }

  /// At most `attempts` times asked for; `isWhole` is false if something may be missing.
  func gatherLinks(
    attempts: Int = dumpAttempts
  ) throws(SystemError) -> (values: [Link], isWhole: Bool) {
    try answers(to: .links, attempts: attempts) {
      if case .link(let link) = $0 { link } else { nil }
    } key: {
      $0.index
    }
  }

  func gatherAddresses(
    attempts: Int = dumpAttempts
  ) throws(SystemError) -> (values: [InterfaceAddress], isWhole: Bool) {
    try answers(to: .addresses, attempts: attempts) {
      if case .address(let address) = $0 { address } else { nil }
    } key: {
      $0.key
    }
  }

  /// Those of one owner; nil: all.
  package func routes(of owner: Owner?) throws(SystemError) -> [Route] {
    try answers(to: .routes(owner)) {
      if case .route(let route) = $0, owner == nil || route.owner == owner { route } else { nil }
    } key: {
      $0
    }.values
  }

  /// Those of one owner; nil: all.
  package func rules(of owner: Owner?) throws(SystemError) -> [Rule] {
    try answers(to: .rules) {
      if case .rule(let rule) = $0, owner == nil || rule.owner == owner { rule } else { nil }
    } key: {
      $0
    }.values
  }

  /// Where the routes lead to each of these; to one that they lead nowhere there is no answer.
  package func nextHops(
    to addresses: [Address]
  ) throws(SystemError) -> [Address: Route.NextHop] {
    var found: [Address: Route.NextHop] = [:]
    for start in stride(from: 0, to: addresses.count, by: netlink.requestsPerBatch) {
      let batch = addresses[start..<min(start + netlink.requestsPerBatch, addresses.count)]
      try renewing { () throws(SystemError) in try ask(for: batch, &found) }
    }
    return found
  }

  private func ask(
    for batch: ArraySlice<Address>, _ found: inout [Address: Route.NextHop]
  ) throws(SystemError) {
    let first = netlink.reserve(UInt32(clamping: batch.count))
    bytes.removeAll(keepingCapacity: true)
    for (sequence, address) in zip(first..., batch) {
      let question = RouteQuestion(to: address)
      bytes.append(message: question.message, flags: .request, sequence: sequence) {
        question.append(to: &$0)
      }
    }
    try netlink.send(bytes)
    var awaited = Set((first...).prefix(batch.count))
    while !awaited.isEmpty {
      for message in try netlink.receive() where awaited.remove(message.sequence) != nil {
        let place = batch.startIndex + Int(message.sequence &- first)
        found[batch[place]] = Route.NextHop(answer: message)
      }
    }
  }

  /// The answers of the first dump that is whole; if none is, of all of them together: what one
  /// leaves out another has.
  private func answers<Value, Key: Hashable>(
    to query: RoutingQuery, attempts: Int = dumpAttempts, _ value: (RoutingEvent) -> Value?,
    key: (Value) -> Key
  ) throws(SystemError) -> (values: [Value], isWhole: Bool) {
    var all: [Value] = []
    var places: [Key: Int] = [:]
    for _ in 0..<max(attempts, 1) {
      var found: [Value] = []
      var isWhole = true
      try renewing { () throws(SystemError) in
        isWhole = try dump(query) { event in
          if let value = value(event) { found.append(value) }
        }
      }
      if isWhole { return (found, true) }
      for value in found {
        if let place = places[key(value)] {
          all[place] = value
        } else {
          places[key(value)] = all.count
          all.append(value)
        }
      }
    }
    return (all, false)
  }

  /// False if the kernel says that something changed meanwhile.
  private func dump(
    _ query: RoutingQuery, _ take: (RoutingEvent) -> Void
  ) throws(SystemError) -> Bool {
    try dumpMessages(query) { message in
      if let event = RoutingEvent(message) { take(event) }
    }
  }

  /// The same, as the kernel's messages.
  func dumpMessages(
    _ query: RoutingQuery, _ take: (NetlinkMessage) -> Void
  ) throws(SystemError) -> Bool {
    let sequence = netlink.reserve(1)
    bytes.removeAll(keepingCapacity: true)
    bytes.append(message: query.message, flags: [.request, .dump], sequence: sequence) {
      query.append(to: &$0)
    }
    try netlink.send(bytes)
    var isWhole = true
    while true {
      for message in try netlink.receive() where message.sequence == sequence {
        isWhole = isWhole && !message.flags.contains(.interrupted)
        switch message.type {
        case NetlinkMessage.doneType, NetlinkMessage.errorType:
          let number = message.answer?.number ?? EBADMSG
          // ENOENT: there is no such table yet, and so nothing in it.
          guard number == 0 || number == ENOENT else {
            throw SystemError("dump of \(query)", number)
          }
          return isWhole
        default: take(message)
        }
      }
    }
  }

  /// If a dialogue broke off, the rest of it may still come: the next one gets a new socket.
  func renewing(_ dialogue: () throws(SystemError) -> Void) throws(SystemError) {
    do {
      try dialogue()
    } catch {
      netlink = try NetlinkSocket(protocol: CInt(NETLINK_ROUTE))
      throw error
    }
  }
}

/// The name of the interface with this index; nil if there is none.
package func interfaceName(_ index: UInt32) -> String? {
  var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
  guard if_indextoname(index, &name) != nil else { return nil }
  return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
