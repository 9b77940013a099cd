import Health
import Testing

@Test func aMailServerThatGreetsAndAnswersPasses() {
  let talk = Talk(SMTPConversation(SMTPProbe(name: "lb1.example.org")))
  #expect(talk.handle(.connected) == .wait)
  #expect(talk.awaited == "greeting")
  #expect(talk.hears("220 mail.example.org ESMTP\r\n").said == "HELO lb1.example.org\r\n")
  #expect(talk.hears("250 mail.example.org\r\n").said == "QUIT\r\n")
  #expect(talk.hears("221 Bye\r\n") == .pass("SMTP 220 mail.example.org ESMTP"))
}

@Test func aGreetingMayHaveManyLinesAndComeInPieces() {
  let talk = Talk(SMTPConversation(SMTPProbe()))
  #expect(talk.hears("220-one\r\n220-t") == .wait)
  #expect(talk.hears("wo\r\n220 three\r") == .wait)
  #expect(talk.hears("\n").said == "HELO health-check.director.invalid\r\n")
}

@Test func aMailServerThatHangsUpInsteadOfAGoodbyePasses() {
  let talk = Talk(SMTPConversation(SMTPProbe()))
  _ = talk.end(after: ["220 a\r\n", "250 b\r\n"])
  #expect(talk.handle(.closed) == .pass("SMTP 220 a"))
  let reset = Talk(SMTPConversation(SMTPProbe()))
  _ = reset.end(after: ["220 a\r\n", "250 b\r\n"])
  #expect(reset.handle(.broken("connection reset")).passes)
}

@Test(
  arguments: [
    (["554 No service\r\n"], "the greeting was to be 220, not \"554 No service\""),
    (["421\r\n"], "the greeting was to be 220, not \"421\""),
    (["SSH-2.0-x\r\n"], "the greeting was to come, not \"SSH-2.0-x\""),
    (["220 a\r\n", "501 Bad name\r\n"], "the answer to HELO was to be 250, not \"501 Bad name\""),
  ])
func aMailServerThatRefusesFails(texts: [String], reason: String) {
  let talk = Talk(SMTPConversation(SMTPProbe()))
  #expect(talk.end(after: texts).reason == reason)
}

@Test func aMailServerThatHangsUpEarlyFails() {
  let talk = Talk(SMTPConversation(SMTPProbe()))
  #expect(talk.handle(.closed).reason == "connection closed before the greeting")
  #expect(talk.handle(.broken("connection reset")).reason == "connection reset")
}

@Test func aLineWithoutEndFailsAtItsBound() {
  let talk = Talk(SMTPConversation(SMTPProbe()))
  let piece = String(repeating: "x", count: 40 << 10)
  #expect(talk.hears(piece) == .wait)
  #expect(talk.hears(piece).reason == "an answer of more than 64 KiB came, not the greeting")
}

@Test func startTLSIsAskedForAndNothingSaidBeforeItCounts() {
  let talk = Talk(SMTPConversation(SMTPProbe(startsTLS: true)))
  #expect(talk.hears("220 a\r\n").said == "EHLO health-check.director.invalid\r\n")
  #expect(talk.hears("250-a\r\n250 STARTTLS\r\n").said == "STARTTLS\r\n")
  #expect(talk.hears("220 go\r\n250 injected\r\n") == .startTLS)
  #expect(talk.handle(.secured).said == "EHLO health-check.director.invalid\r\n")
  #expect(talk.hears("250 a\r\n").said == "QUIT\r\n")
}

@Test func aRefusedStartTLSFails() {
  let talk = Talk(SMTPConversation(SMTPProbe(startsTLS: true)))
  #expect(
    talk.end(after: ["220 a\r\n", "250 a\r\n", "454 Not now\r\n"]).reason
      == "the answer to STARTTLS was to be 220, not \"454 Not now\"")
}
