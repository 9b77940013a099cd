import Digests

/// `PGSQL_CHECK`: the answer to a question for TLS; with a user a login and the question whether it is
/// in recovery, which is what a replica is (PostgreSQL's frontend/backend protocol, version 3).
package struct PostgreSQLProbe: Hashable, Sendable {
  package var user: String?
  package var password: String
  /// nil is the user's name, as PostgreSQL has it.
  package var database: String?
  package var role: DatabaseRole?
  package var startsTLS: Bool

  package init(
    user: String? = nil, password: String = "", database: String? = nil, role: DatabaseRole? = nil,
    startsTLS: Bool = false
  ) {
    self.user = user
    self.password = password
    self.database = database
    self.role = role
    self.startsTLS = startsTLS
  }
}

package struct PostgreSQLConversation: GatheringConversation {
  private enum Stage {
    /// One byte: `S` or `N`.
    case security
    case login(Login)
    case query
  }

  /// Each message of a login may come once (PostgreSQL, "Message Flow", "Start-up"; in parentheses the
  /// code of the authentication message that leads on):
  ///
  ///     begun ─(3, 5)→ proved ─(0)→ done        begun ─(0)→ done
  ///     begun ─(10)→ named ─(11)→ proving ─the key is derived→ answered ─(12)→ proved ─(0)→ done
  private enum Login { case begun, named, proving, answered, proved, done }

  private let probe: PostgreSQLProbe
  /// What is said now is said in TLS.
  private var isSecured: Bool
  private var stage: Stage
  private var scram: SCRAM
  private var role: DatabaseRole?
  package var gathered = Gathered()

  /// `isSecured`: the connection is in TLS from its first byte.
  package init(
    _ probe: PostgreSQLProbe, isSecured: Bool = false,
    using generator: inout some RandomNumberGenerator
  ) {
    self.probe = probe
    self.isSecured = isSecured
    stage = probe.user == nil || probe.startsTLS ? .security : .login(.begun)
    scram = SCRAM(password: probe.password, nonce: hexadecimal(randomBytes(12, using: &generator)))
  }

  package var awaited: String {
    switch stage {
    case .security: "answer to the question for TLS"
    case .login: "answer to the login"
    case .query: "answer to the query"
    }
  }

  package mutating func begin() -> ConversationStep {
    switch stage {
    case .security: return .send([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
    case .login, .query: return login()
    }
  }

  package mutating func secured() -> ConversationStep {
    isSecured = true
    return login()
  }

  package mutating func worked(_ outcome: Work.Outcome) -> ConversationStep {
    guard case .login(.proving) = stage, case .derived(let key) = outcome else {
      return .fail("the key of the login could not be derived")
    }
    stage = .login(.answered)
    return .sendSecret(framed("p", scram.last(salted: key)))
  }

  package func extent(of bytes: ArraySlice<UInt8>) -> Extent {
    if case .security = stage, bytes.first == UInt8(ascii: "S") || bytes.first == UInt8(ascii: "N")
    {
      return .message(1)
    }
    guard let length = bytes.big(1, 4) else { return .incomplete }
    guard (4...gatheringLimit).contains(length) else {
      return .broken("the answer is not PostgreSQL")
    }
    return bytes.count > length ? .message(length + 1) : .incomplete
  }

  package mutating func take(_ message: ArraySlice<UInt8>) -> ConversationStep {
    let kind = message.first ?? 0
    if case .security = stage { return judgeSecurity(kind) }
    let body = message.dropFirst(5)
    switch (kind, stage) {
    case (UInt8(ascii: "E"), _): return .fail("\(awaited): \(Self.words(body))")
    case (UInt8(ascii: "R"), .login(let login)): return authenticate(body, login)
    case (UInt8(ascii: "R"), .query): return .fail("it asks for another login after the login")
    case (UInt8(ascii: "Z"), .login(let login)):
      guard case .done = login else { return .fail("it is ready before the login is over") }
      stage = .query
      return .send(framed("Q", Array("SELECT pg_is_in_recovery()".utf8) + [0]))
    case (UInt8(ascii: "D"), .query):
      role = body.big(6, 1) == Int(UInt8(ascii: "t")) ? .replica : .primary
      return .wait
    case (UInt8(ascii: "Z"), .query): return judge()
    // Parameters, notices, the key for cancelling, the columns, the query's end.
    default: return .wait
    }
  }

  private mutating func judgeSecurity(_ kind: UInt8) -> ConversationStep {
    guard kind == UInt8(ascii: "S") || kind == UInt8(ascii: "N") else {
      return .fail("the answer is not PostgreSQL")
    }
    guard probe.startsTLS else { return .pass("PostgreSQL") }
    return kind == UInt8(ascii: "S") ? .startTLS : .fail("the server has no TLS")
  }

  private func judge() -> ConversationStep {
    guard let role else { return .fail("the query has no answer") }
    return role.fault(wanted: probe.role).map { .fail($0) } ?? .pass("PostgreSQL, \(role.name)")
  }

  private mutating func login() -> ConversationStep {
    stage = .login(.begun)
    guard let user = probe.user else { return .pass("PostgreSQL, in TLS") }
    var body: [UInt8] = [0, 3, 0, 0]
    for text in ["user", user, "database", probe.database ?? user, "application_name", "directord"]
    {
      body += Array(text.utf8) + [0]
    }
    body.append(0)
    var message: [UInt8] = []
    message.appendBig(UInt32(truncatingIfNeeded: body.count + 4))
    return .send(message + body)
  }

  private mutating func authenticate(
    _ body: ArraySlice<UInt8>, _ login: Login
  ) -> ConversationStep {
    let content = body.dropFirst(4)
    guard let code = body.big(0, 4) else { return .fail("the answer is not PostgreSQL") }
    switch (code, login) {
    case (0, .begun), (0, .proved):
      stage = .login(.done)
      return .wait
    case (3, .begun): return prove("the password itself", Array(probe.password.utf8) + [0])
    case (5, .begun): return prove("the MD5 of the password", md5(salt: content.prefix(4)))
    case (10, .begun):
      stage = .login(.named)
      let first = scram.first
      var message = Array("SCRAM-SHA-256".utf8) + [0]
      message.appendBig(UInt32(truncatingIfNeeded: first.count))
      return .sendSecret(framed("p", message + first))
    case (11, .named):
      switch scram.hear(content) {
      case .refused(let reason): return .fail(reason)
      case .derive(let derivation):
        stage = .login(.proving)
        return .work(.derive(derivation), after: [])
      }
    case (12, .answered):
      stage = .login(.proved)
      return .wait
    case (0, _), (3, _), (5, _), (10...12, _):
      return .fail("it sends message \(code) of a login out of turn")
    default: return .fail("it wants a login of a kind that is not known here")
    }
  }

  /// Who listens on the way, or has taken the server's address, would have the password, or what can
  /// be tried against a list of passwords: only TLS may carry either.
  private mutating func prove(_ what: String, _ proof: [UInt8]) -> ConversationStep {
    guard isSecured else { return .fail("it wants \(what), which needs 'tls starttls'") }
    stage = .login(.proved)
    return .sendSecret(framed("p", proof))
  }

  /// `md5`, then the MD5 in hexadecimal of that of password and user, and of the salt.
  private func md5(salt: ArraySlice<UInt8>) -> [UInt8] {
    let user = Array((probe.user ?? "").utf8)
    let inner = hexadecimal(HashFunction.md5.digest(of: Array(probe.password.utf8) + user))
    return Array("md5\(hexadecimal(HashFunction.md5.digest(of: Array(inner.utf8) + salt)))".utf8)
      + [0]
  }

  private func framed(_ kind: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
    var message = [UInt8(ascii: kind)]
    message.appendBig(UInt32(truncatingIfNeeded: body.count + 4))
    return message + body
  }

  /// The message of an error: fields of a letter and words; `M` are those for people.
  private static func words(_ body: ArraySlice<UInt8>) -> String {
    let fields = body.split(separator: 0)
    let message = fields.first { $0.first == UInt8(ascii: "M") }
    return message.map { printable($0.dropFirst()) } ?? "an error without words"
  }
}
