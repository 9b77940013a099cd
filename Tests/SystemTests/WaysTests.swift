import Health
import IPVS
import Network
import Testing

@testable import System

private let identifier = ProbeIdentifier(check: 4, serial: 2)
private let loopback = Address.v4(0x7f00_0001)
private let virtual = Address.v4(0x7f00_0002)

/// Both ways end on this machine: without a mark nothing but it is asked.
private func probe(direct: Endpoint, forwarded: Endpoint) -> Probe {
  var probe = Probe(path: .init(to: direct), dialogue: .tcp, timeout: .seconds(5))
  probe.detour = .init(to: forwarded, forwarding: Forwarding(.masquerade, to: loopback))
  return probe
}

@Suite struct WaysTests {
  @Test func aProbeThatPassesBothWaysPassesOnce() throws {
    let one = try Listener()
    let two = try Listener(virtual)
    let probes = try Probes()
    probes.start(
      identifier, probe(direct: one.endpoint, forwarded: two.endpoint), at: MonotonicClock.now)
    #expect(probes.count == 2)
    let ended = try probes.ended()
    #expect(ended.map(\.result.verdict) == [.passed])
    #expect(ended.map(\.identifier) == [identifier])
    #expect(ended.map(\.checkService) == [.firewallMark(0, .ipv4)])
    #expect(probes.count == 0 && probes.halves.isEmpty)
  }

  @Test func oneThatIsRefusedOneWaySaysWhichWay() throws {
    let listener = try Listener()
    let closed = try Listener(virtual).endpoint
    #expect(
      try Probes().verdict(of: probe(direct: listener.endpoint, forwarded: closed))
        == .failed(
          "answers at its own address, but not through masquerading: nobody listens at the VIP "
            + "127.0.0.2 (tcp \(closed) through masquerading: connection refused)"))
  }

  @Test func aCancelledProbeIsGoneBothWays() throws {
    let one = try Listener()
    let two = try Listener(virtual)
    let probes = try Probes()
    let probe = probe(direct: one.endpoint, forwarded: two.endpoint)
    probes.start(identifier, probe, at: MonotonicClock.now)
    probes.cancel(identifier)
    #expect(probes.count == 0 && probes.halves.isEmpty && probes.deadline == nil)
    let next = ProbeIdentifier(check: 4, serial: 3)
    probes.start(next, probe, at: MonotonicClock.now)
    #expect(try probes.ended().map(\.identifier) == [next])
  }

  @Test func aMachineWithoutAnotherAddressCannotMakeIt() throws {
    let listener = try Listener()
    var alone = probe(direct: listener.endpoint, forwarded: listener.endpoint)
    alone.path = try #require(alone.detour)
    alone.detour = nil
    // Loopback leads there, from the address that is the virtual one here.
    alone.path.forwarding?.realServer = .v4(0x7f00_0005)
    let verdict = try #require(try Probes().verdict(of: alone))
    guard case .notMade(let reason) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(
      reason.contains("this machine has no ipv4 address towards 127.0.0.5 but the virtual one"))
  }

  @Test func localNodeIsAskedFromWhateverAddressTheKernelTakes() throws {
    let listener = try Listener()
    var local = probe(direct: listener.endpoint, forwarded: listener.endpoint)
    local.path = try #require(local.detour)
    local.detour = nil
    #expect(local.path.endsHere)
    #expect(try Probes().verdict(of: local) == .passed)
  }
}
