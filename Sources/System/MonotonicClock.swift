import CLinux
import Glibc
package import Network

/// The clock that every `Instant` of the daemon is read from: CLOCK_MONOTONIC.
package enum MonotonicClock {
  package static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }
}

extension Duration {
  /// As the kernel takes a time to wait; a negative one is zero.
  var timespec: Glibc.timespec {
    let nanoseconds = max(0, self.nanoseconds)
    return Glibc.timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }
}
