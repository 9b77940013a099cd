import Health
import Network
import Testing

@testable import System

/// Nobody connects to everybody: the kernel says at once that there is no route for a connection, and
/// that it may not be sent for a datagram (net/ipv4/tcp_ipv4.c, `tcp_v4_connect`; net/ipv4/datagram.c).
private let everybody = Endpoint(.v4(0xffff_ffff), port: 80)

@Suite struct BlockedProbeTests {
  private func result(of dialogue: Probe.Dialogue) throws -> ProbeResult {
    let probes = try Probes()
    probes.start(
      ProbeIdentifier(check: 1, serial: 1),
      Probe(path: .init(to: everybody), dialogue: dialogue, timeout: .seconds(5)),
      at: MonotonicClock.now)
    return try #require(try probes.ended().first?.result)
  }

  @Test func whatThisMachineForbidsFailsAndIsKnownToHaveBeenBlockedHere() throws {
    for dialogue in [
      Probe.Dialogue.tcp, .conversation(.udp(UDPProbe()), over: .datagram),
      .ftp(FTPProbe(passive: .none)),
    ] {
      let result = try result(of: dialogue)
      guard case .failed = result.verdict else {
        Issue.record("\(dialogue): \(result.verdict)")
        continue
      }
      #expect(result.wasBlockedHere, "\(dialogue): \(result.verdict)")
    }
  }

  @Test func aRefusalComesFromTheServer() throws {
    let closed = try Listener().endpoint
    let probes = try Probes()
    probes.start(
      ProbeIdentifier(check: 1, serial: 1),
      Probe(path: .init(to: closed), dialogue: .tcp, timeout: .seconds(5)), at: MonotonicClock.now)
    let result = try #require(try probes.ended().first?.result)
    #expect(!result.wasBlockedHere && result.verdict != .passed)
  }
}
