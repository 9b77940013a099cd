import CLinux
import Glibc
package import Network

/// epoll with tokens: `wait` answers what is ready, and no callback is stored.
///
/// A poller is itself a descriptor that is readable while anything in it is ready: a part with many
/// descriptors keeps a poller of its own and shows its loop one.
package final class Poller {
  /// What a descriptor is watched for, and what it was found to be.
  package struct Interest: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readable = Interest(EPOLLIN)
    package static let writable = Interest(EPOLLOUT)
    /// The other side will send no more. Never asked for by itself.
    package static let ended = Interest(EPOLLRDHUP)
    /// Always watched for: both directions are closed.
    package static let hangup = Interest(EPOLLHUP)
    /// Always watched for: an error waits to be read.
    package static let failed = Interest(EPOLLERR)
    /// Told once when it becomes so, not as long as it is so.
    package static let edge = Interest(EPOLLET)

    private init(_ event: EPOLL_EVENTS) { self.rawValue = event.rawValue }
  }

  package struct Readiness: Hashable, Sendable {
    package let token: UInt64
    package let events: Interest
  }

  private let epoll: Descriptor
  private let events: UnsafeMutableBufferPointer<epoll_event>
  private var ready: [Readiness] = []

  /// `capacity`: how many are told of in one `wait`; the others come with the next one.
  package init(capacity: Int = 512) throws(SystemError) {
    epoll = try Descriptor("epoll_create1", epoll_create1(CInt(EPOLL_CLOEXEC)))
    events = .allocate(capacity: max(1, capacity))
    events.initialize(repeating: epoll_event())
    ready.reserveCapacity(events.count)
  }

  deinit { events.deallocate() }

  /// For a poller round this one: readable while anything is ready here.
  package var descriptor: CInt { epoll.number }

  /// Watches `descriptor`, which stays its owner's; closing it ends the watch.
  package func add(
    _ descriptor: CInt, for interest: Interest, token: UInt64
  ) throws(SystemError) {
    try control(EPOLL_CTL_ADD, descriptor, interest, token)
  }

  package func modify(
    _ descriptor: CInt, for interest: Interest, token: UInt64
  ) throws(SystemError) {
    try control(EPOLL_CTL_MOD, descriptor, interest, token)
  }

  package func remove(_ descriptor: CInt) throws(SystemError) {
    try control(EPOLL_CTL_DEL, descriptor, [], 0)
  }

  /// What is ready, after waiting for it until `deadline`; nil waits without end. Empty when the
  /// time is over, or a signal came between.
  package func wait(until deadline: Instant?) throws(SystemError) -> [Readiness] {
    guard let deadline else { return try collect(timeout: nil) }
    let now = MonotonicClock.now
    return try collect(timeout: deadline > now ? deadline - now : .zero)
  }

  /// What is ready now.
  package func waitingNow() throws(SystemError) -> [Readiness] { try collect(timeout: .zero) }

  private func control(
    _ operation: CInt, _ descriptor: CInt, _ interest: Interest, _ token: UInt64
  ) throws(SystemError) {
    var event = epoll_event()
    event.events = interest.rawValue
    event.data.u64 = token
    guard epoll_ctl(epoll.number, operation, descriptor, &event) == 0 else {
      throw SystemError("epoll_ctl", errno)
    }
  }

  private func collect(timeout: Duration?) throws(SystemError) -> [Readiness] {
    let count = wait(timeout)
    ready.removeAll(keepingCapacity: true)
    guard count >= 0 else {
      guard errno == EINTR else { throw SystemError("epoll_pwait2", errno) }
      return ready
    }
    for event in events.prefix(Int(count)) {
      ready.append(
        Readiness(token: event.data.u64, events: Interest(rawValue: event.events)))
    }
    return ready
  }

  /// epoll_pwait2 is late by a tenth of a millisecond, epoll_wait by most of one: it is asked only
  /// if the kernel (before 5.11) or a sandbox has nothing better.
  private func wait(_ timeout: Duration?) -> CInt {
    let capacity = CInt(truncatingIfNeeded: events.count)
    guard let timeout else {
      return epoll_wait(epoll.number, events.baseAddress, capacity, -1)
    }
    if timeout <= .zero { return epoll_wait(epoll.number, events.baseAddress, capacity, 0) }
    var time = timeout.timespec
    let count = epoll_pwait2(epoll.number, events.baseAddress, capacity, &time, nil)
    guard count < 0, errno == ENOSYS || errno == EPERM else { return count }
    let milliseconds = (timeout.nanoseconds / 1_000_000) + 1
    return epoll_wait(
      epoll.number, events.baseAddress, capacity, CInt(clamping: milliseconds))
  }
}
