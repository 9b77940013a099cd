import CLinux
import Glibc
import Health
import Synchronization

/// FTP probes, each on a thread of its own, so many at a time; the others wait their turn.
final class FTPSessions {
  struct Ended: Sendable {
    let token: UInt64
    let verdict: Verdict
    let detail: String
    let record: SpokenRecord
    var isBlockedHere = false
  }

  /// Threads at a time, of which most wait for the network.
  private static let limit = 64

  private var orders: [UInt64: FTPOrder] = [:]
  private var waiting: [FTPOrder] = []
  private var running = 0
  private let mailbox: Mailbox<Ended>

  init() throws(SystemError) { mailbox = try Mailbox() }

  /// Readable when a conversation has ended.
  var descriptor: CInt { mailbox.descriptor }

  func begin(
    _ probe: Probe, _ dialogue: FTPProbe, for token: UInt64, record: SpokenRecord
  ) {
    let order = FTPOrder(token: token, probe: probe, dialogue: dialogue, record: record)
    orders[token] = order
    waiting.append(order)
    startWaiting()
  }

  /// Gives a conversation up; true if it had not even begun.
  @discardableResult
  func cancel(_ token: UInt64) -> Bool {
    guard let order = orders.removeValue(forKey: token) else { return false }
    order.isCancelled.store(true, ordering: .relaxed)
    let before = waiting.count
    waiting.removeAll { $0 === order }
    return waiting.count < before
  }

  /// Those that have ended and were not given up.
  func takeEnded() -> [Ended] {
    let ended = mailbox.takeAll()
    running -= ended.count
    startWaiting()
    return ended.filter { orders.removeValue(forKey: $0.token) != nil }
  }

  private func startWaiting() {
    while running < FTPSessions.limit, !waiting.isEmpty {
      let order = waiting.removeFirst()
      running += 1
      start(order)
    }
  }

  private func start(_ order: FTPOrder) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 1 << 20)
    let box = Unmanaged.passRetained(Run(order: order, mailbox: mailbox))
    var thread = pthread_t()
    let error = pthread_create(&thread, &attributes, perform, box.toOpaque())
    guard error != 0 else { return }
    box.release()
    let reason = "no thread for the probe: \(String(cString: strerror(error)))"
    mailbox.post(
      Ended(token: order.token, verdict: .notMade(reason), detail: "", record: order.record))
  }

  fileprivate final class Run: Sendable {
    let order: FTPOrder
    let mailbox: Mailbox<Ended>

    init(order: FTPOrder, mailbox: Mailbox<Ended>) {
      self.order = order
      self.mailbox = mailbox
    }
  }
}

private func perform(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let box else { return nil }
  let run = Unmanaged<FTPSessions.Run>.fromOpaque(box).takeRetainedValue()
  let end =
    FTPSession(run.order)?.perform()
    ?? (.notMade("no memory for the probe"), "", run.order.record, false)
  run.mailbox.post(
    FTPSessions.Ended(
      token: run.order.token, verdict: end.verdict, detail: end.detail, record: end.record,
      isBlockedHere: end.isBlockedHere))
  return nil
}
