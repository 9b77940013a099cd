import Health
import IPVS
import Network

/// What has come of a probe that is made both ways.
struct Halves {
  let probe: Probe
  fileprivate var direct: ProbeResult?
  fileprivate var forwarded: ProbeResult?
}

/// Probes that are made directly and through IPVS, at once, so that each has all the time.
extension Probes {
  func startBothWays(
    _ identifier: ProbeIdentifier, _ probe: Probe, _ detour: Probe.Path, at now: Instant
  ) {
    halves[identifier] = Halves(probe: probe)
    begin(Attempt(identifier, probe.along(probe.path), .direct, at: now), at: now)
    begin(Attempt(identifier, probe.along(detour), .forwarded, at: now), at: now)
  }

  /// The service of IPVS that a probe goes through, on either way.
  func checkService(of attempt: Attempt) -> ServiceKey? {
    let path = halves[attempt.identifier]?.probe.detour ?? attempt.probe.path
    guard path.forwarding != nil else { return nil }
    return .firewallMark(path.firewallMark, path.destination.address.family)
  }

  /// One way has come to an end: what both come to, once the other has.
  func join(_ result: ProbeResult, _ attempt: Attempt, _ way: Way) -> ProbeResult? {
    switch way {
    case .direct: halves[attempt.identifier]?.direct = result
    case .forwarded: halves[attempt.identifier]?.forwarded = result
    }
    guard let both = halves[attempt.identifier], let direct = both.direct,
      let forwarded = both.forwarded
    else { return nil }
    halves[attempt.identifier] = nil
    return both.probe.joined(direct: direct, forwarded: forwarded)
  }
}
