import IPVS
import Network

extension LdirectordCheck {
  /// The checker of one real server; none if it is always, or never, up.
  func statements(of real: LdirectordReal, at endpoint: Endpoint, _ key: ServiceKey) -> [Statement]
  {
    let request = real.request ?? self.request
    let receive = real.receive ?? self.receive
    let isDatagram = if case .endpoint(.udp, _) = key { true } else { false }
    switch kind {
    case .none, .off: return []
    case .ping: return [Statement("PING_CHECK", block: timing)]
    case .connect where isDatagram: return [Statement("PING_CHECK", block: timing)]
    case .connect: return [Statement("TCP_CHECK", block: connection(endpoint))]
    case .external(let words):
      let virtual: [String] =
        switch key {
        case .endpoint(_, let own): ["\(own.address)", "\(own.port)"]
        case .firewallMark(let mark, _): ["\(mark)", "0"]
        }
      let arguments = words + virtual + ["\(endpoint.address)", "\(port ?? endpoint.port)"]
      return [
        Statement(
          "MISC_CHECK",
          block: [
            Statement("misc_path", command(of: arguments)), Statement("misc_timeout", "\(timeout)"),
            Statement("retry", "\(failures - 1)"),
          ])
      ]
    case .negotiate(let service):
      return [negotiation(service, request, receive, endpoint)]
    }
  }

  /// How often it may fail, and how long it may take.
  private var timing: [Statement] {
    [
      Statement("connect_timeout", "\(timeout)"), Statement("retry", "\(failures - 1)"),
      Statement("delay_before_retry", "1"),
    ]
  }

  private func connection(_ endpoint: Endpoint) -> [Statement] {
    let port = port ?? endpoint.port
    return (port > 0 ? [Statement("connect_port", "\(port)")] : []) + timing
  }

  private func negotiation(
    _ service: String, _ request: String?, _ receive: String?, _ endpoint: Endpoint
  ) -> Statement {
    let common = connection(endpoint)
    let login = [
      self.login.map { Statement("user", word($0)) },
      password.map { Statement("password", word($0)) },
    ].compactMap(\.self)
    switch service {
    case "http", "https":
      let keyword = service == "https" ? "SSL_GET" : "HTTP_GET"
      let version = Statement("http_protocol", "1.1")
      return Statement(
        keyword, block: common + [version, Statement("url", block: page(request, receive))])
    case "ftp":
      let path = request.map { [Statement("path", word($0))] } ?? []
      return Statement("FTP_CHECK", block: common + login + path)
    case "smtp", "submission": return Statement("SMTP_CHECK", block: common)
    case "dns":
      let name = request.map { [Statement("name", word($0))] } ?? []
      return Statement("DNS_CHECK", block: common + [Statement("type", "A")] + name)
    case "imap": return Statement("IMAP_CHECK", block: common + login)
    case "imaps": return Statement("IMAP_CHECK", block: common + login + [Self.implicitTLS])
    case "pop": return Statement("POP_CHECK", block: common + login)
    case "pops": return Statement("POP_CHECK", block: common + login + [Self.implicitTLS])
    case "mysql": return Statement("MYSQL_CHECK", block: common + login)
    case "pgsql":
      let name = database.map { [Statement("database", word($0))] } ?? []
      return Statement("PGSQL_CHECK", block: common + login + name)
    case "ldap", "ldaps":
      let base = request.map { [Statement("base", word($0))] } ?? []
      let secured = service == "ldaps" ? [Self.implicitTLS] : []
      return Statement("LDAP_CHECK", block: common + base + secured)
    case "radius":
      let secret = [Statement("secret", word(secret ?? "secret"))]
      return Statement("RADIUS_CHECK", block: common + secret + login)
    case "sip": return Statement("SIP_CHECK", block: common)
    case "simpletcp": return Statement("TCP_CHECK", block: common + steps(request, receive))
    case "nntp":
      return Statement("TCP_CHECK", block: common + [Statement("expect_regex", "\"^20[01]\"")])
    default: return Statement("TCP_CHECK", block: common)
    }
  }

  private static let implicitTLS = Statement("tls", "implicit")

  private func page(_ request: String?, _ receive: String?) -> [Statement] {
    let path = request ?? "/"
    var block = [Statement("path", word(path.hasPrefix("/") ? path : "/" + path))]
    if let virtualHost { block.append(Statement("virtualhost", word(virtualHost))) }
    if method?.uppercased() == "HEAD" { block.append(Statement("method", "HEAD")) }
    if let receive, !receive.isEmpty { block.append(Statement("regex", quoted(receive))) }
    return block
  }

  private func steps(_ request: String?, _ receive: String?) -> [Statement] {
    [
      request.map { Statement("send", "\"\($0)\"") },
      receive.map { Statement("expect_regex", quoted($0)) },
    ].compactMap(\.self)
  }

  /// An expression as `regex` reads it.
  private func quoted(_ text: String) -> String {
    "\"" + Array(text.utf8).map(escaped).joined() + "\""
  }
}
