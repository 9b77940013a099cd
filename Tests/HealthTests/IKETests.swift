import Health
import Testing

private func talk(_ probe: IKEProbe) throws -> (talk: Talk<IKEConversation>, request: [UInt8]) {
  var numbers = FixedNumbers()
  let talk = Talk(IKEConversation(probe, using: &numbers))
  return (talk, try #require(talk.handle(.connected).sent))
}

/// An answer to the request: header, with the responder's cookie, and payloads.
private func answer(
  _ request: [UInt8], cookie: UInt8 = 7, next: UInt8 = 0, flags: UInt8 = 0x20,
  payloads: [UInt8] = []
) -> [UInt8] {
  var bytes = Array(request.prefix(28))
  bytes.replaceSubrange(8..<16, with: [UInt8](repeating: cookie, count: 8))
  bytes[16] = next
  bytes[19] = flags
  return bytes + payloads
}

private func notify(_ type: UInt16) -> [UInt8] {
  [0, 0, 0, 8, 0, 0, UInt8(type >> 8), UInt8(type & 0xff)]
}

@Test func theFirstMessageOfIKEIsAsTheRFCHasIt() throws {
  let second = try talk(IKEProbe()).request
  #expect(second[16...19] == [33, 0x20, 34, 0x08])
  #expect(Int(second[26]) << 8 | Int(second[27]) == second.count)
  #expect(second[0] == 1)
  let first = try talk(IKEProbe(version: .one)).request
  #expect(first[16...19] == [1, 0x10, 2, 0])
  #expect(Int(first[26]) << 8 | Int(first[27]) == first.count)
  let wrapped = try talk(IKEProbe(isEncapsulated: true)).request
  #expect(wrapped[..<4] == [0, 0, 0, 0])
  #expect(wrapped.count == second.count + 4)
}

@Test func aGatewayThatAnswersPasses() throws {
  let (second, request) = try talk(IKEProbe())
  #expect(second.hears(answer(request, next: 33, payloads: [0, 0, 0, 8, 1, 2, 3, 4])).passes)
  let (first, old) = try talk(IKEProbe(version: .one))
  #expect(first.hears(answer(old, flags: 0)).passes)
  let (wrapped, inner) = try talk(IKEProbe(isEncapsulated: true))
  #expect(wrapped.hears([0, 0, 0, 0] + answer(Array(inner.dropFirst(4)))).passes)
}

@Test(arguments: [
  (16390, "cookie asked for"), (17, "other key exchange wanted"), (14, "no proposal chosen"),
])
func aGatewayThatOnlyWantsSomethingElseIsAlive(type: UInt16, words: String) throws {
  let (talk, request) = try talk(IKEProbe())
  // It need not have made a cookie of its own for that.
  let bytes = answer(request, cookie: 0, next: 41, payloads: notify(type))
  #expect(talk.hears(bytes) == .pass("IKE \(words)"))
}

@Test func anOldGatewayThatChoosesNoProposalIsAlive() throws {
  let (talk, request) = try talk(IKEProbe(version: .one))
  var bytes = answer(
    request, next: 11, flags: 0, payloads: [0, 0, 0, 12, 0, 0, 0, 1, 1, 0, 0, 14])
  bytes[18] = 5
  #expect(talk.hears(bytes) == .pass("IKE no proposal chosen"))
}

@Test func anAnswerThatIsNotOneFails() throws {
  let (talk, request) = try talk(IKEProbe())
  #expect(talk.hears("hello").reason == "the answer is not IKE: it has 5 bytes")
  #expect(talk.hears(answer(request, cookie: 0)).reason == "the responder's cookie is zero")
  #expect(talk.hears(request).reason == "our own message came back")
  #expect(
    talk.hears(answer(request, next: 41, payloads: notify(24))).reason
      == "the gateway says notify 24")
  var other = answer(request)
  other[0] ^= 0xff
  #expect(talk.hears(other) == .wait)
  var old = answer(request)
  old[17] = 0x10
  #expect(talk.hears(old).reason == "the answer is of IKE's version 1")
  var informational = answer(request)
  informational[18] = 37
  #expect(talk.hears(informational).reason == "the answer is of exchange 37")
  let (wrapped, _) = try encapsulated()
  #expect(wrapped.hears([1, 2, 3, 4, 5]).reason == "the answer has no non-ESP marker")
}

private func encapsulated() throws -> (talk: Talk<IKEConversation>, request: [UInt8]) {
  try talk(IKEProbe(isEncapsulated: true))
}
