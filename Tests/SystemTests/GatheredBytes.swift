import Network
import Synchronization
import System

/// Bytes that another thread gathers.
final class GatheredBytes: Sendable {
  private let bytes = Mutex<[UInt8]>([])
  private let done: Mailbox<Bool>?

  init() { done = try? Mailbox<Bool>() }

  func append(_ more: some Sequence<UInt8>) { bytes.withLock { $0 += more } }

  func finish() { done?.post(true) }

  /// Waits, for ten seconds at most, until `finish`.
  func wait() {
    guard let done, let poller = try? Poller() else { return }
    try? poller.add(done.descriptor, for: .readable, token: 0)
    _ = try? poller.wait(until: MonotonicClock.now + .seconds(60))
  }

  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
}
