/// `UDP_CHECK`: a datagram that the server must not refuse, and may have to answer.
package struct UDPProbe: Hashable, Sendable {
  /// A byte of a reply of which half or all may be anything.
  package struct Pattern: Hashable, Sendable {
    package var value: UInt8
    /// The bits that count.
    package var mask: UInt8

    package init(value: UInt8, mask: UInt8 = 0xff) {
      self.value = value & mask
      self.mask = mask
    }
  }

  package var payload: [UInt8]
  package var requiresReply: Bool
  /// How a required reply must begin; empty is with anything.
  package var reply: [Pattern]
  /// In bytes.
  package var replyLengths: ClosedRange<Int>

  package init(
    payload: [UInt8] = UDPProbe.defaultPayload, requiresReply: Bool = false, reply: [Pattern] = [],
    replyLengths: ClosedRange<Int> = 0...255
  ) {
    self.payload = payload
    self.requiresReply = requiresReply
    self.reply = reply
    self.replyLengths = replyLengths
  }

  /// 32 bytes: what a server that knows no such payload can safely throw away.
  package static let defaultPayload = Array("directord check - directord chec".utf8)
}

package struct UDPConversation: Conversation {
  private let probe: UDPProbe

  package init(_ probe: UDPProbe) { self.probe = probe }

  package var awaited: String { "reply" }

  package mutating func begin() -> ConversationStep { .send(probe.payload) }

  package mutating func receive(_ reply: ArraySlice<UInt8>) -> ConversationStep {
    guard probe.requiresReply else { return .pass("\(reply.count) bytes came back") }
    guard probe.replyLengths.contains(reply.count) else {
      let least = probe.replyLengths.lowerBound
      return .fail(
        "the reply has \(reply.count) bytes, expected \(least) to \(probe.replyLengths.upperBound)")
    }
    let matches =
      reply.count >= probe.reply.count
      && zip(reply, probe.reply).allSatisfy { $0 & $1.mask == $1.value }
    guard matches else {
      return .fail("the reply begins with \(hexadecimal(reply.prefix(32))), which is not expected")
    }
    return .pass("\(reply.count) bytes came back")
  }

  /// Nobody refused it: if no reply is required, silence is consent.
  package mutating func expire() -> ConversationStep {
    probe.requiresReply ? .wait : .pass("nothing came back")
  }
}
