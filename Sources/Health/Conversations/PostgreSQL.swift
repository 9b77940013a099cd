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
    case login
    case query
  }

  private let probe: PostgreSQLProbe
  private var stage: Stage
  private var scram: SCRAM
  private var role: DatabaseRole?
  package var gathered: [UInt8] = []

  package init(_ probe: PostgreSQLProbe, using generator: inout some RandomNumberGenerator) {
    self.probe = probe
    stage = probe.user == nil || probe.startsTLS ? .security : .login
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

  package mutating func secured() -> ConversationStep { login() }

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
    case (UInt8(ascii: "R"), .login): return authenticate(body)
    case (UInt8(ascii: "Z"), .login):
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
    stage = .login
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

  private mutating func authenticate(_ body: ArraySlice<UInt8>) -> ConversationStep {
    let content = body.dropFirst(4)
    switch body.big(0, 4) {
    case 0, 12: return .wait
    case 3: return .sendSecret(framed("p", Array(probe.password.utf8) + [0]))
    case 5: return .sendSecret(framed("p", md5(salt: content.prefix(4))))
    case 10:
      let first = scram.first
      var message = Array("SCRAM-SHA-256".utf8) + [0]
      message.appendBig(UInt32(truncatingIfNeeded: first.count))
      return .sendSecret(framed("p", message + first))
    case 11:
      guard let last = scram.answer(to: content) else {
        return .fail("the server's SCRAM challenge is not one")
      }
      return .sendSecret(framed("p", last))
    default: return .fail("it wants a login of a kind that is not known here")
    }
  }

  /// `md5`, then the MD5 in hexadecimal of that of password and user, and of the salt.
  private func md5(salt: ArraySlice<UInt8>) -> [UInt8] {
    let user = Array((probe.user ?? "").utf8)
    let inner = hexadecimal(digestMD5(Array(probe.password.utf8) + user))
    return Array("md5\(hexadecimal(digestMD5(Array(inner.utf8) + salt)))".utf8) + [0]
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
