package import Network

/// One attempt to find out whether a real server serves: where to, how, and by when.
package struct Probe: Hashable, Sendable {
  package var path: Path
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

    package init(
      to destination: Endpoint, source: Address? = nil, sourcePort: UInt16 = 0,
      interface: String? = nil, firewallMark: UInt32 = 0
    ) {
      self.destination = destination
      self.source = source
      self.sourcePort = sourcePort
      self.interface = interface
      self.firewallMark = firewallMark
    }
  }

  package enum Dialogue: Hashable, Sendable {
    /// `TCP_CHECK`: the connection is accepted.
    case tcp
    /// `HTTP_GET`, `SSL_GET`.
    case http(HTTPProbe)
    /// `FTP_CHECK`.
    case ftp(FTPProbe)
  }
}

/// `HTTP_GET` and `SSL_GET`: every page is fetched in turn, and the first that is not as it must be
/// fails the probe.
package struct HTTPProbe: Hashable, Sendable {
  package enum Version: Hashable, Sendable {
    /// `1.0`
    case http10
    /// `1.0C`: 1.0 with `Connection: close`.
    case http10Close
    /// `1.1`
    case http11
  }

  package struct Page: Hashable, Sendable {
    /// Begins with `/`.
    package var path: String
    /// The statuses that pass, sorted, without overlap. Empty is never: the default is 200…299.
    package var statuses: [ClosedRange<UInt16>]
    /// The MD5 of the body, 16 bytes.
    package var digest: [UInt8]?
    /// The `Host` header's value; nil is the destination's own `address:port`.
    package var virtualHost: String?

    package init(
      path: String = "/", statuses: [ClosedRange<UInt16>] = [200...299], digest: [UInt8]? = nil,
      virtualHost: String? = nil
    ) {
      self.path = path
      self.statuses = statuses
      self.digest = digest
      self.virtualHost = virtualHost
    }
  }

  package var pages: [Page]
  package var version: Version
  /// nil for `HTTP_GET`.
  package var tls: TLS?

  package init(pages: [Page], version: Version = .http10, tls: TLS? = nil) {
    self.pages = pages
    self.version = version
    self.tls = tls
  }
}

/// The TLS side of a probe.
package struct TLS: Hashable, Sendable {
  /// The name sent as SNI, and what a verified certificate must be for; nil sends none.
  package var serverName: String?
  /// keepalived never verifies; here it is selectable.
  package var verifiesCertificate: Bool
  /// Files of the `SSL` block, in PEM.
  package var authorities: String?
  package var certificate: String?
  package var key: String?
  package var password: String?

  package init(
    serverName: String? = nil, verifiesCertificate: Bool = false, authorities: String? = nil,
    certificate: String? = nil, key: String? = nil, password: String? = nil
  ) {
    self.serverName = serverName
    self.verifiesCertificate = verifiesCertificate
    self.authorities = authorities
    self.certificate = certificate
    self.key = key
    self.password = password
  }
}

/// `FTP_CHECK`.
package struct FTPProbe: Hashable, Sendable {
  package enum Passive: Hashable, Sendable {
    /// `EPSV` (RFC 2428), the default for IPv6.
    case extended
    /// `PASV` (RFC 959), the default for IPv4: the form that LVS-NAT clients use.
    case plain
    /// Log in only; no data connection.
    case none
  }

  package enum Security: Hashable, Sendable {
    case none
    /// `AUTH TLS` (RFC 4217).
    case explicit
    /// TLS from the first byte, port 990 by custom.
    case implicit
  }

  package var user: String
  package var password: String
  /// What is retrieved; nil opens a passive listing and closes it.
  package var path: String?
  /// The MD5 of what was retrieved, 16 bytes.
  package var digest: [UInt8]?
  package var passive: Passive
  package var security: Security
  /// The real server is behind LVS-NAT, where the kernel's ip_vs_ftp must be able to rewrite its
  /// passive replies. With any other forwarding method it answers clients itself, and may well
  /// announce the virtual address.
  package var isBehindNAT: Bool

  package init(
    user: String = "anonymous", password: String = "health-check@director.invalid",
    path: String? = nil, digest: [UInt8]? = nil, passive: Passive, security: Security = .none,
    isBehindNAT: Bool = true
  ) {
    self.user = user
    self.password = password
    self.path = path
    self.digest = digest
    self.passive = passive
    self.security = security
    self.isBehindNAT = isBehindNAT
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
  /// What was seen, in a few words: `HTTP 200, 512 bytes`; empty where the verdict says it all.
  package var detail: String
  /// From the probe's start to its verdict.
  package var duration: Duration
  /// What the answer makes of its real server's weight; nil leaves what this check said before.
  package var weight: WeightContribution?

  package init(
    _ verdict: Verdict, detail: String = "", duration: Duration, weight: WeightContribution? = nil
  ) {
    self.verdict = verdict
    self.detail = detail
    self.duration = duration
    self.weight = weight
  }
}
