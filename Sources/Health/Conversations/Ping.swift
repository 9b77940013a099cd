package import Network

/// `PING_CHECK`: one echo request (RFC 792, RFC 4443 §4).
package struct PingConversation: Conversation {
  private let family: Family
  private let identifier: UInt16
  private let sequence: UInt16
  private let payloadLength: Int

  /// - Parameter payloadLength: bytes behind ICMP's header of eight; keepalived has 128. At least 11.
  package init(
    _ family: Family, payloadLength: Int = 128,
    using generator: inout some RandomNumberGenerator
  ) {
    self.family = family
    self.payloadLength = max(payloadLength, 11)
    identifier = UInt16.random(in: .min ... .max, using: &generator)
    sequence = UInt16.random(in: .min ... .max, using: &generator)
  }

  package var awaited: String { "echo" }

  // Type, code, checksum, identifier, sequence number; the kernel's own echo sockets write another
  // identifier over ours, and ICMPv6's checksum is the kernel's affair.
  package mutating func begin() -> ConversationStep {
    var request: [UInt8] = [family == .ipv4 ? 8 : 128, 0, 0, 0]
    request.appendBig(identifier)
    request.appendBig(sequence)
    request += payload
    if family == .ipv4 {
      let sum = checksum(of: request)
      (request[2], request[3]) = (UInt8(sum >> 8), UInt8(sum & 0xff))
    }
    return .send(request)
  }

  /// What is not the echo of our request is somebody else's. A raw socket shows the IPv4 header, whose
  /// first byte is no type of ICMP: version 4, and its length in words of four bytes.
  package mutating func receive(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
    let first = bytes.first ?? 0
    let isShown = family == .ipv4 && first >> 4 == 4
    let message = isShown ? bytes.dropFirst(Int(first & 0x0f) * 4) : bytes
    guard message.big(0, 1) == (family == .ipv4 ? 0 : 129), message.big(6, 2) == Int(sequence),
      message.dropFirst(8).elementsEqual(payload)
    else { return .wait }
    return .pass("echo")
  }

  /// Ours by the identifier within.
  private var payload: [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendBig(identifier)
    bytes += Array("directord".utf8)
    return bytes + (bytes.count..<payloadLength).map { UInt8(truncatingIfNeeded: $0) }
  }
}
