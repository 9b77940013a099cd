package import Network

/// One attempt to find out whether a real server serves: where to, how, and by when.
package struct Probe: Hashable, Sendable {
  package var path: Path
  /// `check_path both`: a path through IPVS that must answer as `path` must.
  package var detour: Path?
  package var dialogue: Dialogue
  /// Bounds the whole probe, from its first system call to its verdict. More than zero.
  package var timeout: Duration

  package init(path: Path, dialogue: Dialogue, timeout: Duration) {
    self.path = path
    self.dialogue = dialogue
    self.timeout = timeout
  }

  /// How the probe's socket is bound and where it connects.
  package struct Path: Hashable, Sendable {
    /// `connect_ip`, `connect_port`: the real server's own endpoint unless said.
    package var destination: Endpoint
    /// `bindto`.
    package var source: Address?
    /// `bind_port`; 0 is any.
    package var sourcePort: UInt16
    /// `bind_if`: SO_BINDTODEVICE.
    package var interface: String?
    /// `fwmark`: SO_MARK; 0 is none.
    package var firewallMark: UInt32
    /// Through IPVS, whose service `firewallMark` names; the destination is a virtual address.
    package var forwarding: Forwarding?

    package init(
      to destination: Endpoint, source: Address? = nil, sourcePort: UInt16 = 0,
      interface: String? = nil, firewallMark: UInt32 = 0, forwarding: Forwarding? = nil
    ) {
      self.destination = destination
      self.source = source
      self.sourcePort = sourcePort
      self.interface = interface
      self.firewallMark = firewallMark
      self.forwarding = forwarding
    }

    /// Of a probe that connects nowhere, so that it is the same for every real server.
    package static let nowhere = Path(to: Endpoint(.v4(0), port: 0))
  }

  package enum Dialogue: Hashable, Sendable {
    /// `TCP_CHECK`: the connection is accepted.
    case tcp
    /// `HTTP_GET`, `SSL_GET`.
    case http(HTTPProbe)
    /// `FTP_CHECK`.
    case ftp(FTPProbe)
    case conversation(Topic, over: Carrier)
    /// `MISC_CHECK`.
    case program(ProgramProbe)
    /// `FILE_CHECK`, `BFD_CHECK`: nothing is asked.
    case tracked(TrackedProbe)

    /// Whether the probe connects to the real server, or goes to no address at all.
    package var connects: Bool {
      switch self {
      case .tcp, .http, .ftp, .conversation: true
      case .program, .tracked: false
      }
    }
  }

  /// What is probed, in words: `10.0.0.2:80`, `'/usr/local/bin/check 10.0.0.2'`, `track_file web`.
  package var target: String {
    switch dialogue {
    case .tcp, .http, .ftp, .conversation: "\(path.destination)"
    case .program(let probe): "'\(probe.arguments.joined(separator: " "))'"
    case .tracked(let probe):
      switch probe.source {
      case .file(let name): "track_file \(name)"
      case .session(let name): "bfd_instance \(name)"
      }
    }
  }
}

/// How a probe ended.
package enum Verdict: Hashable, Sendable {
  case passed
  /// It serves those that it has and wants no more (an agent's `drain`, a maintenance page's 404):
  /// weight 0. In words, for an operator: what was seen.
  case drain(String)
  /// In words, for an operator: what was seen, and what was expected.
  case failed(String)
  /// The probe could not be made, and says nothing of the server: no socket was to be had, or
  /// `bindto` is not an address of this machine. The check is tried again; nothing is counted.
  case notMade(String)
}

/// A verdict, what was seen on the way, and how long it took.
package struct ProbeResult: Hashable, Sendable {
  package var verdict: Verdict
  /// What was seen, in a few words: `HTTP 200, 512 bytes`; empty if the verdict says it all.
  package var detail: String
  /// From the probe's start to its verdict.
  package var duration: Duration
  /// What the answer makes of its real server's weight; nil leaves what this check said before.
  package var weight: WeightContribution?
  package var phases: ProbePhases
  package var transcript: Transcript
  /// It passed because nothing came: nobody refused a datagram that need not be answered.
  package var isSilent = false
  /// It failed before anything left this machine: for want of a route, or at this machine's own
  /// firewall. keepalived takes that for a failure of the server, and so does a check without
  /// `reverse`.
  package var wasBlockedHere = false

  package init(
    _ verdict: Verdict, detail: String = "", duration: Duration, weight: WeightContribution? = nil,
    phases: ProbePhases = .init(), transcript: Transcript = .init()
  ) {
    self.verdict = verdict
    self.detail = detail
    self.duration = duration
    self.weight = weight
    self.phases = phases
    self.transcript = transcript
  }
}
