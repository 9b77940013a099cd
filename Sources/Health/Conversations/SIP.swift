/// `SIP_CHECK`: OPTIONS (RFC 3261 §11), over UDP or TCP.
package struct SIPProbe: Hashable, Sendable {
  /// Whom it asks: `sip:` and this.
  package var target: String?
  /// The final statuses that pass, sorted, without overlap.
  package var statuses: [ClosedRange<UInt16>]
  package var isDatagram: Bool

  package init(
    target: String? = nil, statuses: [ClosedRange<UInt16>] = [200...299], isDatagram: Bool = true
  ) {
    self.target = target
    self.statuses = statuses
    self.isDatagram = isDatagram
  }
}

package struct SIPConversation: GatheringConversation {
  private let probe: SIPProbe
  private let host: String
  /// The branch, the tag and the Call-ID are made of it.
  private let token: String
  package var gathered = Gathered()

  package init(
    _ probe: SIPProbe, host: String, using generator: inout some RandomNumberGenerator
  ) {
    self.probe = probe
    self.host = host
    token = hexadecimal(randomBytes(8, using: &generator))
  }

  package var awaited: String { "answer to OPTIONS" }

  // rport (RFC 3581): the answer comes back to where the question came from.
  package mutating func begin() -> ConversationStep {
    let target = probe.target ?? host
    let lines = [
      "OPTIONS sip:\(target) SIP/2.0",
      "Via: SIP/2.0/\(probe.isDatagram ? "UDP" : "TCP") health-check.director.invalid"
        + ";branch=z9hG4bK\(token);rport",
      "Max-Forwards: 70", "To: <sip:\(target)>",
      "From: <sip:health-check@director.invalid>;tag=\(token)",
      "Call-ID: \(token)@director.invalid", "CSeq: 1 OPTIONS",
      "Contact: <sip:health-check@director.invalid>", "Accept: application/sdp",
      "Content-Length: 0", "", "",
    ]
    return .send(Array(lines.joined(separator: "\r\n").utf8))
  }

  /// A head; a datagram is one whatever its end, and a body is not looked at.
  package func extent(of bytes: ArraySlice<UInt8>) -> Extent {
    if probe.isDatagram { return .message(bytes.count) }
    var index = bytes.startIndex
    while index + 3 < bytes.endIndex {
      if bytes[index] == 13, bytes[index...].prefix(4).elementsEqual([13, 10, 13, 10]) {
        return .message(index + 4 - bytes.startIndex)
      }
      index += 1
    }
    return .incomplete
  }

  // The criteria: the answer to our Call-ID, final, of a status that passes.
  package mutating func take(_ message: ArraySlice<UInt8>) -> ConversationStep {
    let first = message.prefix { $0 != 13 && $0 != 10 }
    let words = first.split(separator: UInt8(ascii: " "), maxSplits: 2)
    guard words.count >= 2, words[0].elementsEqual("SIP/2.0".utf8),
      let status = decimal(words[1], digits: 3), status >= 100
    else { return .fail("the answer is not SIP: \"\(printable(first))\"") }
    let text = String(decoding: message.prefix(gatheringLimit), as: UTF8.self)
    guard text.contains(token) else { return .wait }
    if status < 200 { return .wait }
    guard probe.statuses.contains(where: { $0.contains(UInt16(truncatingIfNeeded: status)) }) else {
      return .fail("SIP \(printable(first.dropFirst(8)))")
    }
    return .pass("SIP \(printable(first.dropFirst(8)))")
  }
}
