/// The TLS side of a probe.
package struct TLS: Hashable, Sendable {
  /// The name sent as SNI, and what a verified certificate must be for; nil sends none.
  package var serverName: String?
  /// keepalived never verifies; here it is selectable.
  package var verifiesCertificate: Bool
  /// Files of the `SSL` block or of the check, in PEM.
  package var authorities: String?
  package var certificate: String?
  package var key: String?
  package var password: String?
  /// `sha256//…`: the base64 of the SHA-256 of the key that the server must have, or several with
  /// semicolons between.
  package var pinnedKey: String?

  package init(
    serverName: String? = nil, verifiesCertificate: Bool = false, authorities: String? = nil,
    certificate: String? = nil, key: String? = nil, password: String? = nil,
    pinnedKey: String? = nil
  ) {
    self.serverName = serverName
    self.verifiesCertificate = verifiesCertificate
    self.authorities = authorities
    self.certificate = certificate
    self.key = key
    self.password = password
    self.pinnedKey = pinnedKey
  }
}
