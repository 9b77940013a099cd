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
