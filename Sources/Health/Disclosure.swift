import Network

// What a transcript may show. Passwords that a protocol knows for such are never in one; those that
// an operator wrote into a header, a script or a payload are left out here.
extension Probe {
  /// A transcript's pieces, without what looks like a secret.
  package func disclosed(_ transcript: Transcript) -> [ProbeRemark] {
    transcript.remarks.map { remark in
      var shown = remark
      let isHidden = hidesEverything || hidesPayload(remark)
      shown.bytes = isHidden ? [] : withoutSecrets(remark.bytes)
      if isHidden { shown.kept = 0 }
      return shown
    }
  }

  /// What an operator has a script send in a form that is no text may be a login of any protocol.
  private func hidesPayload(_ remark: ProbeRemark) -> Bool {
    guard case .conversation(.script, _) = dialogue, remark.speaker == .director else {
      return false
    }
    return remark.bytes.contains { ($0 < 32 && !(9...13).contains($0)) || $0 >= 127 }
  }

  /// SNMP's community is in every message (RFC 3416), both ways.
  private var hidesEverything: Bool {
    guard case .conversation(_, .datagram) = dialogue else { return false }
    return path.destination.port == 161 || path.destination.port == 162
  }
}

/// Words that begin a line whose rest is a secret.
private let commands: Set = ["auth", "pass", "login", "password", "authenticate"]
/// What the name of a secret has in it.
private let marks = ["auth", "cookie", "key", "token", "secret", "passw", "session", "credential"]

/// Line by line: the rest of a line that says a secret is left out.
func withoutSecrets(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let newline = UInt8(ascii: "\n")
  if bytes.first == UInt8(ascii: "*"), let login = redisLogin(bytes) { return login }
  guard bytes.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }) else {
    return bytes
  }
  let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
  return lines.map(withoutSecret).joined(separator: [newline]).reduce(into: []) { $0.append($1) }
}

/// Redis' own form of a command has each word on a line of its own: `*2`, `$4`, `AUTH`, `$6`, and the
/// password. nil: it is no login.
private func redisLogin(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
  let newline = UInt8(ascii: "\n")
  let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
  let place = lines.firstIndex { line in
    ["auth", "hello"].contains(lowered(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
  }
  guard let place, place + 1 < lines.count else { return nil }
  return bytes[..<lines[place].endIndex] + [newline] + Array("(hidden)".utf8)
}

private func withoutSecret(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let hidden =
    Array(" (hidden)".utf8) + (line.last == UInt8(ascii: "\r") ? [UInt8(ascii: "\r")] : [])
  let word = line.prefix { $0 != UInt8(ascii: " ") }
  if word.count < line.count, commands.contains(lowered(word)) { return word + hidden }
  guard let colon = line.prefix(64).firstIndex(of: UInt8(ascii: ":")) else { return line }
  let name = lowered(line[..<colon])
  guard !name.contains(" "), marks.contains(where: { name.contains($0) }) else { return line }
  return line[...colon] + hidden
}

private func lowered(_ bytes: ArraySlice<UInt8>) -> String {
  String(decoding: bytes, as: UTF8.self).lowercased()
}
