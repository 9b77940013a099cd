/// `DNS_CHECK`: one question over UDP (RFC 1035). As with keepalived an answer whose code is 0 passes,
/// whatever it holds.
package struct DNSProbe: Hashable, Sendable {
  package enum RecordType: UInt16, Hashable, Sendable, CaseIterable {
    case a = 1
    case ns = 2
    case cname = 5
    case soa = 6
    case mx = 15
    case txt = 16
    case aaaa = 28
    case rrsig = 46
    case dnskey = 48

    /// As the file has it: `AAAA`.
    package var name: String { "\(self)".uppercased() }
  }

  package var type: RecordType
  /// Labels of 1 to 63 bytes; none is the root.
  package var labels: [[UInt8]]

  package init(type: RecordType = .soa, labels: [[UInt8]] = []) {
    self.type = type
    self.labels = labels
  }

  /// The labels of `www.example.org.`; nil if it is not a name. `.` and nothing are the root.
  package static func labels(of name: String) -> [[UInt8]]? {
    let text = name.hasSuffix(".") ? name.utf8.dropLast() : name.utf8[...]
    if text.isEmpty { return [] }
    let labels = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { Array($0) }
    let length = labels.reduce(1) { $0 + $1.count + 1 }
    return labels.allSatisfy { (1...63).contains($0.count) } && length <= 255 ? labels : nil
  }

  /// `www.example.org`, `.`
  package var name: String {
    labels.isEmpty ? "." : labels.map { printable($0) }.joined(separator: ".")
  }
}

package struct DNSConversation: Conversation {
  private let probe: DNSProbe
  private let identifier: UInt16

  package init(_ probe: DNSProbe, using generator: inout some RandomNumberGenerator) {
    self.probe = probe
    identifier = UInt16.random(in: .min ... .max, using: &generator)
  }

  package var awaited: String { "answer to \(probe.name) \(probe.type.name)" }

  // RFC 1035 §4.1: identifier, flags (RD), one question.
  package mutating func begin() -> ConversationStep {
    var query: [UInt8] = []
    query.appendBig(identifier)
    query += [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0]
    query += question
    return .send(query)
  }

  // The criteria: our identifier and question come back, it is a response, its code is 0.
  package mutating func receive(_ answer: ArraySlice<UInt8>) -> ConversationStep {
    guard let identifier = answer.big(0, 2), let flags = answer.big(2, 2), answer.count >= 12 else {
      return .fail("the answer is not DNS: it has \(answer.count) bytes")
    }
    // An answer to an earlier question, or a stranger's guess.
    guard identifier == Int(self.identifier) else { return .wait }
    guard flags & 0x8000 != 0 else { return .fail("the answer is not DNS: it is a question") }
    let code = flags & 0x0f
    guard code == 0 else {
      return .fail("\(probe.name) \(probe.type.name): \(Self.words(code))")
    }
    let asked = answer.big(4, 2) ?? 0
    if asked > 0, let echoed = answer.part(12, question.count),
      !zip(echoed, question).allSatisfy({ lowered($0) == lowered($1) })
    {
      return .fail("the answer is to another question")
    }
    let count = answer.big(6, 2) ?? 0
    return .pass("DNS NOERROR, \(count) answer\(count == 1 ? "" : "s")")
  }

  private var question: [UInt8] {
    var bytes: [UInt8] = []
    for label in probe.labels { bytes += [UInt8(truncatingIfNeeded: label.count)] + label }
    bytes.append(0)
    bytes.appendBig(probe.type.rawValue)
    bytes.appendBig(UInt16(1))
    return bytes
  }

  /// RFC 1035 §4.1.1, RFC 2136 §2.2.
  private static func words(_ code: Int) -> String {
    let names = [
      "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
      "NXRRSET", "NOTAUTH", "NOTZONE",
    ]
    return code < names.count ? names[code] : "code \(code)"
  }
}

/// Names are compared without regard to case (RFC 4343).
private func lowered(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
