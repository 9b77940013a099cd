import Health
import Patterns

extension ScriptProbe {
  var statements: [Statement] {
    steps.map { step in
      switch step {
      case .send(let bytes): Statement("send_hex", word(hexadecimal(bytes)))
      case .expect(let bytes): Statement("expect_hex", word(digits(bytes)))
      case .expectPattern(let pattern):
        Statement("expect_regex", word(String(decoding: pattern.text, as: UTF8.self)))
      case .startTLS: Statement("starttls")
      }
    }
  }
}

/// Two digits for each byte, an `x` for any.
func digits(_ bytes: [UDPProbe.Pattern]) -> String {
  let digits = Array("0123456789abcdef")
  return String(
    bytes.flatMap { byte in
      [
        byte.mask & 0xf0 == 0 ? "x" : digits[Int(byte.value >> 4)],
        byte.mask & 0x0f == 0 ? "x" : digits[Int(byte.value & 15)],
      ]
    })
}

extension IKEProbe {
  var statements: [Statement] {
    [
      Statement("ike_version", version == .one ? "1" : "2"),
      Statement("proposal", isUsual ? "usual" : "unknown"),
      Statement("nat_traversal", isEncapsulated ? "on" : "off"),
    ]
  }
}

extension RADIUSProbe {
  var statements: [Statement] {
    [Statement("secret", word(String(decoding: secret, as: UTF8.self)))] + login(user, password)
  }
}

extension SIPProbe {
  var statements: [Statement] {
    var block = [Statement("transport", isDatagram ? "udp" : "tcp")]
    block.add("target", target.map(word))
    let ranges = statuses.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
    block.append(Statement("status_code", all: ranges))
    return block
  }
}

extension RedisProbe {
  var statements: [Statement] { login(user, password) + role.statements }
}

extension MySQLProbe {
  var statements: [Statement] { login(user, password) + role.statements }
}

extension PostgreSQLProbe {
  var statements: [Statement] {
    var block = login(user, password)
    block.add("database", database.map(word))
    return block + role.statements
  }
}

extension LDAPProbe {
  var statements: [Statement] {
    var block: [Statement] = []
    block.add("bind_dn", word(name))
    block.add("password", word(password))
    block.add("base", base.map(word))
    return block
  }
}

extension MailboxProbe {
  var statements: [Statement] { login(user, password) }
}

extension AgentProbe {
  /// Byte by byte, as `send` reads it.
  var statements: [Statement] {
    guard !request.isEmpty else { return [] }
    let text = request.map { #"\x"# + hexadecimal([$0]) }.joined()
    return [Statement("send", word(text))]
  }
}

private func login(_ user: String?, _ password: String?) -> [Statement] {
  var block: [Statement] = []
  block.add("user", user.map(word))
  block.add("password", password.map(word))
  return block
}

extension DatabaseRole? {
  fileprivate var statements: [Statement] { map { [Statement("role", $0.name)] } ?? [] }
}
