package import Doctor
package import Network

/// Follows one client's packets over all interfaces: the capture of `--walk`.
package final class WalkCapture {
  package private(set) var record: WalkRecord
  private let socket: CaptureSocket
  private let began: Instant

  /// Begins at once. Throws EPERM without CAP_NET_RAW.
  package init(_ subject: WalkSubject) throws(SystemError) {
    record = WalkRecord(subject)
    socket = try CaptureSocket()
    try socket.choose(FrameFilter(subject))
    began = MonotonicClock.now
    try socket.begin()
  }

  /// Readable while a frame waits.
  package var descriptor: CInt { socket.descriptor }

  /// Takes in what waits, so many frames at most; the others keep the descriptor readable.
  package func advance() throws(SystemError) {
    let client = record.subject.client
    try socket.receive { record.record($0) }
    // Now it is known whose packets are wanted, and nobody else's need to be copied.
    if record.subject.client != client { try socket.choose(FrameFilter(record.subject)) }
  }

  /// Takes in what waits until this moment, and ends then; earlier if `isOver` says so, which is
  /// asked once a turn, ten times a second at least.
  package func follow(
    until deadline: Instant, isOver: () -> Bool = { false }
  ) throws(SystemError) {
    let poller = try Poller(capacity: 1)
    try poller.add(descriptor, for: .readable, token: 0)
    while !isOver() {
      let now = MonotonicClock.now
      guard now < deadline else { return }
      if try !poller.wait(until: min(deadline, now + .milliseconds(100))).isEmpty {
        try advance()
      }
    }
  }

  /// What has been seen so far.
  package var facts: WalkFacts {
    record.facts(
      seconds: (MonotonicClock.now - began).inSeconds, notLookedAt: socket.notLookedAt())
  }
}

extension FrameFilter {
  /// Packets of the client; of all parties as long as it is not known who that is.
  package init(_ subject: WalkSubject) {
    let addresses =
      subject.client.map { [$0] }
      ?? subject.virtualAddresses.union(subject.realServers)
    self.init(walkOf: addresses, tunnelPorts: subject.tunnelPorts)
  }
}

/// Listens for VRRP, the sync daemon and frames that should go elsewhere.
package final class HeardCapture {
  package private(set) var record: HeardRecord
  private let socket: CaptureSocket
  private let began: Instant

  /// Begins at once. Throws EPERM without CAP_NET_RAW.
  ///
  /// `absent`: virtual addresses that this machine does not hold.
  package init(
    absent: Set<Address> = [], syncGroups: Set<Address> = HeardRecord.defaultSyncGroups
  ) throws(SystemError) {
    record = HeardRecord(absent: absent, syncGroups: syncGroups)
    socket = try CaptureSocket(keeping: FrameFilter.whole, buffer: 4 << 20)
    try socket.choose(FrameFilter(heardBy: syncGroups, absent: absent))
    began = MonotonicClock.now
    try socket.begin()
  }

  /// Readable while a frame waits.
  package var descriptor: CInt { socket.descriptor }

  /// Takes in what waits, so many frames at most; the others keep the descriptor readable.
  package func advance() throws(SystemError) {
    try socket.receive(atMost: 128) { record.record($0) }
  }

  package var facts: HeardFacts {
    record.facts(seconds: (MonotonicClock.now - began).inSeconds)
  }
}
