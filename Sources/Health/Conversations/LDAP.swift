/// `LDAP_CHECK`: a bind, and a search of one entry if a base is named (RFC 4511).
package struct LDAPProbe: Hashable, Sendable {
  /// Empty is an anonymous bind.
  package var name: String
  package var password: String
  /// The entry that must be there.
  package var base: String?
  package var startsTLS: Bool

  package init(
    name: String = "", password: String = "", base: String? = nil, startsTLS: Bool = false
  ) {
    self.name = name
    self.password = password
    self.base = base
    self.startsTLS = startsTLS
  }
}

package struct LDAPConversation: GatheringConversation {
  private enum Stage {
    case startTLS, bind
    case search(entries: Int)
  }

  private let probe: LDAPProbe
  private var stage: Stage
  package var gathered = Gathered()

  package init(_ probe: LDAPProbe) {
    self.probe = probe
    stage = probe.startsTLS ? .startTLS : .bind
  }

  package var awaited: String {
    switch stage {
    case .startTLS: "answer to StartTLS"
    case .bind: "answer to the bind"
    case .search: "answer to the search"
    }
  }

  package mutating func begin() -> ConversationStep {
    switch stage {
    // RFC 4511 §4.14: extended request 23, the name of StartTLS.
    case .startTLS:
      return .send(message(1, element(0x77, element(0x80, text("1.3.6.1.4.1.1466.20037")))))
    case .bind, .search: return bind()
    }
  }

  package mutating func secured() -> ConversationStep {
    stage = .bind
    return bind()
  }

  package func extent(of bytes: ArraySlice<UInt8>) -> Extent {
    guard bytes.first == 0x30 else { return .broken("the answer is not LDAP") }
    guard let header = BERHeader(bytes) else {
      return bytes.count < 6 ? .incomplete : .broken("the answer is not LDAP")
    }
    guard header.length <= gatheringLimit else {
      return .broken("an answer of more than \(gatheringLimit >> 10) KiB comes")
    }
    let all = header.size + header.length
    return bytes.count >= all ? .message(all) : .incomplete
  }

  package mutating func take(_ message: ArraySlice<UInt8>) -> ConversationStep {
    guard let header = BERHeader(message),
      let identifier = BERHeader(message.dropFirst(header.size)),
      identifier.tag == 0x02
    else { return .fail("the answer is not LDAP") }
    let body = message.dropFirst(header.size + identifier.size + identifier.length)
    guard let operation = BERHeader(body) else { return .fail("the answer is not LDAP") }
    let content = body.dropFirst(operation.size)
    // An unsolicited notification of disconnection, or the answer to an unknown request.
    switch (stage, operation.tag) {
    case (.search(let entries), 0x64):
      stage = .search(entries: entries + 1)
      return .wait
    case (.search, 0x73): return .wait
    case (.startTLS, 0x78): return finish(content) { _ in .startTLS }
    case (.bind, 0x61): return finish(content) { $0.bound() }
    case (.search(let entries), 0x65):
      return finish(content) { _ in
        entries > 0 ? .pass("LDAP, bound and found") : .fail("the search found no entry")
      }
    case (_, 0x78): return finish(content) { _ in .fail("the server takes its leave") }
    case (.startTLS, _), (.bind, _), (.search, _): return .fail("the answer is of another kind")
    }
  }

  /// LDAPResult begins with its code (RFC 4511 §4.1.9).
  private mutating func finish(
    _ content: ArraySlice<UInt8>, _ next: (inout LDAPConversation) -> ConversationStep
  ) -> ConversationStep {
    guard let code = BERHeader(content), code.tag == 0x0a, code.length == 1,
      let value = content.big(code.size, 1)
    else { return .fail("the answer is not LDAP") }
    guard value == 0 else { return .fail("\(awaited): \(Self.words(value))") }
    return next(&self)
  }

  private mutating func bound() -> ConversationStep {
    guard let base = probe.base else { return .pass("LDAP, bound") }
    stage = .search(entries: 0)
    // Base object, no aliases, one entry, no time limit, values too, (objectClass=*), no attributes.
    let filter: [UInt8] = element(0x87, text("objectClass"))
    let request =
      element(0x04, text(base)) + [0x0a, 1, 0, 0x0a, 1, 0, 2, 1, 1, 2, 1, 0, 1, 1, 0] + filter
      + element(0x30, element(0x04, text("1.1")))
    return .send(message(3, element(0x63, request)))
  }

  private func bind() -> ConversationStep {
    let request = [2, 1, 3] + element(0x04, text(probe.name)) + element(0x80, text(probe.password))
    let bytes = message(2, element(0x60, request))
    return probe.password.isEmpty ? .send(bytes) : .sendSecret(bytes)
  }

  private func message(_ identifier: UInt8, _ operation: [UInt8]) -> [UInt8] {
    element(0x30, [2, 1, identifier] + operation)
  }

  private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// BER: tag, length, content (X.690 §8.1).
  private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    var bytes = [tag]
    if content.count < 128 {
      bytes.append(UInt8(truncatingIfNeeded: content.count))
    } else {
      bytes.append(0x84)
      bytes.appendBig(UInt32(truncatingIfNeeded: content.count))
    }
    return bytes + content
  }

  private static func words(_ code: Int) -> String {
    switch code {
    case 1: "operations error"
    case 2: "protocol error"
    case 8: "stronger authentication required"
    case 13: "confidentiality required"
    case 32: "no such object"
    case 34: "invalid DN syntax"
    case 48: "inappropriate authentication"
    case 49: "invalid credentials"
    case 50: "insufficient access rights"
    case 51: "busy"
    case 52: "unavailable"
    case 53: "unwilling to perform"
    default: "result \(code)"
    }
  }
}

/// Tag and length of a BER element.
struct BERHeader {
  let tag: UInt8
  /// Of the content.
  let length: Int
  /// Of tag and length.
  let size: Int

  /// nil if it is not all there, or of no length that is read here (X.690 §8.1.3).
  init?(_ bytes: ArraySlice<UInt8>) {
    guard let tag = bytes.first, let first = bytes.big(1, 1) else { return nil }
    self.tag = tag
    guard first >= 128 else {
      (length, size) = (first, 2)
      return
    }
    guard (1...4).contains(first - 128), let long = bytes.big(2, first - 128) else { return nil }
    (length, size) = (long, 2 + first - 128)
  }
}
