import CLinux
import Glibc
import Network

/// Tells that something of the kernel's links, addresses, policy rules or nftables has changed, and not
/// what: whoever hears it looks at all of it. Routes are left out, which on a router are very many.
package final class KernelChanges {
  /// After news so long none is waited for: a flood of changes costs one wake-up in this time.
  private static let rest = Duration.seconds(1)
  /// `RTNLGRP_LINK`, `_IPV4_IFADDR`, `_IPV4_RULE`, `_IPV6_IFADDR`, `_IPV6_RULE`
  private static let routingGroups: [CInt] = [1, 5, 8, 9, 19]
  /// `NFNLGRP_NFTABLES`
  private static let filterGroups: [CInt] = [7]

  private let routing: Descriptor
  /// -1: the kernel has no netfilter, or does not let us listen.
  private let filter: CInt
  private var quietUntil: Instant?

  package init() throws(SystemError) {
    routing = try Self.open(CInt(NETLINK_ROUTE), Self.routingGroups)
    var number: CInt = -1
    do throws(SystemError) {
      number = try Self.open(CInt(NETLINK_NETFILTER), Self.filterGroups).released()
    } catch {
      number = -1
    }
    filter = number
  }

  deinit { if filter >= 0 { close(filter) } }

  private static func open(
    _ family: CInt, _ groups: [CInt]
  ) throws(SystemError) -> Descriptor {
    let kind = CInt(CLINUX_RAW | CLINUX_NONBLOCK)
    let socket = try Descriptor("netlink socket", Glibc.socket(AF_NETLINK, kind, family))
    guard bindNetlink(socket.number) else { throw SystemError("bind a netlink socket") }
    for group in groups {
      guard setOption(of: socket.number, SOL_NETLINK, CInt(NETLINK_ADD_MEMBERSHIP), group) else {
        throw SystemError("join netlink group \(group)")
      }
    }
    return socket
  }

  /// Waits until `other` is readable or the kernel tells of a change; which of them it was.
  package func wait(beside other: CInt) -> (isOther: Bool, isChange: Bool) {
    while true {
      let rest = quietUntil.map { $0 - MonotonicClock.now } ?? .zero
      let isQuiet = rest > .zero
      if !isQuiet { quietUntil = nil }
      var places = [pollfd(fd: other, events: Int16(POLLIN), revents: 0)]
      if !isQuiet {
        places.append(pollfd(fd: routing.number, events: Int16(POLLIN), revents: 0))
        // A negative number is passed over.
        places.append(pollfd(fd: filter, events: Int16(POLLIN), revents: 0))
      }
      let milliseconds = isQuiet ? CInt(rest.nanoseconds / 1_000_000 + 1) : -1
      let count = poll(&places, nfds_t(places.count), milliseconds)
      guard count > 0 else { continue }
      let isChange = places.dropFirst().contains { $0.revents != 0 }
      if isChange {
        drain(routing.number)
        if filter >= 0 { drain(filter) }
        quietUntil = MonotonicClock.now + Self.rest
      }
      return (places[0].revents != 0, isChange)
    }
  }

  /// What is told is not looked at. At most as much as a receive buffer holds.
  private func drain(_ socket: CInt) {
    var buffer = [UInt8](repeating: 0, count: 1 << 15)
    for _ in 0..<10_000 {
      let count = recv(socket, &buffer, buffer.count, CInt(CLINUX_MSG_DONTWAIT))
      if count < 0, errno != ENOBUFS, errno != EINTR { return }
    }
  }
}
