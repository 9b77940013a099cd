/// `IKE_CHECK`: the first message of an IKE exchange (RFC 7296 IKEv2, RFC 2409 IKEv1). Nothing is
/// negotiated: a gateway that takes the proposal, refuses it or asks for a cookie is alive.
package struct IKEProbe: Hashable, Sendable {
  package enum Version: Hashable, Sendable { case one, two }

  package var version: Version
  /// Behind four bytes of zero, as on port 4500 (RFC 3948 §2.2).
  package var isEncapsulated: Bool

  /// What it proposes is in use; otherwise its cipher is of a number for private use, which a gateway
  /// refuses, and so has nothing to remember. Of what it may take it keeps a half-open association for
  /// half a minute, and strongSwan answers a peer that has five of these no more.
  package var isUsual: Bool

  package init(version: Version = .two, isEncapsulated: Bool = false, isUsual: Bool = false) {
    self.version = version
    self.isEncapsulated = isEncapsulated
    self.isUsual = isUsual
  }
}

package struct IKEConversation: Conversation {
  private let probe: IKEProbe
  private let cookie: [UInt8]
  private let keyAndNonce: [UInt8]

  package init(_ probe: IKEProbe, using generator: inout some RandomNumberGenerator) {
    self.probe = probe
    // Zero is not a cookie.
    cookie = [1] + randomBytes(7, using: &generator)
    keyAndNonce = randomBytes(256 + 32, using: &generator)
  }

  package var awaited: String { "answer to the first message of IKEv\(isSecond ? 2 : 1)" }
  private var isSecond: Bool { probe.version == .two }

  package mutating func begin() -> ConversationStep {
    let body = isSecond ? secondBody : firstBody
    var message = cookie + [UInt8](repeating: 0, count: 8)
    // SA is payload 33 of IKEv2, 1 of IKEv1; IKE_SA_INIT is exchange 34, main mode 2.
    message += isSecond ? [33, 0x20, 34, 0x08] : [1, 0x10, 2, 0]
    message.appendBig(UInt32(0))
    message.appendBig(UInt32(truncatingIfNeeded: 28 + body.count))
    message += body
    return .send(probe.isEncapsulated ? [0, 0, 0, 0] + message : message)
  }

  // The criteria: our cookie comes back, of the version asked for, in an answer; the responder's is not
  // zero, but if it tells of a cookie of its own or of what it does not like.
  package mutating func receive(_ datagram: ArraySlice<UInt8>) -> ConversationStep {
    var message = datagram
    if probe.isEncapsulated {
      guard datagram.big(0, 4) == 0 else { return .fail("the answer has no non-ESP marker") }
      message = datagram.dropFirst(4)
    }
    guard let next = message.big(16, 1), let version = message.big(17, 1),
      let exchange = message.big(18, 1), let flags = message.big(19, 1), message.count >= 28
    else { return .fail("the answer is not IKE: it has \(datagram.count) bytes") }
    // An answer to an earlier probe.
    guard message.prefix(8).elementsEqual(cookie) else { return .wait }
    guard version >> 4 == (isSecond ? 2 : 1) else {
      return .fail("the answer is of IKE's version \(version >> 4)")
    }
    guard !isSecond || flags & 0x20 != 0 else { return .fail("our own message came back") }
    let notice = notice(in: message, first: next)
    if let notice, let words = Self.words(notice) { return .pass("IKE \(words)") }
    guard message.dropFirst(8).prefix(8).contains(where: { $0 != 0 }) else {
      return .fail("the responder's cookie is zero")
    }
    if let notice { return .fail("the gateway says notify \(notice)") }
    guard exchange == (isSecond ? 34 : 2) else {
      return .fail("the answer is of exchange \(exchange)")
    }
    return .pass("IKE answered")
  }

  /// What keeps a gateway from going on, though it is alive: RFC 7296 §3.10.1, RFC 2408 §3.14.1.
  private static func words(_ notice: Int) -> String? {
    switch notice {
    case 14: "no proposal chosen"
    case 17: "other key exchange wanted"
    case 16390: "cookie asked for"
    default: nil
    }
  }

  /// The type of the first notification that tells of an error or a cookie; nil if there is none.
  private func notice(in message: ArraySlice<UInt8>, first: Int) -> Int? {
    var kind = first
    var offset = 28
    // A payload has at least four bytes, so this ends.
    while kind != 0, let next = message.big(offset, 1), let length = message.big(offset + 2, 2),
      length >= 4
    {
      let typeOffset = isSecond ? offset + 6 : offset + 10
      if kind == (isSecond ? 41 : 11), let type = message.big(typeOffset, 2),
        type < 8192 || type == 16390
      {
        return type
      }
      kind = next
      offset += length
    }
    return nil
  }

  // RFC 7296 §3.3: one proposal: AES-CBC-256, HMAC-SHA2-256 (as PRF and for integrity), MODP 2048.
  private var secondBody: [UInt8] {
    let transforms: [[UInt8]] = [
      [3, 0, 0, 12, 1, 0] + (probe.isUsual ? [0, 12] : [0xff, 0x01]) + [0x80, 14, 1, 0],
      [3, 0, 0, 8, 2, 0, 0, 5],
      [3, 0, 0, 8, 3, 0, 0, 12],
      [0, 0, 0, 8, 4, 0, 0, 14],
    ]
    let proposal = payload(0, [1, 1, 0, UInt8(transforms.count)] + transforms.flatMap(\.self))
    return payload(34, proposal) + payload(40, [0, 14, 0, 0] + keyAndNonce.prefix(256))
      + payload(0, Array(keyAndNonce.suffix(32)))
  }

  // RFC 2408 §3.4, RFC 2409 §A: IPsec, identity only, one proposal with one transform: AES-CBC-256,
  // SHA2-256, pre-shared key, MODP 2048, an hour.
  private var firstBody: [UInt8] {
    let cipher: [UInt8] = probe.isUsual ? [0, 7] : [0xff, 0x01]
    let attributes: [UInt8] =
      [0x80, 1] + cipher + [
        0x80, 14, 1, 0, 0x80, 2, 0, 4, 0x80, 3, 0, 1, 0x80, 4, 0, 14, 0x80, 11, 0, 1,
        0x80, 12, 0x0e, 0x10,
      ]
    let transform = payload(0, [1, 1, 0, 0] + attributes)
    let proposal = payload(0, [1, 1, 0, 1] + transform)
    return payload(0, [0, 0, 0, 1, 0, 0, 0, 1] + proposal)
  }

  /// `next`: the type of the payload that follows; 0 is none.
  private func payload(_ next: UInt8, _ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [next, 0]
    bytes.appendBig(UInt16(truncatingIfNeeded: content.count + 4))
    return bytes + content
  }
}
