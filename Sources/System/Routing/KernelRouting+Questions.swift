import Network
package import Routing

extension KernelRouting {
  /// The kernel's answers, in the order of the questions; nil if it gave none that is known here.
  package func answers(
    to questions: [RouteQuestion]
  ) throws(SystemError) -> [RouteAnswer?] {
    var found = [RouteAnswer?](repeating: nil, count: questions.count)
    for start in stride(from: 0, to: questions.count, by: netlink.requestsPerBatch) {
      let range = start..<min(start + netlink.requestsPerBatch, questions.count)
      try renewing { () throws(SystemError) in try ask(questions, range, &found) }
    }
    return found
  }

  private func ask(
    _ questions: [RouteQuestion], _ range: Range<Int>, _ found: inout [RouteAnswer?]
  ) throws(SystemError) {
    let first = netlink.reserve(UInt32(clamping: range.count))
    bytes.removeAll(keepingCapacity: true)
    for (sequence, place) in zip(first..., range) {
      bytes.append(message: questions[place].message, flags: .request, sequence: sequence) {
        questions[place].append(to: &$0)
      }
    }
    try netlink.send(bytes)
    var awaited = Set((first...).prefix(range.count))
    while !awaited.isEmpty {
      for message in try netlink.receive() where awaited.remove(message.sequence) != nil {
        found[range.lowerBound + Int(message.sequence &- first)] = RouteAnswer(message)
      }
    }
  }

  /// Of IPv4 and IPv6, without those that need none (multicast, loopback).
  package func neighbors() throws(SystemError) -> [Neighbor] {
    var found: [Neighbor] = []
    try renewing { () throws(SystemError) in
      _ = try dumpMessages(.neighbors) { message in
        if let neighbor = Neighbor(message) { found.append(neighbor) }
      }
    }
    return found
  }
}
