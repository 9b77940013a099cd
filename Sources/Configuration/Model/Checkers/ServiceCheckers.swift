import Health
import Network

/// Checkers of one protocol each, which are not keepalived's.
extension Interpretation {
  mutating func serviceDialogue(
    _ checker: CheckerDraft, _ word: Word, to port: UInt16
  ) -> Probe.Dialogue? {
    switch word.text {
    case "IKE_CHECK": return .conversation(.ike(ikeProbe(checker, to: port)), over: .datagram)
    case "RADIUS_CHECK":
      return radiusProbe(checker, word).map { .conversation(.radius($0), over: .datagram) }
    case "SIP_CHECK": return sipDialogue(checker)
    case "REDIS_CHECK", "MYSQL_CHECK", "PGSQL_CHECK": return databaseDialogue(checker, word)
    case "LDAP_CHECK": return ldapDialogue(checker)
    case "IMAP_CHECK": return mailboxDialogue(checker, .imap)
    case "POP_CHECK": return mailboxDialogue(checker, .pop)
    case "AGENT_CHECK":
      let request = checker.own.first { $0.keyword == "send" }.map { spoken($0) } ?? []
      return .conversation(.agent(AgentProbe(request: request)), over: stream(checker).carrier)
    default: return nil
    }
  }

  private mutating func ikeProbe(_ checker: CheckerDraft, to port: UInt16) -> IKEProbe {
    var probe = IKEProbe(isEncapsulated: port == 4500)
    for node in checker.own {
      switch node.keyword {
      case "ike_version":
        let versions: [(String, IKEProbe.Version)] = [("1", .one), ("2", .two)]
        if let word = argument(node, expecting: "1 or 2"),
          let version = choice(word, of: versions, what: "a version of IKE")
        {
          probe.version = version
        }
      case "proposal":
        let kinds: [(String, Bool)] = [("unknown", false), ("usual", true)]
        if let word = argument(node, expecting: "unknown or usual"),
          let isUsual = choice(word, of: kinds, what: "a kind of proposal")
        {
          probe.isUsual = isUsual
        }
      case "nat_traversal":
        if let encapsulates = boolean(node) { probe.isEncapsulated = encapsulates }
      default: break
      }
    }
    return probe
  }

  private mutating func radiusProbe(_ checker: CheckerDraft, _ word: Word) -> RADIUSProbe? {
    let login = login(checker)
    guard let secret = words(checker, "secret").last, !secret.isEmpty else {
      report.error(
        code: .missingWord, "'\(word.text)' has no secret", at: word,
        hint: "expected 'secret SECRET', as the server has it for this director")
      return nil
    }
    return RADIUSProbe(secret: secret, user: login.user, password: login.password ?? "")
  }

  private mutating func sipDialogue(_ checker: CheckerDraft) -> Probe.Dialogue {
    var probe = SIPProbe()
    for node in checker.own {
      switch node.keyword {
      case "transport":
        let kinds: [(String, Bool)] = [("udp", true), ("tcp", false)]
        if let word = argument(node, expecting: "udp or tcp"),
          let isDatagram = choice(word, of: kinds, what: "a transport of SIP")
        {
          probe.isDatagram = isDatagram
        }
      case "target":
        if let target = text(node, expecting: "a host, or USER@HOST") { probe.target = target }
      case "status_code":
        if let statuses = statuses(node, from: 200, to: 699) { probe.statuses = statuses }
      default: break
      }
    }
    let carrier = stream(checker).carrier
    if case .secured = carrier { probe.isDatagram = false }
    return .conversation(.sip(probe), over: probe.isDatagram ? .datagram : carrier)
  }

  private mutating func databaseDialogue(_ checker: CheckerDraft, _ word: Word) -> Probe.Dialogue {
    let login = login(checker)
    let (carrier, startsTLS) = stream(checker)
    var role: DatabaseRole?
    for node in checker.own where node.keyword == "role" {
      let roles: [(String, DatabaseRole)] = [("primary", .primary), ("replica", .replica)]
      if let word = argument(node, expecting: "primary or replica") {
        role = choice(word, of: roles, what: "a role of a database")
      }
    }
    if role != nil, login.user == nil, word.text != "REDIS_CHECK" {
      report.error(
        code: .missingWord, "'\(word.text)' cannot see a role without a login", at: word,
        hint: "expected 'user NAME', and 'password PASSWORD' where there is one")
    }
    switch word.text {
    case "REDIS_CHECK":
      let probe = RedisProbe(user: login.user, password: login.password, role: role)
      return .conversation(.redis(probe), over: carrier)
    case "MYSQL_CHECK":
      let probe = MySQLProbe(
        user: login.user, password: login.password ?? "", role: role, startsTLS: startsTLS)
      return .conversation(.mysql(probe), over: carrier)
    default:
      let probe = PostgreSQLProbe(
        user: login.user, password: login.password ?? "",
        database: words(checker, "database").last, role: role, startsTLS: startsTLS)
      return .conversation(.postgresql(probe), over: carrier)
    }
  }

  private mutating func ldapDialogue(_ checker: CheckerDraft) -> Probe.Dialogue {
    let (carrier, startsTLS) = stream(checker)
    let probe = LDAPProbe(
      name: words(checker, "bind_dn").last ?? "", password: words(checker, "password").last ?? "",
      base: words(checker, "base").last, startsTLS: startsTLS)
    return .conversation(.ldap(probe), over: carrier)
  }

  private mutating func mailboxDialogue(
    _ checker: CheckerDraft, _ kind: MailboxProbe.Kind
  ) -> Probe.Dialogue {
    let login = login(checker)
    let (carrier, startsTLS) = stream(checker)
    let probe = MailboxProbe(
      kind, user: login.user, password: login.password ?? "", startsTLS: startsTLS)
    return .conversation(.mailbox(probe), over: carrier)
  }

  /// `user`, `password`.
  private mutating func login(_ checker: CheckerDraft) -> (user: String?, password: String?) {
    (words(checker, "user").last, words(checker, "password").last)
  }

  /// What stands after each `keyword`. What would end a line that is said to a server is refused.
  private mutating func words(_ checker: CheckerDraft, _ keyword: String) -> [String] {
    var values: [String] = []
    for node in checker.own where node.keyword == keyword {
      guard let word = argument(node, expecting: "its value") else { continue }
      guard word.text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
        report.error("'\(keyword)' has a control character in it", at: word)
        continue
      }
      values.append(word.text)
    }
    return values
  }
}
