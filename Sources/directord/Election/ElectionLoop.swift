import Configuration
import Control
import Election
import Network
import Routing
import System
import VRRP

/// The second loop: it waits, lets the election decide, and obeys it, on a thread of its own. Nothing
/// in it waits for names, processes, files or the log.
final class ElectionLoop {
  /// What the poller tells of.
  enum Source: UInt64, CaseIterable {
    case orders, interfaces, advertisements, neighbors, filter, settings
  }

  let orders: Mailbox<ElectionOrder>
  let news: Mailbox<ElectionNews>
  let recorder: Recorder?
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
  var belongings: [InstanceSettings.Key: Belongings] = [:]
  var record = ElectionRecord()
  var loop = LoopRecord()
  var rest = Rest()
  var gathering = Gathering()
  /// The time since 1970 at the beginning of the turn.
  var wall = ThisProcess.wallTime
  var foreseer: Foreseer?
  var effects: [Effect] = []
  /// What must stand; nil: it has to be composed anew.
  var composed: Wanted?
  /// What must stand, or what does, may be something else than it was.
  var isOutdated = true
  /// The instances, or the interfaces that they are on, may be others than they were.
  var isSegmentOutdated = true
  /// What the election was told of each interface that counts.
  var told: [String: Interface?] = [:]
  /// When routes are looked for again that others' changes may have taken along.
  var nextLook = Instant(nanoseconds: .min)
  /// The last ping of this turn.
  var ping: UInt64?
  var isStopping = false
  var isEnding = false

  /// Starts the thread, which says `ended` when it is over.
  static func begin(
    _ plan: ElectionPlan, drain: Router.Drain?, orders: Mailbox<ElectionOrder>,
    news: Mailbox<ElectionNews>, recorder: Recorder?
  ) throws(SystemError) {
    try startThread(named: "election") {
      do throws(SystemError) {
        let loop = try ElectionLoop(
          plan, orders: orders, news: news, recorder: recorder)
        loop.run(drain)
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
    try poller.add(links.descriptor, for: .readable, token: Source.settings.rawValue)
    if let filter = silencing.descriptor {
      try poller.add(filter, for: .readable, token: Source.filter.rawValue)
    }
  }

  private func run(_ drain: Router.Drain?) {
    apply(plan.thread)
    var reason: String?
    do throws(SystemError) {
      start(drain, at: MonotonicClock.now)
      while !isEnding {
        let deadline = deadline
        if let pause = gathering.pause(before: deadline, at: MonotonicClock.now) {
          ThisThread.sleep(pause)
        }
        let ready = try poller.wait(until: deadline)
        let now = MonotonicClock.now
        loop.woke(at: now, deadline: deadline)
        let sources = Set(ready.compactMap { Source(rawValue: $0.token) })
        if !sources.isDisjoint(with: [.advertisements, .interfaces]) { gathering.heard(at: now) }
        try turn(sources, at: now)
        loop.slept(at: MonotonicClock.now)
        rest.afterTurn(at: MonotonicClock.now)
      }
    } catch {
      reason = "\(error)"
      sayFarewell(at: MonotonicClock.now)
    }
    post(keeping.makeTrue(Wanted(), limit: .max, at: MonotonicClock.now).lines)
    post(links.lower(Wanted(), limit: .max, at: MonotonicClock.now))
    post(silencing.makeTrue(PacketFilter(), at: MonotonicClock.now))
    post(links.settle(until: MonotonicClock.now + Self.patience))
    news.post(.ended(reason))
  }

  /// How long the settings of interfaces are waited for at the start and at the end.
  static let patience = Duration.seconds(2)

  private var deadline: Instant? {
    // What was seen while the kernel was made to be as it must is for the next turn, and so is what
    // is left of many changes.
    let isBusy = interfaces.hasTouched || keeping.isUnfinished || links.isUnfinished
    if isBusy { return MonotonicClock.now }
    let edges = earliest(earliest(segment.deadline, neighbors.deadline), interfaces.deadline)
    let repairs = earliest(repair, isRouteInDoubt ? nextLook : nil)
    return earliest(election.deadline, earliest(edges, repairs))
  }

  /// When what the kernel refused is tried again.
  var repair: Instant? {
    earliest(links.deadline, earliest(keeping.deadline, silencing.deadline))
  }

  var isRouteInDoubt: Bool { keeping.hasRoutes && interfaces.isInDoubt }

  func apply(_ thread: ThreadDefinition) {
    for wish in thread.wishes {
      do throws(RealTimeError) {
        try wish.setting.apply()
      } catch {
        if wish.isAsked { post([.said(.warning, "\(error)")]) }
      }
    }
    rest.limit = ThisThread.longestRun
  }

  func post(_ all: [ElectionNews]) {
    for one in all { news.post(one) }
  }
}
