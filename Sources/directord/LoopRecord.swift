import Control
import Network

/// How late the loop has been.
struct LoopRecord {
  private var turns: UInt64 = 0
  private var last = Duration.zero
  private var greatest = Duration.zero
  private var longest = Duration.zero
  private var began: Instant?

  /// Woken, if `deadline` was the latest that was wanted.
  mutating func woke(at now: Instant, deadline: Instant?) {
    turns &+= 1
    began = now
    last = deadline.map { max(.zero, now - $0) } ?? .zero
    greatest = max(greatest, last)
  }

  mutating func slept(at now: Instant) {
    if let began { longest = max(longest, now - began) }
  }

  var status: LoopStatus {
    LoopStatus(
      turns: turns, lastLateness: last.inSeconds, greatestLateness: greatest.inSeconds,
      longestTurn: longest.inSeconds)
  }
}
