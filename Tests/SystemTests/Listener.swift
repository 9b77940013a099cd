import Glibc
import Health
import Network

@testable import System

/// A listening socket of the test's own on loopback.
struct Listener: ~Copyable {
  let socket: Descriptor
  let endpoint: Endpoint

  init(_ address: Address = .v4(0x7f00_0001), backlog: CInt = 64) throws {
    let number = Glibc.socket(
      address.family.domain, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let socket = try Descriptor("socket", number)
    var storage = sockaddr_storage()
    let answer = SocketAddress(Endpoint(address, port: 0)).withPointer { bind(number, $0, $1) }
    guard answer == 0, listen(number, backlog) == 0 else { throw SystemError("listen") }
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let named = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        getsockname(number, pointer, &size) == 0 ? SocketAddress(pointer) : nil
      }
    }
    guard let named else { throw SystemError("getsockname") }
    self.socket = socket
    self.endpoint = named.endpoint
  }
}

extension Probes {
  /// Turns until a probe has ended; empty when none did in ten seconds.
  func ended() throws -> [Ended] {
    let poller = try Poller()
    try poller.add(descriptor, for: .readable, token: 0)
    let end = MonotonicClock.now + .seconds(60)
    while MonotonicClock.now < end {
      _ = try poller.wait(until: min(end, deadline ?? end))
      let ended = try turn(at: MonotonicClock.now)
      if !ended.isEmpty { return ended }
    }
    return []
  }

  /// The verdict of one probe.
  func verdict(of probe: Probe) throws -> Verdict? {
    start(ProbeIdentifier(check: 1, serial: 1), probe, at: MonotonicClock.now)
    return try ended().first?.result.verdict
  }
}
