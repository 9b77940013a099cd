import Configuration
import Network
import System
import VRRP

/// `track_file` and `vrrp_track_process`: looks after files and processes on a thread of its own, so
/// that neither loop ever waits for a disk.
final class Trackers {
  /// What is looked after from now on.
  struct Order: Sendable {
    var files: [FileDefinition]
    var processes: [ProcessDefinition]
    /// `init_file` is for the daemon's start alone.
    var isStart: Bool
  }

  enum News: Sendable {
    /// An object's status, whether it is another one or not; with a line if there is something to
    /// say.
    case status(TrackedObject, TrackedStatus, words: String?)
    case said(isWarning: Bool, String)
  }

  private enum Source: UInt64, CaseIterable {
    case orders, files, processes
  }

  private let orders: Mailbox<Order>
  private let news: Mailbox<News>
  private let poller: Poller
  private let files: TrackedFiles
  private let processes: TrackedProcesses

  /// Starts the thread, which follows `orders` to the process's end.
  static func begin(
    orders: Mailbox<Order>, news: Mailbox<News>
  ) throws(SystemError) {
    try startThread(named: "trackers") {
      do throws(SystemError) {
        try Trackers(orders: orders, news: news).run()
      } catch {
        news.post(
          .said(isWarning: true, "track_file and vrrp_track_process are not followed: \(error)"))
      }
    }
  }

  private init(orders: Mailbox<Order>, news: Mailbox<News>) throws(SystemError) {
    self.orders = orders
    self.news = news
    poller = try Poller(capacity: 8)
    files = try TrackedFiles()
    processes = TrackedProcesses()
    try poller.add(orders.descriptor, for: .readable, token: Source.orders.rawValue)
    try poller.add(files.descriptor, for: .readable, token: Source.files.rawValue)
  }

  private func run() throws(SystemError) {
    while true {
      let deadline = [files.deadline, processes.deadline].compactMap(\.self).min()
      let ready = Set(try poller.wait(until: deadline).compactMap { Source(rawValue: $0.token) })
      let now = MonotonicClock.now
      if ready.contains(.orders) {
        for order in orders.takeAll() { try follow(order, at: now) }
      }
      let isTold = ready.contains(.files)
      for one in files.advance(isTold: isTold, at: now) { news.post(one) }
      for one in processes.advance(at: now) { news.post(one) }
    }
  }

  private func follow(_ order: Order, at now: Instant) throws(SystemError) {
    for one in files.follow(order.files, isStart: order.isStart, at: now) { news.post(one) }
    let wasWatching = processes.descriptor != nil
    for one in processes.follow(order.processes, at: now) { news.post(one) }
    if !wasWatching, let descriptor = processes.descriptor {
      try poller.add(descriptor, for: .readable, token: Source.processes.rawValue)
    }
  }
}
