import Health
import Network
import Testing

private func dns(_ type: DNSProbe.RecordType = .a, _ name: String = "www.example.org") throws
  -> (talk: Talk<DNSConversation>, query: [UInt8])
{
  let labels = try #require(DNSProbe.labels(of: name))
  var numbers = FixedNumbers()
  let talk = Talk(DNSConversation(DNSProbe(type: type, labels: labels), using: &numbers))
  let query = try #require(talk.handle(.connected).sent)
  return (talk, query)
}

/// The answer to a query: flags and counts written over.
private func answer(_ query: [UInt8], code: UInt8 = 0, answers: UInt8 = 1) -> [UInt8] {
  var bytes = query
  (bytes[2], bytes[3], bytes[7]) = (0x81, 0x80 | code, answers)
  return bytes
}

@Test func aQuestionOfDNSIsAsTheRFCHasIt() throws {
  let query = try dns(.aaaa, "a.bc.").query
  #expect(Array(query[2...]) == [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 2, 98, 99, 0, 0, 28, 0, 1])
  #expect(try dns(.soa, ".").query.suffix(5) == [0, 0, 6, 0, 1])
}

@Test func anAnswerOfDNSPassesWhateverItHolds() throws {
  let (talk, query) = try dns()
  #expect(talk.hears(answer(query)) == .pass("DNS NOERROR, 1 answer"))
  #expect(talk.hears(answer(query, answers: 0)) == .pass("DNS NOERROR, 0 answers"))
}

@Test(arguments: [(2, "SERVFAIL"), (3, "NXDOMAIN"), (5, "REFUSED"), (15, "code 15")])
func aCodeOfDNSFailsByItsName(code: UInt8, name: String) throws {
  let (talk, query) = try dns()
  #expect(talk.hears(answer(query, code: code)).reason == "www.example.org A: \(name)")
}

@Test func anAnswerWithAnotherIdentifierIsNotOurs() throws {
  let (talk, query) = try dns()
  var stranger = answer(query)
  stranger[0] ^= 1
  #expect(talk.hears(stranger) == .wait)
  #expect(talk.hears(answer(query)).passes)
}

@Test func whatIsNoAnswerOfDNSFails() throws {
  let (talk, query) = try dns()
  #expect(talk.hears("hello").reason == "the answer is not DNS: it has 5 bytes")
  #expect(talk.hears(query).reason == "the answer is not DNS: it is a question")
  var other = answer(query)
  other[13] = UInt8(ascii: "x")
  #expect(talk.hears(other).reason == "the answer is to another question")
  var shouted = answer(query)
  shouted[13] = UInt8(ascii: "W")
  #expect(talk.hears(shouted).passes)
}

@Test(arguments: [
  "a..b", ".a", String(repeating: "x", count: 64), String(repeating: "ab.", count: 99),
])
func aNameThatDNSCannotHaveIsNone(name: String) {
  #expect(DNSProbe.labels(of: name) == nil)
}

@Test func silenceAfterADatagramIsConsentWhereNoReplyIsRequired() {
  let talk = Talk(UDPConversation(UDPProbe()))
  #expect(talk.handle(.connected).sent?.count == 32)
  #expect(talk.handle(.expired) == .pass("nothing came back"))
  let strict = Talk(UDPConversation(UDPProbe(requiresReply: true)))
  #expect(strict.handle(.expired) == .wait)
}

@Test func aRefusedDatagramFails() {
  let talk = Talk(UDPConversation(UDPProbe()))
  #expect(talk.handle(.broken("refused: port unreachable")).reason == "refused: port unreachable")
}

@Test func aReplyMustBeginAsItMust() {
  let pattern: [UDPProbe.Pattern] = [
    .init(value: 0x12), .init(value: 0x30, mask: 0xf0), .init(value: 0, mask: 0),
  ]
  let talk = Talk(
    UDPConversation(
      UDPProbe(payload: [1], requiresReply: true, reply: pattern, replyLengths: 3...4)))
  #expect(talk.hears([0x12, 0x3f, 0xaa]) == .pass("3 bytes came back"))
  #expect(talk.hears([0x12, 0x3f, 0xaa, 9]).passes)
  #expect(
    talk.hears([0x12, 0x4f, 0xaa]).reason
      == "the reply begins with 124faa, which is not expected")
  #expect(talk.hears([0x12, 0x3f]).reason == "the reply has 2 bytes, expected 3 to 4")
  #expect(talk.hears([0x12, 0x3f, 0, 0, 0]).reason == "the reply has 5 bytes, expected 3 to 4")
}

@Test(arguments: [Family.ipv4, .ipv6])
func onlyTheEchoOfOurRequestPasses(family: Family) throws {
  var numbers = FixedNumbers()
  let talk = Talk(PingConversation(family, using: &numbers))
  let request = try #require(talk.handle(.connected).sent)
  #expect(request[0] == (family == .ipv4 ? 8 : 128))
  if family == .ipv4 { #expect(checksum(of: request) == 0) }
  var echo = request
  echo[0] = family == .ipv4 ? 0 : 129
  // The kernel has its own identifier.
  (echo[4], echo[5]) = (9, 9)
  #expect(talk.hears(request) == .wait)
  var other = echo
  other[7] ^= 1
  #expect(talk.hears(other) == .wait)
  #expect(talk.hears(Array(echo.dropLast())) == .wait)
  #expect(talk.hears([]) == .wait)
  #expect(talk.hears(echo) == .pass("echo"))
  if family == .ipv4 {
    #expect(talk.hears([0x45] + [UInt8](repeating: 0, count: 19) + echo).passes)
  }
}
