import CLinux
import Glibc
import Health
import Network
import Synchronization

/// Does on threads of its own what would hold up the loop: long searches and derivations of keys.
///
/// There are two queues, each with a thread that lives while something is in it: checks whose
/// work was costly the last time wait for one another and not before the others.
final class Workers {
  struct Order: Sendable {
    let token: UInt64
    let work: Work
    /// The most processor time that it may take.
    let limit: Duration
  }

  struct Ended: Sendable {
    let token: UInt64
    let work: Work
    let outcome: Work.Outcome
    /// Of processor time.
    let spent: Duration
  }

  private let mailbox: Mailbox<Ended>
  private let quick: WorkQueue
  private let costly: WorkQueue

  init() throws(SystemError) {
    mailbox = try Mailbox()
    quick = WorkQueue("work", mailbox)
    costly = WorkQueue("costly-work", mailbox)
  }

  /// Readable when something has ended.
  var descriptor: CInt { mailbox.descriptor }

  /// False if there is no thread for it.
  func begin(_ order: Order, isCostly: Bool) -> Bool {
    (isCostly ? costly : quick).append(order)
  }

  /// What is under way goes on; what waits is left out.
  func cancel(_ token: UInt64) {
    quick.remove(token)
    costly.remove(token)
  }

  func takeEnded() -> [Ended] { mailbox.takeAll() }
}

private final class WorkQueue: Sendable {
  private struct State {
    var orders: [Workers.Order] = []
    var hasThread = false
  }

  private let name: String
  private let mailbox: Mailbox<Workers.Ended>
  private let state = Mutex(State())

  init(_ name: String, _ mailbox: Mailbox<Workers.Ended>) {
    self.name = name
    self.mailbox = mailbox
  }

  func append(_ order: Workers.Order) -> Bool {
    let needsThread = state.withLock { state in
      state.orders.append(order)
      defer { state.hasThread = true }
      return !state.hasThread
    }
    guard needsThread else { return true }
    do throws(SystemError) {
      try startThread(named: name) { [self] in run() }
      return true
    } catch {
      state.withLock {
        $0.orders = []
        $0.hasThread = false
      }
      return false
    }
  }

  func remove(_ token: UInt64) {
    state.withLock { $0.orders.removeAll { $0.token == token } }
  }

  private func run() {
    while let order = next() {
      let begun = processorTime()
      let outcome = order.work.outcome { processorTime() - begun < order.limit }
      mailbox.post(
        Workers.Ended(
          token: order.token, work: order.work, outcome: outcome, spent: processorTime() - begun))
    }
  }

  private func next() -> Workers.Order? {
    state.withLock { state in
      guard state.orders.isEmpty else { return state.orders.removeFirst() }
      state.hasThread = false
      return nil
    }
  }
}

/// That this thread has used.
private func processorTime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
