package import Network

/// The way that clients' traffic takes to a real server: through IPVS, which finds by the packets'
/// firewall mark a service with that one real server (`check_path forwarded`).
package struct Forwarding: Hashable, Sendable {
  package enum Method: Hashable, Sendable {
    case directRouting
    case tunnel
    case masquerade
  }

  package var method: Method
  package var realServer: Address
  /// Where masquerading leads the virtual server's port to; 0: the port stays.
  package var port: UInt16

  package init(_ method: Method, to realServer: Address, port: UInt16 = 0) {
    self.method = method
    self.realServer = realServer
    self.port = port
  }
}

extension Probe.Path {
  /// LocalNode: the real server is this machine itself, under the virtual address. Such a probe never
  /// leaves the machine.
  package var endsHere: Bool { forwarding?.realServer == destination.address }
}

extension Forwarding.Method {
  /// `direct routing`, after "through".
  package var words: String {
    switch self {
    case .directRouting: "direct routing"
    case .tunnel: "the tunnel"
    case .masquerade: "masquerading"
    }
  }

  /// What is most likely wrong if a real server answers directly and is silent this way, or
  /// refuses. (A kernel without the tunnel refuses too: net/ipv4/tunnel4.c, `tunnel4_rcv`.)
  fileprivate func suspicion(of address: Address, refuses: Bool) -> String {
    switch (self, refuses) {
    case (.directRouting, false): "the VIP \(address) is probably missing on its loopback"
    case (.tunnel, false):
      "its tunnel is probably down, or the VIP \(address) missing on it, or rp_filter drops its packets"
    case (.masquerade, false):
      "it probably answers past this director: its gateway must be the director"
    case (.tunnel, true): "its tunnel is probably down, or nobody listens at the VIP \(address)"
    case (.directRouting, true), (.masquerade, true): "nobody listens at the VIP \(address)"
    }
  }
}

extension Probe {
  /// One of the two probes that `check_path both` is: along this path alone.
  package func along(_ path: Path) -> Probe {
    var probe = self
    probe.path = path
    probe.detour = nil
    return probe
  }

  /// The same without IPVS's help, if there is none: at the real server's own address.
  package var withoutForwarding: Probe {
    guard let forwarding = path.forwarding else { return along(path) }
    let port = forwarding.port > 0 ? forwarding.port : path.destination.port
    return along(
      Path(
        to: Endpoint(forwarding.realServer, port: port), source: path.source,
        sourcePort: path.sourcePort))
  }

  // The criteria:
  //
  //   direct     forwarded   together
  //   failed     failed      failed, for the direct reason
  //   failed     otherwise   failed; says that the other way does, if it does
  //   otherwise  failed      failed; says that the direct way does, if it does, and what is likely
  //   one of them not made   not made
  //   one of them drains     drains
  //   passed     passed      passed
  /// What a probe that was made both ways comes to.
  package func joined(direct: ProbeResult, forwarded: ProbeResult) -> ProbeResult {
    var result = direct
    result.verdict = joined(direct.verdict, forwarded)
    if result.verdict == forwarded.verdict { result.detail = forwarded.detail }
    result.duration = max(direct.duration, forwarded.duration)
    result.weight = direct.weight ?? forwarded.weight
    result.wasBlockedHere = direct.wasBlockedHere || forwarded.wasBlockedHere
    if !direct.verdict.hasFailed, forwarded.verdict.hasFailed {
      result.phases = forwarded.phases
      result.transcript = forwarded.transcript
    }
    return result
  }

  private func joined(_ direct: Verdict, _ forwarded: ProbeResult) -> Verdict {
    guard let detour, let forwarding = detour.forwarding else { return direct }
    let way = "through \(forwarding.method.words)"
    switch (direct, forwarded.verdict) {
    case (.failed(let reason), .passed), (.failed(let reason), .drain):
      return .failed("\(reason), though it answers \(way)")
    case (.passed, .failed(let reason)), (.drain, .failed(let reason)):
      let address = detour.destination.address
      let suspicion =
        hasHeard(in: forwarded.phases)
        ? "" : ": \(forwarding.method.suspicion(of: address, refuses: forwarded.verdict.isRefusal))"
      return .failed(
        "answers at its own address, but not \(way)\(suspicion) (\(reason))")
    case (.failed, .failed), (.failed, .notMade): return direct
    case (.notMade, .failed), (.passed, .notMade), (.drain, .notMade), (.passed, .drain):
      return forwarded.verdict
    case (.notMade, .passed), (.notMade, .drain), (.notMade, .notMade), (.passed, .passed),
      (.drain, .passed), (.drain, .drain):
      return direct
    }
  }

  /// Something came from the server: the connection stood, or a datagram was there. The way is good.
  package func hasHeard(in phases: ProbePhases) -> Bool {
    switch carrier {
    case .datagram, .echo: phases.firstByte != nil
    case .stream, .secured: phases.connected != nil
    }
  }
}

extension Verdict {
  /// How a reason ends that tells of a port where nobody listens; and that of a datagram.
  package static let refusal = "connection refused"
  package static let unreachablePort = "refused: port unreachable"

  fileprivate var hasFailed: Bool {
    switch self {
    case .failed: true
    case .passed, .drain, .notMade: false
    }
  }

  fileprivate var isRefusal: Bool {
    switch self {
    case .failed(let reason):
      reason.hasSuffix(Verdict.refusal) || reason.hasSuffix(Verdict.unreachablePort)
    case .passed, .drain, .notMade: false
    }
  }
}
