import Configuration
import Control
import Election
import Network
import Routing
import System
import VRRP

/// The second loop: it waits, lets the election decide, and obeys it, on a thread of its own. Nothing
/// in it waits for files, names, processes or the log.
final class ElectionLoop {
  /// What the poller tells of.
  private enum Source: UInt64, CaseIterable {
    case orders, interfaces, advertisements, neighbors, filter
  }

  private let orders: Mailbox<ElectionOrder>
  private let news: Mailbox<ElectionNews>
  private let recorder: Recorder?
  private let poller: Poller
  let interfaces: Interfaces
  let links: LinkKeeping
  let keeping: Keeping
  let silencing = Silencing()
  let segment: Segment
  let neighbors: Neighbors
  var election = Election()
  var plan: ElectionPlan
  /// Those of the plan, and of instances that are no longer in it and have not let go yet.
  private var belongings: [InstanceSettings.Key: Belongings] = [:]
  var record = ElectionRecord()
  var loop = LoopRecord()
  private var effects: [Effect] = []
  /// What must stand may be something else than it was.
  private var isOutdated = true
  private var ping: UInt64?
  private var isStopping = false
  private var isEnding = false

  /// Starts the thread, which says `ended` when it is over.
  static func begin(
    _ plan: ElectionPlan, drained: Bool, orders: Mailbox<ElectionOrder>,
    news: Mailbox<ElectionNews>, recorder: Recorder?
  ) throws(SystemError) {
    try startThread(named: "election") {
      do throws(SystemError) {
        let loop = try ElectionLoop(
          plan, orders: orders, news: news, recorder: recorder)
        loop.run(drained: drained)
      } catch {
        news.post(.ended("\(error)"))
      }
    }
  }

  private init(
    _ plan: ElectionPlan, orders: Mailbox<ElectionOrder>, news: Mailbox<ElectionNews>,
    recorder: Recorder?
  ) throws(SystemError) {
    self.plan = plan
    self.orders = orders
    self.news = news
    self.recorder = recorder
    poller = try Poller(capacity: 8)
    interfaces = try Interfaces()
    links = try LinkKeeping(interfaces)
    keeping = try Keeping(interfaces)
    segment = try Segment(interfaces)
    neighbors = try Neighbors()
    try poller.add(orders.descriptor, for: .readable, token: Source.orders.rawValue)
    try poller.add(interfaces.descriptor, for: .readable, token: Source.interfaces.rawValue)
    try poller.add(segment.descriptor, for: .readable, token: Source.advertisements.rawValue)
    try poller.add(neighbors.descriptor, for: .readable, token: Source.neighbors.rawValue)
    if let filter = silencing.descriptor {
      try poller.add(filter, for: .readable, token: Source.filter.rawValue)
    }
  }

  private func run(drained: Bool) {
    apply(plan.thread)
    var reason: String?
    do throws(SystemError) {
      start(drained: drained, at: MonotonicClock.now)
      while !isEnding {
        let deadline = deadline
        let ready = try poller.wait(until: deadline)
        let now = MonotonicClock.now
        loop.woke(at: now, deadline: deadline)
        try turn(Set(ready.compactMap { Source(rawValue: $0.token) }), at: now)
        loop.slept(at: MonotonicClock.now)
      }
    } catch {
      reason = "\(error)"
    }
    post(keeping.makeTrue(Wanted(), at: MonotonicClock.now).lines)
    post(links.lower(Wanted(), at: MonotonicClock.now))
    post(silencing.makeTrue(PacketFilter(), at: MonotonicClock.now))
    news.post(.ended(reason))
  }

  private var deadline: Instant? {
    // What was seen while the kernel was made to be as it must is for the next turn.
    let news = interfaces.hasTouched ? MonotonicClock.now : nil
    let deadlines = [election.deadline, segment.deadline, neighbors.deadline, repair, news]
    return deadlines.compactMap(\.self).min()
  }

  /// When what the kernel refused is tried again.
  private var repair: Instant? {
    [links.deadline, keeping.deadline, silencing.deadline].compactMap(\.self).min()
  }

  private func apply(_ thread: ThreadDefinition) {
    for wish in thread.wishes {
      do throws(RealTimeError) {
        try wish.setting.apply()
      } catch {
        if wish.isAsked { post([.said(.warning, "\(error)")]) }
      }
    }
  }

  private func post(_ all: [ElectionNews]) {
    for one in all { news.post(one) }
  }
}

// MARK: - What happens

extension ElectionLoop {
  /// Listens first, clears away what an earlier run left, then takes part.
  private func start(drained: Bool, at now: Instant) {
    follow(plan, at: now)
    handle(.started(drained: drained), at: now)
    obey(at: now)
  }

  /// One turn: what happened is told to the election, those on the segment are spoken to, the
  /// kernel is made as it must be, and then the world is told.
  private func turn(_ sources: Set<Source>, at now: Instant) throws(SystemError) {
    if sources.contains(.interfaces) {
      try interfaces.observe()
      isOutdated = true
      // One of our own that somebody has removed is there again before its absence is a fault.
      post(links.raise(wanted, at: now))
    }
    if sources.contains(.filter) {
      post(silencing.observe())
      isOutdated = true
    }
    tellInterfaces(at: now)
    // A master that has spoken in time is heard before its silence is counted, however late we are.
    let isDue = election.deadline.map { $0 <= now } ?? false
    if sources.contains(.advertisements) || isDue { try hear(at: now) }
    if sources.contains(.orders) {
      for order in orders.takeAll() { take(order, at: now) }
    }
    tell(try neighbors.turn(hears: sources.contains(.neighbors), at: now), at: now)
    if let deadline = election.deadline, deadline <= now { handle(.deadline, at: now) }
    obey(at: now)
  }

  private func handle(_ event: Event, at now: Instant) {
    let wall = Duration.seconds(ThisProcess.wallClock)
    let more = election.handle(event, at: now, wall: wall)
    recorder?.note(Happening(at: now, wall: wall, event: event, effects: more))
    for case .transition in more { isOutdated = true }
    effects += more
  }

  private func hear(at now: Instant) throws(SystemError) {
    for arrival in try segment.receive() {
      switch arrival.packet {
      case .success(let packet):
        handle(.packetReceived(packet, interface: arrival.interface), at: now)
      case .failure(let reason):
        handle(.packetUnreadable(reason, interface: arrival.interface), at: now)
      }
    }
  }

  private func tell(_ outcome: Neighbors.Outcome, at now: Instant) {
    post(outcome.lines)
    for change in outcome.changes {
      handle(.statusChanged(.session(change.name), change.isUp ? .up : .down), at: now)
      news.post(.said(change.isUp ? .notice : .warning, change.words))
      news.post(.sessionChanged(name: change.name, isUp: change.isUp))
    }
  }

  private func tellInterfaces(at now: Instant) {
    let touched = interfaces.takeTouched()
    guard !touched.isEmpty else { return }
    isOutdated = true
    for name in touched.intersection(plan.interfaces) {
      handle(.interfaceChanged(name, interfaces.interface(named: name)), at: now)
    }
  }

  private func take(_ order: ElectionOrder, at now: Instant) {
    switch order {
    case .follow(let plan): follow(plan, at: now)
    case .statusChanged(let object, let status): handle(.statusChanged(object, status), at: now)
    case .drain: handle(.drainRequested, at: now)
    case .undrain: handle(.undrainRequested, at: now)
    case .stop: stop(at: now)
    case .release: isEnding = true
    case .ping(let number):
      ping = number
      return
    case .report: news.post(.status(report(at: now)))
    case .foresee(let plan): news.post(.foreseen(foresight(of: plan, at: now)))
    }
    isOutdated = true
  }

  private func follow(_ plan: ElectionPlan, at now: Instant) {
    if plan.thread != self.plan.thread { apply(plan.thread) }
    record.follow(plan.settings.instances, from: self.plan.settings.instances)
    self.plan = plan
    keeping.claimed = plan.claimed
    var wanted = wanted
    for instance in plan.settings.instances { wanted.take(instance) }
    post(links.raise(wanted, at: now))
    for name in plan.interfaces {
      handle(.interfaceChanged(name, interfaces.interface(named: name)), at: now)
    }
    tell(neighbors.follow(plan.sessions, at: now), at: now)
    handle(.configured(plan.settings), at: now)
    keepBelongings()
    news.post(.followed(election.objectStandings))
  }

  private func keepBelongings() {
    let old = belongings
    belongings = plan.belongings
    for key in election.instances.map(\.settings.key) where belongings[key] == nil {
      belongings[key] = old[key]
    }
  }

  private func stop(at now: Instant) {
    isStopping = true
    neighbors.stop(at: now)
    handle(.stopRequested, at: now)
  }
}

// MARK: - Speak, make true, announce

extension ElectionLoop {
  private func obey(at now: Instant) {
    if let repair, repair <= now { isOutdated = true }
    if isOutdated { post(links.raise(wanted, at: now)) }
    if isOutdated || segment.isDue(at: now) {
      post(segment.open(for: election.instances.map(\.settings), at: now))
    }
    for case .send(let packet, let source, let interface) in effects {
      post(segment.send(packet, from: source, on: interface))
    }
    if isOutdated { makeTrue(at: now) }
    for case .announce(let address, let interface) in effects {
      post(segment.announce(address, on: interface))
    }
    tell(at: now)
    if let ping = ping.take() { news.post(.turned(ping, refusals: refusals)) }
    isOutdated = false
    effects = []
    if isStopping, election.isStopped { isEnding = true }
  }

  var wanted: Wanted { Wanted(plan, election, belongings) }

  private func makeTrue(at now: Instant) {
    let wanted = wanted
    post(silencing.makeTrue(wanted.filter, at: now))
    let outcome = keeping.makeTrue(wanted, at: now)
    for address in outcome.restored { handle(.addressRestored(address), at: now) }
    post(outcome.lines)
    post(links.lower(wanted, at: now))
  }

  private func tell(at now: Instant) {
    for effect in effects {
      switch effect {
      case .send, .announce: break
      case .transition(let transition):
        record.note(transition, at: now)
        news.post(.transition(transition))
      case .rivalHeard(let instance, let address):
        news.post(.rivalHeard(instance: instance, address))
      case .priorityChanged(let instance, let priority):
        news.post(.priorityChanged(instance: instance, priority))
      case .notice(let instance, let notice):
        news.post(.notice(instance: instance, notice))
      case .strayHeard(let stray): news.post(.said(.notice, "\(stray)"))
      }
    }
  }
}
