import CLinux
import Glibc
package import Network
package import Routing

/// Tells what changes of the kernel's interfaces and addresses, and if wanted of our routes and
/// rules, in the network namespace where this was made.
package final class RoutingMonitor {
  package struct Subjects: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let links = Subjects(rawValue: 1)
    package static let addresses = Subjects(rawValue: 2)
    /// On a router with the Internet's routes these are many: only if we have routes of our own.
    package static let routes = Subjects(rawValue: 4)
    package static let rules = Subjects(rawValue: 8)
  }

  private let socket: Descriptor
  private let kernel: KernelRouting
  private let owner: Owner
  private var buffer = [UInt8](repeating: 0, count: 65536)
  /// Not everything was told: what stands has to be asked for.
  private var isLossy = false
  /// Since when it could not be asked for.
  private var failingSince: Instant?
  private var pause = Duration.zero
  private var tornDumps = 0
  /// When it is asked for again.
  package private(set) var deadline: Instant?
  private static let shortestPause = Duration.milliseconds(100)
  private static let longestPause = Duration.seconds(2)
  private static let bearableDumps = 4
  /// More datagrams than a receive buffer holds.
  private static let mostWaiting = 32768
  /// A kernel that has not answered for so long will not.
  private static let patience = Duration.seconds(30)
  private var followed: Subjects = []
  /// Of these interfaces the kernel tells addresses; nil: of all.
  private var kept: Set<UInt32>?
  /// More make the filter cost more than it saves.
  private static let mostFiltered = 256

  /// Of routes and rules those of `owner` alone are told.
  package init(
    _ subjects: Subjects = [.links, .addresses], owner: Owner = .directord,
    receiveBuffer: CInt = 4 << 20
  ) throws(SystemError) {
    let kernel = try KernelRouting()
    let kind = CInt(CLINUX_RAW | CLINUX_NONBLOCK)
    let socket = try Descriptor(
      "netlink socket", Glibc.socket(AF_NETLINK, kind, CInt(NETLINK_ROUTE)))
    _ = enlargeBuffers(of: socket.number, receive: receiveBuffer)
    // Others' routes, if there are hundreds of thousands, are kept away by the kernel itself; what
    // comes though it cannot is dropped here.
    _ = clinux_keep_news(socket.number, owner.rawValue, nil, 0)
    // Unbound it would have the kernel's own number, 0, to which the kernel tells nothing.
    guard bindNetlink(socket.number) else { throw SystemError("bind a netlink socket") }
    self.kernel = kernel
    self.owner = owner
    self.socket = consume socket
    try follow(subjects)
  }

  /// Tells of these too from now on.
  package func follow(_ subjects: Subjects) throws(SystemError) {
    guard !subjects.isSubset(of: followed) else { return }
    for group in subjects.subtracting(followed).groups {
      guard setOption(of: socket.number, SOL_NETLINK, CInt(NETLINK_ADD_MEMBERSHIP), group) else {
        throw SystemError("join netlink group \(group)")
      }
    }
    followed.formUnion(subjects)
  }

  /// Lets the kernel keep the news of addresses on all other interfaces to itself; nil: of none. A
  /// host may have thousands a second of them. What stands on an interface that was not among them is
  /// told after `delay`: something may have happened there before.
  package func keepAddresses(of interfaces: Set<UInt32>?, delay: Duration) {
    var wanted = interfaces.flatMap { $0.isEmpty || $0.count > Self.mostFiltered ? nil : $0 }
    guard wanted != kept else { return }
    let list = (wanted ?? []).sorted()
    if clinux_keep_news(socket.number, owner.rawValue, list, list.count) != 0 {
      // The filter that was there stays.
      guard kept != nil else { return }
      _ = clinux_keep_news(socket.number, owner.rawValue, nil, 0)
      wanted = nil
    }
    let old = kept
    kept = wanted
    guard let old, wanted.map({ !$0.isSubset(of: old) }) ?? true, !isLossy else { return }
    isLossy = true
    wait(delay)
  }

  /// Readable while there is something to tell.
  package var descriptor: CInt { socket.number }

  /// What stands at the beginning. While it changes all the time, which some hosts' addresses do,
  /// something may be missing; `take` tells it then. Waits if the kernel does not answer.
  package func begin() throws(SystemError) -> [RoutingEvent] {
    while true {
      if let event = try relearned(attempts: 4) { return [event] }
      usleep(100_000)
    }
  }

  /// What happened, from at most so many datagrams; the others wait, and the descriptor stays
  /// readable. Nothing is told twice, but after `relearned` older news may follow, the newest last.
  /// Throws only if the kernel has not answered for half a minute.
  package func take(datagrams limit: Int = 256) throws(SystemError) -> [RoutingEvent] {
    var events: [RoutingEvent] = []
    for _ in 0..<limit {
      guard let messages = try next() else { break }
      for message in messages {
        if let event = RoutingEvent(message), isWanted(event) { events.append(event) }
      }
    }
    guard isLossy, deadline.map({ $0 <= MonotonicClock.now }) ?? true else { return events }
    // What is older than the answer must not come after it.
    for _ in 0..<Self.mostWaiting { if try next() == nil { break } }
    if let event = try relearned(attempts: 2) { events.append(event) }
    return events
  }

  /// What stands now, as far as the kernel tells it: a whole dump ends the loss, after another one it
  /// is asked again later. nil if it does not answer.
  private func relearned(attempts: Int) throws(SystemError) -> RoutingEvent? {
    do throws(SystemError) {
      let links = try kernel.gatherLinks(attempts: attempts)
      let addresses = try kernel.gatherAddresses(attempts: attempts)
      failingSince = nil
      // What several dumps in a row left out is not there.
      tornDumps = links.isWhole && addresses.isWhole ? 0 : tornDumps + 1
      let isWhole = tornDumps == 0 || tornDumps > Self.bearableDumps
      if isWhole { tornDumps = 0 }
      isLossy = !isWhole
      wait(isWhole ? nil : min(max(pause * 2, Self.shortestPause), Self.longestPause))
      return .relearned(links: links.values, addresses: addresses.values, isWhole: isWhole)
    } catch {
      let since = failingSince ?? MonotonicClock.now
      failingSince = since
      guard MonotonicClock.now - since < Self.patience else { throw error }
      wait(Self.shortestPause)
      return nil
    }
  }

  private func wait(_ pause: Duration?) {
    self.pause = pause ?? .zero
    deadline = pause.map { MonotonicClock.now + $0 }
  }

  /// nil if nothing more waits.
  private func next() throws(SystemError) -> NetlinkReader? {
    for _ in 0..<8 {
      let count = buffer.withUnsafeMutableBytes {
        recv(socket.number, $0.baseAddress, $0.count, 0)
      }
      if count >= 0 { return NetlinkReader(buffer[..<min(count, buffer.count)]) }
      switch errno {
      case EAGAIN: return nil
      case EINTR: continue
      case ENOBUFS: isLossy = true
      default: throw SystemError("receive from the kernel")
      }
    }
    return nil
  }

  private func isWanted(_ event: RoutingEvent) -> Bool {
    switch event {
    case .link, .linkGone, .address, .addressGone, .forwarding, .relearned: true
    case .route(let route), .routeGone(let route): route.owner == owner
    case .rule(let rule), .ruleGone(let rule): rule.owner == owner
    }
  }
}

/// Gives a netlink socket a number of its own; false with errno.
func bindNetlink(_ socket: CInt) -> Bool {
  var address = sockaddr_nl()
  address.nl_family = sa_family_t(AF_NETLINK)
  return withUnsafePointer(to: address) {
    bind(
      socket, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self),
      socklen_t(MemoryLayout<sockaddr_nl>.size)) == 0
  }
}

extension RoutingMonitor.Subjects {
  /// `RTNLGRP_*`
  fileprivate var groups: [CInt] {
    var groups: [CInt] = []
    // Whether an interface forwards IPv6 is told apart.
    if contains(.links) { groups += [1, 25] }
    if contains(.addresses) { groups += [5, 9] }
    if contains(.routes) { groups += [7, 11] }
    if contains(.rules) { groups += [8, 19] }
    return groups
  }
}
