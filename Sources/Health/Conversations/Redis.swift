/// `REDIS_CHECK`: AUTH if there is a password, then PING, or ROLE if a role is wanted.
package struct RedisProbe: Hashable, Sendable {
  package var user: String?
  package var password: String?
  package var role: DatabaseRole?

  package init(user: String? = nil, password: String? = nil, role: DatabaseRole? = nil) {
    self.user = user
    self.password = password
    self.role = role
  }
}

/// Whether a database takes writes.
package enum DatabaseRole: Hashable, Sendable {
  case primary
  /// It follows another one, and only reads.
  case replica

  package var name: String {
    switch self {
    case .primary: "primary"
    case .replica: "replica"
    }
  }

  /// In words, why it is not the one that is wanted; nil if it is.
  func fault(wanted: DatabaseRole?) -> String? {
    guard let wanted, wanted != self else { return nil }
    return "it is a \(name), expected a \(wanted.name)"
  }
}

/// RESP (redis.io, protocol specification), of which lines are enough here.
package struct RedisConversation: LineConversation {
  private enum Stage {
    case authentication, ping
    /// The lines of ROLE's array: its count, the length of its first word, that word.
    case role(line: Int)
  }

  private let probe: RedisProbe
  private var stage: Stage
  package var gathered = Gathered()

  package init(_ probe: RedisProbe) {
    self.probe = probe
    stage = probe.password == nil ? (probe.role == nil ? .ping : .role(line: 0)) : .authentication
  }

  package var awaited: String {
    switch stage {
    case .authentication: "answer to AUTH"
    case .ping: "answer to PING"
    case .role: "answer to ROLE"
    }
  }

  package mutating func begin() -> ConversationStep {
    guard let password = probe.password else { return ask() }
    return .sendSecret(Self.command(["AUTH"] + (probe.user.map { [$0] } ?? []) + [password]))
  }

  package mutating func hear(_ line: ArraySlice<UInt8>) -> ConversationStep {
    let said = printable(line)
    if line.first == UInt8(ascii: "-") { return .fail("\(awaited): \(said.dropFirst())") }
    switch stage {
    case .authentication:
      guard said == "+OK" else { return unexpected(said) }
      stage = probe.role == nil ? .ping : .role(line: 0)
      return ask()
    case .ping: return said == "+PONG" ? .pass("Redis PONG") : unexpected(said)
    case .role(line: 0) where said.hasPrefix("*"):
      stage = .role(line: 1)
      return .wait
    case .role(line: 1) where said.hasPrefix("$"):
      stage = .role(line: 2)
      return .wait
    case .role(line: 2): return judge(said)
    case .role: return unexpected(said)
    }
  }

  private func judge(_ role: String) -> ConversationStep {
    switch role {
    case "master": verdict(.primary)
    case "slave": verdict(.replica)
    default: .fail("its role is \"\(role)\"")
    }
  }

  private func verdict(_ role: DatabaseRole) -> ConversationStep {
    role.fault(wanted: probe.role).map { .fail($0) } ?? .pass("Redis \(role.name)")
  }

  private func unexpected(_ said: String) -> ConversationStep {
    .fail("the \(awaited) was to come, not \"\(said)\"")
  }

  private func ask() -> ConversationStep {
    .send(Self.command([probe.role == nil ? "PING" : "ROLE"]))
  }

  private static func command(_ words: [String]) -> [UInt8] {
    var text = "*\(words.count)\r\n"
    for word in words { text += "$\(word.utf8.count)\r\n\(word)\r\n" }
    return Array(text.utf8)
  }
}
