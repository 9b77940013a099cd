/// Checkers of one protocol each, which are not keepalived's.
extension Vocabulary {
  static let serviceChecks: [Vocabulary] = [
    ikeCheck, radiusCheck, sipCheck, redisCheck, mysqlCheck, postgresqlCheck, ldapCheck, imapCheck,
    popCheck, agentCheck,
  ]

  /// What opens them in a real server.
  static let serviceCheckers: [Keyword] = serviceChecks.map { vocabulary in
    Keyword(
      vocabulary.name, .block(vocabulary.name),
      vocabulary.summary.replacing(prefix: "The real server must", by: "It must"),
      example: vocabulary.name == "RADIUS_CHECK" ? "RADIUS_CHECK {\n  secret s3cret\n}" : "")
  }

  static let ikeCheck = Vocabulary(
    "IKE_CHECK", "The real server must answer the first message of IKE. Not keepalived's.",
    [
      Keyword(
        "ike_version", .choice("1|2"), default: "2", "The version of IKE.",
        example: "ike_version 1"),
      Keyword(
        "nat_traversal", .toggle, default: "on for port 4500",
        "Its messages stand behind the non-ESP marker."),
      Keyword(
        "proposal", .choice("unknown|usual"), default: "unknown",
        "Whether the gateway may take what is proposed. It keeps what it took half open for a "
          + "while, and strongSwan answers nobody who has five of these.",
        example: "proposal usual"),
    ] + connection)

  static let radiusCheck = Vocabulary(
    "RADIUS_CHECK",
    "The real server must answer Status-Server, or let a user in. Not keepalived's.",
    [
      Keyword(
        "secret", .text("SECRET"), "What it shares with us.", example: "secret s3cret"
      ).secret
    ] + login("the server's status is asked for") + connection)

  static let sipCheck = Vocabulary(
    "SIP_CHECK", "The real server must answer OPTIONS. Not keepalived's.",
    [
      Keyword(
        "transport", .choice("udp|tcp"), default: "udp", "Over what.", example: "transport tcp"),
      Keyword(
        "target", .text("[USER@]HOST"), default: "its address", "Whom it asks.",
        example: "target sip.example.org"),
      Keyword(
        "status_code", .text("STATUS[-STATUS]…"), default: "200-299", "Which statuses are good.",
        example: "status_code 200-299 404"),
    ] + streamSecurity + connection)

  static let redisCheck = Vocabulary(
    "REDIS_CHECK", "The real server must answer PING, or be of a role. Not keepalived's.",
    login("it does not log in") + [role] + streamSecurity + connection)

  static let mysqlCheck = Vocabulary(
    "MYSQL_CHECK", "The real server must greet as MySQL and MariaDB do. Not keepalived's.",
    login("only its greeting is read, and MySQL counts that as an aborted connection") + [role]
      + streamSecurity + connection)

  static let postgresqlCheck = Vocabulary(
    "PGSQL_CHECK", "The real server must answer as PostgreSQL does. Not keepalived's.",
    login("it is only asked whether it speaks TLS") + [
      Keyword(
        "database", .text("NAME"), default: "the user's name", "The database to log in to.",
        example: "database postgres"),
      role,
    ] + streamSecurity + connection)

  static let ldapCheck = Vocabulary(
    "LDAP_CHECK", "The real server must take a bind of LDAP. Not keepalived's.",
    [
      Keyword(
        "bind_dn", .text("DN"), default: "anonymous", "Who binds.",
        example: "bind_dn \"cn=probe,dc=example,dc=org\""),
      Keyword("password", .text("PASSWORD"), "With what.", example: "password secret").secret,
      Keyword(
        "base", .text("DN"), default: "no search", "An entry that must be there.",
        example: "base \"dc=example,dc=org\""),
    ] + streamSecurity + connection)

  static let imapCheck = Vocabulary(
    "IMAP_CHECK", "The real server must greet as IMAP does. Not keepalived's.",
    login("it does not log in") + streamSecurity + connection)

  static let popCheck = Vocabulary(
    "POP_CHECK", "The real server must greet as POP3 does. Not keepalived's.",
    login("it does not log in") + streamSecurity + connection)

  static let agentCheck = Vocabulary(
    "AGENT_CHECK",
    "The real server must have an agent that speaks HAProxy's text protocol. Not keepalived's.",
    [
      Keyword(
        "send", .text("TEXT"), "What the agent is told first; \\n and \\r as in C.",
        example: "send \"hello\\n\"")
    ] + streamSecurity + connection)

  /// `TCP_CHECK`'s steps.
  static let steps: [Keyword] = [
    Keyword(
      "send", .text("TEXT"), "What is said next; \\r, \\n, \\t, \\0, \\\\ and \\xHH as in C.",
      example: "send \"PING\\r\\n\""),
    Keyword(
      "send_hex", .text("HEX"), "What is said next, in hexadecimal.", example: "send_hex 00 ff"),
    Keyword(
      "expect", .text("TEXT"), "What must come next, with anything before it.",
      example: "expect \"+PONG\""),
    Keyword(
      "expect_hex", .text("HEX"), "The same in hexadecimal; an x stands for any digit.",
      example: "expect_hex 00 xx"),
    Keyword(
      "expect_regex", .text("EXPRESSION"), "What must come next must match; see regex of a url.",
      example: "expect_regex \"^220 \""),
    Keyword(
      "starttls", .flag, "The connection goes on in TLS; needs 'tls starttls'.",
      example: "tls starttls\nstarttls"),
  ]

  private static let role = Keyword(
    "role", .choice("primary|replica"), default: "any",
    "Whether it must take writes, or only reads.", example: "user probe\nrole primary")

  private static func login(_ without: String) -> [Keyword] {
    [
      Keyword("user", .text("NAME"), default: without, "Who logs in.", example: "user probe"),
      Keyword("password", .text("PASSWORD"), "With what.", example: "password secret").secret,
    ]
  }
}

extension String {
  fileprivate func replacing(prefix: String, by other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
