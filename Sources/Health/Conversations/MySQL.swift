import Digests

/// `MYSQL_CHECK`: the server's greeting; with a user a login and the question whether it only reads
/// (MySQL's client/server protocol, also MariaDB's).
package struct MySQLProbe: Hashable, Sendable {
  package var user: String?
  package var password: String
  package var role: DatabaseRole?
  package var startsTLS: Bool

  package init(
    user: String? = nil, password: String = "", role: DatabaseRole? = nil, startsTLS: Bool = false
  ) {
    self.user = user
    self.password = password
    self.role = role
    self.startsTLS = startsTLS
  }
}

package struct MySQLConversation: GatheringConversation, PartingConversation {
  private enum Stage {
    case greeting, login
    /// The packets of the answer to the query: one column, its definition, the end of these, a row.
    case query(packets: Int)
    case goodbye
  }

  private let probe: MySQLProbe
  private var stage = Stage.greeting
  private var version = ""
  private var plugin = ""
  private var scramble: [UInt8] = []
  private var hasSwitched = false
  private var detail = ""
  package var gathered = Gathered()

  package init(_ probe: MySQLProbe) { self.probe = probe }

  package var awaited: String {
    switch stage {
    case .greeting: "greeting"
    case .login: "answer to the login"
    case .query: "answer to the query"
    case .goodbye: "end of the connection"
    }
  }

  package mutating func begin() -> ConversationStep { .wait }

  package mutating func secured() -> ConversationStep { login(sequence: 2) }

  package var banner: String { detail }

  package var isParting: Bool { if case .goodbye = stage { true } else { false } }

  /// Three bytes of length, little-endian, and a sequence number.
  package func extent(of bytes: ArraySlice<UInt8>) -> Extent {
    guard let low = bytes.big(0, 1), let middle = bytes.big(1, 1), let high = bytes.big(2, 1) else {
      return .incomplete
    }
    let length = low | middle << 8 | high << 16
    guard length <= gatheringLimit, length > 0 else { return .broken("the answer is not MySQL") }
    return bytes.count >= length + 4 ? .message(length + 4) : .incomplete
  }

  package mutating func take(_ message: ArraySlice<UInt8>) -> ConversationStep {
    let sequence = UInt8(truncatingIfNeeded: message.big(3, 1) ?? 0)
    let packet = message.dropFirst(4)
    if packet.first == 0xff { return .fail(error(packet)) }
    switch stage {
    case .greeting: return greet(packet)
    case .login: return follow(packet, sequence: sequence &+ 1)
    case .query(let packets): return read(packet, after: packets)
    case .goodbye: return .pass(detail)
    }
  }

  /// HandshakeV10: version, connection, the scramble's first 8 bytes, capabilities, …, its other 12,
  /// the plugin's name.
  private mutating func greet(_ packet: ArraySlice<UInt8>) -> ConversationStep {
    guard packet.first == 10 else { return .fail("the greeting is not MySQL's") }
    let name = packet.dropFirst().prefix { $0 != 0 }
    let rest = packet.dropFirst(name.count + 2)
    guard let first = rest.part(4, 8) else { return .fail("the greeting is cut short") }
    version = printable(name)
    detail = "MySQL \(version)"
    guard probe.user != nil else { return .pass(detail) }
    scramble = Array(first) + (rest.part(31, 12).map { Array($0) } ?? [])
    plugin = printable(rest.dropFirst(44).prefix { $0 != 0 })
    stage = .login
    guard probe.startsTLS else { return login(sequence: 1) }
    // The capabilities' second byte: CLIENT_SSL.
    guard let flags = rest.big(14, 1), flags & 0x08 != 0 else {
      return .fail("the server has no TLS")
    }
    return .startTLS(after: frame(loginHead, sequence: 1))
  }

  /// CLIENT_LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, and with TLS CLIENT_SSL; the
  /// greatest packet; utf8mb4; 23 bytes of nothing.
  private var loginHead: [UInt8] {
    let flags: UInt32 = 0x1 | 0x200 | 0x8000 | 0x8_0000 | (probe.startsTLS ? 0x800 : 0)
    return (0..<4).map { UInt8(truncatingIfNeeded: flags >> (8 * UInt32($0))) }
      + [0, 0, 1, 0, 45] + [UInt8](repeating: 0, count: 23)
  }

  private mutating func login(sequence: UInt8) -> ConversationStep {
    stage = .login
    let secret = response(for: plugin)
    let body =
      loginHead + Array((probe.user ?? "").utf8) + [0]
      + [UInt8(truncatingIfNeeded: secret.count)] + secret + Array(plugin.utf8) + [0]
    return .sendSecret(frame(body, sequence: sequence))
  }

  private mutating func follow(_ packet: ArraySlice<UInt8>, sequence: UInt8) -> ConversationStep {
    switch packet.first {
    case 0x00:
      stage = .query(packets: 0)
      return .send(frame([3] + Array("SELECT @@global.read_only".utf8), sequence: 0))
    case 0xfe:
      // AuthSwitchRequest: another plugin, with a scramble of its own.
      guard !hasSwitched else { return .fail("it asks for another plugin twice") }
      hasSwitched = true
      let name = packet.dropFirst().prefix { $0 != 0 }
      plugin = printable(name)
      scramble = Array(packet.dropFirst(name.count + 2).prefix(20))
      return .sendSecret(frame(response(for: plugin), sequence: sequence))
    case 0x01 where packet.dropFirst().first == 3: return .wait
    case 0x01 where probe.startsTLS && packet.dropFirst().first == 4:
      return .sendSecret(frame(Array(probe.password.utf8) + [0], sequence: sequence))
    case 0x01:
      return .fail("\(plugin) wants the password itself, which needs 'tls starttls'")
    default: return .fail("the answer to the login is not understood")
    }
  }

  private mutating func read(_ packet: ArraySlice<UInt8>, after packets: Int) -> ConversationStep {
    stage = .query(packets: packets + 1)
    guard packets >= 3 else { return .wait }
    guard packet.big(0, 1) == 1, let digit = packet.big(1, 1) else {
      return .fail("the answer to the query is not understood")
    }
    let role: DatabaseRole = digit == Int(UInt8(ascii: "0")) ? .primary : .replica
    if let fault = role.fault(wanted: probe.role) { return .fail(fault) }
    detail = "MySQL \(version), \(role == .primary ? "read and write" : "read only")"
    stage = .goodbye
    return .send(frame([1], sequence: 0))
  }

  /// What proves the password, without sending it.
  private func response(for plugin: String) -> [UInt8] {
    let password = Array(probe.password.utf8)
    guard !password.isEmpty else { return [] }
    if plugin == "caching_sha2_password" {
      let once = HashFunction.sha256.digest(of: password)
      let twice = HashFunction.sha256.digest(of: once)
      return zip(once, HashFunction.sha256.digest(of: twice + scramble.prefix(20))).map { $0 ^ $1 }
    }
    if plugin == "mysql_clear_password", probe.startsTLS { return password + [0] }
    let once = HashFunction.sha1.digest(of: password)
    let twice = HashFunction.sha1.digest(of: once)
    return zip(once, HashFunction.sha1.digest(of: scramble.prefix(20) + twice)).map { $0 ^ $1 }
  }

  private func frame(_ body: [UInt8], sequence: UInt8) -> [UInt8] {
    let count = body.count
    return [
      UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8),
      UInt8(truncatingIfNeeded: count >> 16), sequence,
    ] + body
  }

  /// `1045 Access denied …`: a code, `#` and a state if there is one, and words.
  private func error(_ packet: ArraySlice<UInt8>) -> String {
    let code = (packet.big(1, 1) ?? 0) | (packet.big(2, 1) ?? 0) << 8
    var words = packet.dropFirst(3)
    if words.first == UInt8(ascii: "#") { words = words.dropFirst(6) }
    return "\(awaited): \(code) \(printable(words))"
  }
}
