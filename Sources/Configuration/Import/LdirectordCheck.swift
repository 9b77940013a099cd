import IPVS
import Network

/// How ldirectord checks the real servers of one virtual server.
struct LdirectordCheck {
  enum Kind {
    /// `on`: always up.
    case none
    /// `off`: never up.
    case off
    case connect
    case ping
    case external([String])
    /// `negotiate`, with the service's name.
    case negotiate(String)
  }

  var kind = Kind.connect
  /// It connects to a port.
  var needsPort: Bool {
    switch kind {
    case .connect, .negotiate: true
    case .none, .off, .ping, .external: false
    }
  }

  var isOff: Bool { if case .off = kind { true } else { false } }
  var port: UInt16?
  /// Seconds.
  var timeout = 5
  /// Failures in a row before a real server is out.
  var failures = 1
  var request: String?
  var receive: String?
  var method: String?
  var virtualHost: String?
  var login: String?
  var password: String?
  var database: String?
  var secret: String?
}

extension LdirectordVirtual {
  mutating func check(of key: ServiceKey) -> LdirectordCheck {
    var check = LdirectordCheck()
    let kind = virtual.last("checktype") ?? file.last("checktype")
    let type = kind?.value.lowercased() ?? "negotiate"
    let line = kind?.line ?? virtual.line
    check.kind = self.kind(type, at: line, key)
    if case .negotiate(let service) = check.kind { remarkNegotiation(service, at: line) }
    check.port = checkPort()
    let connect = number("checktimeout", 1...86_400, else: 5)
    check.timeout =
      if case .negotiate = check.kind {
        number("negotiatetimeout", 1...86_400, else: 30)
      } else {
        connect
      }
    let count = number("checkcount", 1...1000, else: 1)
    check.failures = number("failurecount", 1...1000, else: count)
    let texts: [(String, WritableKeyPath<LdirectordCheck, String?>)] = [
      ("request", \.request), ("receive", \.receive), ("httpmethod", \.method),
      ("virtualhost", \.virtualHost), ("login", \.login), ("passwd", \.password),
      ("database", \.database), ("secret", \.secret),
    ]
    for (name, path) in texts {
      guard let setting = virtual.last(name) else { continue }
      if isPlain(setting.value) || name == "receive" {
        check[keyPath: path] = setting.value
      } else {
        remark(setting.line, "\(name): its value cannot be written here: it is left out")
      }
    }
    return check
  }

  /// What is checked less deeply than by ldirectord.
  private mutating func remarkNegotiation(_ service: String, at line: Int) {
    let line = virtual.last("service")?.line ?? line
    switch service {
    case "http", "https", "simpletcp": return
    case "ftp", "smtp", "submission", "dns", "imap", "imaps", "pop", "pops", "mysql", "pgsql",
      "ldap", "ldaps", "radius", "sip", "nntp":
      if let receive = virtual.last("receive") {
        remark(receive.line, "receive: \(service) must answer, whatever it says")
      }
      if service == "mysql" || service == "pgsql", let request = virtual.last("request") {
        remark(request.line, "request: no SQL is run; a login is enough")
      }
      if service == "radius", virtual.last("secret") == nil {
        remark(line, "service radius: write the server's secret instead of 'secret'")
      }
    case "none": remark(line, "no service is named: a connection is checked")
    default:
      remark(line, "service \(service): directord has no such check: a connection is checked")
    }
  }

  private mutating func checkPort() -> UInt16? {
    guard let setting = virtual.last("checkport") else { return nil }
    if let port = UInt16(setting.value), port > 0 { return port }
    remark(setting.line, "checkport: '\(setting.value)' is no port: the real server's is taken")
    return nil
  }

  private mutating func kind(
    _ type: String, at line: Int, _ key: ServiceKey
  ) -> LdirectordCheck.Kind {
    switch type {
    case "connect": return .connect
    case "ping": return .ping
    case "on": return .none
    case "off":
      remark(line, "checktype off: its real servers are in maintenance, with weight 0")
      return .off
    case "external", "external-perl":
      let command = virtual.last("checkcommand")
      let words = (command?.value ?? "").split(separator: " ").map { String($0) }
      guard type == "external", let first = words.first, first.hasPrefix("/"),
        words.allSatisfy(isPlain)
      else {
        remark(
          command?.line ?? line,
          "checktype \(type): directord runs a program by its path: a connection is checked instead"
        )
        return .connect
      }
      return .external(words)
    case "negotiate": return .negotiate(service(of: key))
    default:
      if Int(type) != nil {
        remark(line, "checktype \(type): every check negotiates, not one in \(type)")
        return .negotiate(service(of: key))
      }
      remark(line, "checktype \(type): not understood: a connection is checked")
      return .connect
    }
  }

  /// `service`, or the usual one of the port.
  private func service(of key: ServiceKey) -> String {
    if let setting = virtual.last("service") { return setting.value.lowercased() }
    let usual: [UInt16: String] = [
      21: "ftp", 25: "smtp", 53: "dns", 80: "http", 110: "pop", 119: "nntp", 143: "imap",
      389: "ldap", 443: "https", 587: "submission", 636: "ldaps", 993: "imaps", 995: "pops",
      1521: "oracle", 1812: "radius", 3128: "http_proxy", 3306: "mysql", 5060: "sip",
      5432: "pgsql",
    ]
    return usual[key.port] ?? "none"
  }
}
