import Digests
import Health
import Testing

@Test func ldapIsBoundAndSearched() {
  let talk = Talk(LDAPConversation(LDAPProbe(base: "dc=a")))
  #expect(
    talk.handle(.connected).sent == [0x30, 12, 2, 1, 2, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0])
  let bound: [UInt8] = [0x30, 12, 2, 1, 2, 0x61, 7, 10, 1, 0, 4, 0, 4, 0]
  #expect(talk.hears(bound).sent?.contains(0x63) == true)
  let entry: [UInt8] = [0x30, 9, 2, 1, 3, 0x64, 4, 4, 0, 0x30, 0]
  let done: [UInt8] = [0x30, 12, 2, 1, 3, 0x65, 7, 10, 1, 0, 4, 0, 4, 0]
  #expect(talk.hears(Array(entry.prefix(5))) == .wait)
  #expect(talk.hears(Array(entry.dropFirst(5)) + done) == .pass("LDAP, bound and found"))
}

@Test func ldapThatRefusesFails() {
  let refused = { (code: UInt8) -> [UInt8] in [0x30, 12, 2, 1, 2, 0x61, 7, 10, 1, code, 4, 0, 4, 0]
  }
  let talk = { Talk(LDAPConversation(LDAPProbe(name: "cn=a", password: "b", base: "dc=a"))) }
  #expect(talk().hears(refused(49)).reason == "answer to the bind: invalid credentials")
  #expect(talk().hears(refused(99)).reason == "answer to the bind: result 99")
  #expect(talk().hears("HTTP/1.1 400").reason == "the answer is not LDAP")
  #expect(talk().hears([0x30, 0x80]).reason == nil)
  #expect(
    talk().hears([0x30, 0x84, 0x7f, 0, 0, 0]).reason == "an answer of more than 64 KiB comes")
  #expect(
    talk().hears([0x30, 12, 2, 1, 0, 0x78, 7, 10, 1, 0, 4, 0, 4, 0]).reason
      == "the server takes its leave")
  #expect(
    talk().hears([0x30, 12, 2, 1, 2, 0x65, 7, 10, 1, 0, 4, 0, 4, 0]).reason
      == "the answer is of another kind")
  let none = talk()
  _ = none.hears(refused(0))
  #expect(
    none.hears([0x30, 12, 2, 1, 3, 0x65, 7, 10, 1, 0, 4, 0, 4, 0]).reason
      == "the search found no entry")
}

@Test func ldapGoesOnInTLS() {
  let talk = Talk(LDAPConversation(LDAPProbe(startsTLS: true)))
  #expect(talk.handle(.connected).said?.contains("1.3.6.1.4.1.1466.20037") == true)
  #expect(talk.hears([0x30, 12, 2, 1, 1, 0x78, 7, 10, 1, 0, 4, 0, 4, 0]) == .startTLS)
  #expect(talk.handle(.secured).sent != nil)
}

@Test func imapGreetsAndTakesALogin() {
  let talk = Talk(MailboxConversation(MailboxProbe(.imap, user: "u\"", password: "p\\")))
  #expect(talk.hears("* OK ready\r\n").said == "a LOGIN \"u\\\"\" \"p\\\\\"\r\n")
  #expect(talk.hears("* CAPABILITY x\r\na OK in\r\n").said == "a LOGOUT\r\n")
  #expect(talk.hears("* BYE\r\n") == .wait)
  #expect(talk.hears("a OK\r\n") == .pass("IMAP * OK ready"))
  let refused = Talk(MailboxConversation(MailboxProbe(.imap, user: "u")))
  #expect(
    refused.end(after: ["* OK\r\n", "a NO wrong\r\n"]).reason == "answer to LOGIN: a NO wrong")
  #expect(
    Talk(MailboxConversation(MailboxProbe(.imap))).hears("* BYE full\r\n").reason
      == "greeting: * BYE full")
}

@Test func popGreetsAndTakesALogin() {
  let talk = Talk(MailboxConversation(MailboxProbe(.pop, user: "u", password: "p")))
  #expect(talk.hears("+OK ready\r\n").said == "USER u\r\n")
  #expect(talk.hears("+OK\r\n") == .sendSecret(Array("PASS p\r\n".utf8)))
  #expect(talk.hears("+OK\r\n").said == "QUIT\r\n")
  #expect(talk.handle(.closed) == .pass("POP +OK ready"))
  let secured = Talk(MailboxConversation(MailboxProbe(.pop, startsTLS: true)))
  #expect(secured.end(after: ["+OK\r\n"]).said == "STLS\r\n")
  #expect(secured.hears("+OK\r\n") == .startTLS)
  #expect(
    Talk(MailboxConversation(MailboxProbe(.pop))).hears("-ERR full\r\n").reason
      == "greeting: -ERR full")
}

private func sip(_ isDatagram: Bool = true) -> Talk<SIPConversation> {
  var numbers = FixedNumbers()
  let probe = SIPProbe(target: "a@b", isDatagram: isDatagram)
  return Talk(SIPConversation(probe, host: "10.0.0.2:5060", using: &numbers))
}

@Test func sipIsJudgedByItsFinalStatus() throws {
  let talk = sip()
  let request = try #require(talk.handle(.connected).said)
  #expect(request.hasPrefix("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP "))
  let lines = request.split(separator: "\r\n")
  let call = try #require(lines.first { $0.hasPrefix("Call-ID: ") }).dropFirst(9)
  #expect(talk.hears("SIP/2.0 100 Trying\r\nCall-ID: \(call)\r\n\r\n") == .wait)
  #expect(talk.hears("SIP/2.0 200 OK\r\nCall-ID: other\r\n\r\n") == .wait)
  #expect(talk.hears("SIP/2.0 200 OK\r\nCall-ID: \(call)\r\n\r\n") == .pass("SIP 200 OK"))
  #expect(
    talk.hears("SIP/2.0 503 Busy\r\nCall-ID: \(call)\r\n\r\n").reason == "SIP 503 Busy")
  #expect(talk.hears("HTTP/1.1 200\r\n").reason == "the answer is not SIP: \"HTTP/1.1 200\"")
  let stream = sip(false)
  _ = stream.handle(.connected)
  #expect(stream.hears("SIP/2.0 200 OK\r\nCall-ID: ") == .wait)
  #expect(stream.hears("\(call)\r\n\r\n").passes)
}

private func radius(_ probe: RADIUSProbe) throws -> (Talk<RADIUSConversation>, [UInt8]) {
  var numbers = FixedNumbers()
  let talk = Talk(RADIUSConversation(probe, using: &numbers))
  return (talk, try #require(talk.handle(.connected).sent))
}

/// An answer as a server with this secret gives it.
private func signed(
  _ code: UInt8, to request: [UInt8], secret: String, attributes: [UInt8] = []
) -> [UInt8] {
  let head: [UInt8] = [code, request[1], 0, UInt8(20 + attributes.count)]
  let authenticator = HashFunction.md5.digest(
    of: head + request[4..<20] + attributes + Array(secret.utf8))
  return head + authenticator + attributes
}

@Test func radiusMustAnswerWhatWasAsked() throws {
  let (talk, request) = try radius(RADIUSProbe(secret: "s"))
  let forged = signed(
    2, to: request, secret: "s", attributes: [80, 18] + [UInt8](repeating: 7, count: 16))
  #expect(talk.hears(forged).reason == "the answer's Message-Authenticator is wrong")
  #expect(talk.hears(signed(9, to: request, secret: "s")).reason == "the answer is of code 9")
}

@Test func radiusMustKnowTheSecret() throws {
  let (talk, request) = try radius(RADIUSProbe(secret: "s3cret"))
  #expect(request[0] == 12)
  #expect(request[20..<22] == [80, 18])
  #expect(talk.hears(signed(2, to: request, secret: "s3cret")) == .pass("RADIUS Access-Accept"))
  #expect(
    talk.hears(signed(2, to: request, secret: "other")).reason
      == "the answer does not know our secret")
  #expect(talk.hears("x").reason == "the answer is not RADIUS: it has 1 bytes")
  var stranger = signed(2, to: request, secret: "s3cret")
  stranger[1] ^= 1
  #expect(talk.hears(stranger) == .wait)
}

@Test func radiusMustLetTheUserIn() throws {
  let (talk, request) = try radius(RADIUSProbe(secret: "s", user: "u", password: "p"))
  #expect(request[0] == 1)
  #expect(talk.hears(signed(3, to: request, secret: "s")).reason == "Access-Reject")
  #expect(talk.hears(signed(11, to: request, secret: "s")).reason == "Access-Challenge")
  #expect(talk.hears(signed(2, to: request, secret: "s")).passes)
}
