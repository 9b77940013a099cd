import Health
import Network
import Testing

private let real = Address.v4(0x0a00_0002)
private let virtual = Address.v4(0xc000_0201)

private func probe(_ method: Forwarding.Method, _ dialogue: Probe.Dialogue = .tcp) -> Probe {
  var probe = Probe(
    path: .init(to: Endpoint(real, port: 80)), dialogue: dialogue, timeout: .seconds(5))
  probe.detour = .init(
    to: Endpoint(virtual, port: 80), firewallMark: 9, forwarding: Forwarding(method, to: real))
  return probe
}

private func result(_ verdict: Verdict, connected: Duration? = nil) -> ProbeResult {
  var phases = ProbePhases()
  phases.connected = connected
  return ProbeResult(verdict, duration: .milliseconds(3), phases: phases)
}

private let good = result(.passed, connected: .milliseconds(1))
private let silent = result(.failed("no answer"))
private let refused = result(.failed("connection refused"))

private func joined(
  _ direct: ProbeResult, _ forwarded: ProbeResult, by method: Forwarding.Method = .directRouting
) -> Verdict {
  probe(method).joined(direct: direct, forwarded: forwarded).verdict
}

@Suite struct ForwardingTests {
  @Test func bothWaysMustPass() {
    #expect(joined(good, good) == .passed)
    #expect(joined(silent, silent) == silent.verdict)
  }

  @Test func aRealServerThatIsSilentAlongTheWayLacksTheVIP() {
    #expect(
      joined(good, silent)
        == .failed(
          "answers at its own address, but not through direct routing: the VIP 192.0.2.1 is "
            + "probably missing on its loopback (no answer)"))
    #expect(
      joined(good, silent, by: .tunnel)
        == .failed(
          "answers at its own address, but not through the tunnel: its tunnel is probably down, "
            + "or the VIP 192.0.2.1 missing on it, or rp_filter drops its packets (no answer)"))
  }

  @Test func oneThatRefusesIsThere() {
    #expect(
      joined(good, refused)
        == .failed(
          "answers at its own address, but not through direct routing: nobody listens at the VIP "
            + "192.0.2.1 (connection refused)"))
  }

  @Test func aWrongAnswerIsTheReasonItself() {
    #expect(
      joined(good, result(.failed("HTTP 503"), connected: .milliseconds(1)))
        == .failed("answers at its own address, but not through direct routing (HTTP 503)"))
  }

  @Test func oneThatAnswersAlongTheWayAloneFailsAndSaysSo() {
    #expect(
      joined(refused, good)
        == .failed("connection refused, though it answers through direct routing"))
  }

  @Test func theTimesAreThoseOfTheWayThatFailed() {
    #expect(probe(.tunnel).joined(direct: good, forwarded: silent).phases == silent.phases)
    #expect(probe(.tunnel).joined(direct: refused, forwarded: good).phases == refused.phases)
    #expect(probe(.tunnel).joined(direct: refused, forwarded: silent).phases == refused.phases)
  }

  @Test func whatIsNotMadeSaysNothing() {
    let hindered = result(.notMade("no socket"))
    #expect(joined(good, hindered) == hindered.verdict)
    #expect(joined(hindered, good) == hindered.verdict)
    #expect(joined(silent, hindered) == silent.verdict)
  }

  @Test func oneThatDrainsDrains() {
    let draining = result(.drain("404"), connected: .milliseconds(1))
    #expect(joined(draining, good) == draining.verdict)
    #expect(joined(good, draining) == draining.verdict)
  }

  @Test func withoutATableItAsksTheRealServerItself() {
    var alone = probe(.tunnel)
    alone.path = alone.detour ?? alone.path
    alone.detour = nil
    #expect(alone.withoutForwarding.path == .init(to: Endpoint(real, port: 80)))
    #expect(probe(.tunnel).withoutForwarding.path == .init(to: Endpoint(real, port: 80)))
  }
}
