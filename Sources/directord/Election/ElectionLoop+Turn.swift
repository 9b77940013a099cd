import Control
import Election
import Network
import Routing
import System
import VRRP

// MARK: - What happens

extension ElectionLoop {
  /// So many of the kernel's news are read in a turn, and others' changes of routes looked at so
  /// often: a host may have thousands of them a second.
  private static let newsOfTurn = 512
  private static let lookInterval = Duration.milliseconds(50)

  /// Listens first, then takes part: of what an earlier run left, the election keeps the addresses
  /// that a killed master held, and the rest is cleared away.
  func start(_ drain: Router.Drain?, at now: Instant) {
    follow(plan, at: now)
    // An owner speaks at once, and its interface is on only when it is quiet.
    post(links.settle(until: MonotonicClock.now + Self.patience))
    let found = keeping.inherited(among: plan.heldAddresses)
    if !found.isEmpty { handle(.addressesFound(found), at: now) }
    handle(.started(drained: drain != nil), at: now)
    if drain == .forced { handle(.drainForced, at: now) }
    obey(at: now)
  }

  /// One turn: what happened is told to the election, those on the segment are spoken to, the
  /// kernel is made as it must be, and then the world is told.
  func turn(_ sources: Set<Source>, at now: Instant) throws(SystemError) {
    wall = ThisProcess.wallTime
    if sources.contains(.interfaces) || interfaces.deadline.map({ $0 <= now }) ?? false {
      try interfaces.observe(datagrams: Self.newsOfTurn)
    }
    if sources.contains(.filter) {
      post(silencing.observe())
      isOutdated = true
    }
    if sources.contains(.settings) {
      post(links.hear())
      isOutdated = true
    }
    lookAtInterfaces(at: now)
    // A master that has spoken in time is heard before its silence is counted, however late we are.
    let isDue = election.deadline.map { $0 <= now } ?? false
    if sources.contains(.advertisements) || isDue { try hear(at: now) }
    if sources.contains(.orders) {
      for order in orders.takeAll() { take(order, at: now) }
    }
    if sources.contains(.neighbors) || neighbors.deadline.map({ $0 <= now }) ?? false {
      tell(try neighbors.turn(hears: sources.contains(.neighbors), at: now), at: now)
    }
    if let deadline = election.deadline, deadline <= now { handle(.deadline, at: now) }
    obey(at: now)
  }

  func handle(_ event: Event, at now: Instant) {
    let more = election.handle(event, at: now, wall: wall)
    recorder?.note(Happening(at: now, wall: wall, event: event, effects: more))
    guard !more.isEmpty else { return }
    if more.contains(where: \.mayChangeHeld) {
      composed = nil
      isOutdated = true
    }
    // One that is no longer configured may be over.
    for case .transition(let transition) in more where transition.to == .initialize {
      isSegmentOutdated = true
    }
    effects += more
  }

  private func hear(at now: Instant) throws(SystemError) {
    for arrival in try segment.receive(at: now) {
      switch arrival.packet {
      case .success(let packet):
        handle(.packetReceived(packet, interface: arrival.interface), at: now)
      case .failure(let reason):
        handle(.packetUnreadable(reason, interface: arrival.interface), at: now)
      }
    }
  }

  func tell(_ outcome: Neighbors.Outcome, at now: Instant) {
    post(outcome.lines)
    for change in outcome.changes {
      handle(.statusChanged(.session(change.name), change.isUp ? .up : .down), at: now)
      news.post(
        .said(
          change.isUp ? .notice : .warning, change.words, on: "bfd_instance \(change.name)"))
      news.post(.sessionChanged(name: change.name, isUp: change.isUp))
    }
  }

  /// What concerns nothing that is kept here changes nothing.
  private func lookAtInterfaces(at now: Instant) {
    if interfaces.hasRelevantNews {
      isOutdated = true
      // One of our own that somebody has removed is there again before its absence is a fault.
      post(links.raise(wanted, at: now))
    }
    if isRouteInDoubt, nextLook <= now {
      isOutdated = true
      nextLook = now + Self.lookInterval
    }
    let touched = interfaces.takeTouched()
    if touched.hasLinks { isSegmentOutdated = true }
    tellInterfaces(touched.names, at: now)
  }

  /// Tells the election of those that are otherwise than it knows.
  func tellInterfaces(_ names: some Sequence<String>, at now: Instant) {
    for name in names {
      guard let known = told[name] else { continue }
      let interface = interfaces.interface(named: name)
      guard known != interface else { continue }
      told[name] = .some(interface)
      handle(.interfaceChanged(name, interface), at: now)
    }
  }
}
