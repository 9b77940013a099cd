import Digests

/// `RADIUS_CHECK`: Status-Server (RFC 5997), or with a user Access-Request (RFC 2865), both with a
/// Message-Authenticator (RFC 3579 §3.2); the answer must prove that it knows the secret.
package struct RADIUSProbe: Hashable, Sendable {
  package var secret: [UInt8]
  /// nil asks for the server's status only.
  package var user: String?
  package var password: String

  package init(secret: String, user: String? = nil, password: String = "") {
    self.secret = Array(secret.utf8)
    self.user = user
    self.password = password
  }
}

package struct RADIUSConversation: Conversation {
  private let probe: RADIUSProbe
  private let identifier: UInt8
  private let authenticator: [UInt8]

  package init(_ probe: RADIUSProbe, using generator: inout some RandomNumberGenerator) {
    self.probe = probe
    identifier = UInt8.random(in: .min ... .max, using: &generator)
    authenticator = randomBytes(16, using: &generator)
  }

  package var awaited: String {
    "answer to \(probe.user == nil ? "Status-Server" : "Access-Request")"
  }

  package mutating func begin() -> ConversationStep {
    var attributes = attribute(80, [UInt8](repeating: 0, count: 16))
    attributes += attribute(32, Array("directord".utf8))
    if let user = probe.user {
      attributes += attribute(1, Array(user.utf8.prefix(253)))
      attributes += attribute(2, hidden(Array(probe.password.utf8.prefix(128))))
    }
    var message: [UInt8] = [probe.user == nil ? 12 : 1, identifier]
    message.appendBig(UInt16(truncatingIfNeeded: 20 + attributes.count))
    message += authenticator + attributes
    // The Message-Authenticator's value stands after the header and its own two bytes.
    message.replaceSubrange(22..<38, with: authentication(of: message))
    return .sendSecret(message)
  }

  // The criteria: our identifier, a length that is there, the response authenticator (RFC 2865 §3) and
  // the Message-Authenticator right if there is one, and Access-Accept.
  package mutating func receive(_ datagram: ArraySlice<UInt8>) -> ConversationStep {
    guard let length = datagram.big(2, 2), length >= 20, let message = datagram.part(0, length),
      let code = message.first
    else { return .fail("the answer is not RADIUS: it has \(datagram.count) bytes") }
    guard message.big(1, 1) == Int(identifier) else { return .wait }
    let answer = Array(message)
    let expected = HashFunction.md5.digest(
      of: answer[..<4] + authenticator + answer[20...] + probe.secret)
    guard answer[4..<20].elementsEqual(expected) else {
      return .fail("the answer does not know our secret")
    }
    guard isAuthentic(answer) else { return .fail("the answer's Message-Authenticator is wrong") }
    switch code {
    case 2: return .pass("RADIUS Access-Accept")
    case 5 where probe.user == nil: return .pass("RADIUS Accounting-Response")
    case 3: return .fail("Access-Reject")
    case 11: return .fail("Access-Challenge")
    default: return .fail("the answer is of code \(code)")
    }
  }

  private func isAuthentic(_ answer: [UInt8]) -> Bool {
    var offset = 20
    while offset + 2 <= answer.count {
      let length = Int(answer[offset + 1])
      guard length >= 2, offset + length <= answer.count else { return false }
      if answer[offset] == 80 {
        guard length == 18 else { return false }
        var signed = answer
        signed.replaceSubrange(4..<20, with: authenticator)
        signed.replaceSubrange((offset + 2)..<(offset + 18), with: repeatElement(0, count: 16))
        return answer[(offset + 2)..<(offset + 18)].elementsEqual(authentication(of: signed))
      }
      offset += length
    }
    return true
  }

  private func authentication(of message: [UInt8]) -> [UInt8] {
    HashFunction.md5.authenticationCode(of: message, key: probe.secret)
  }

  /// RFC 2865 §5.2: the password in blocks of 16 bytes, each mixed with what the one before became.
  private func hidden(_ password: [UInt8]) -> [UInt8] {
    let padded = password + [UInt8](repeating: 0, count: (16 - password.count % 16) % 16)
    let text = padded.isEmpty ? [UInt8](repeating: 0, count: 16) : padded
    var result: [UInt8] = []
    var before = authenticator
    for start in stride(from: 0, to: text.count, by: 16) {
      let key = HashFunction.md5.digest(of: probe.secret + before)
      before = zip(text[start..<(start + 16)], key).map { $0 ^ $1 }
      result += before
    }
    return result
  }

  private func attribute(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
    [type, UInt8(truncatingIfNeeded: value.count + 2)] + value
  }
}
