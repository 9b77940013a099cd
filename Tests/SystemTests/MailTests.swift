import Network
import System
import Testing

private func relay(_ server: ScriptedServer) -> MailRelay {
  MailRelay(
    host: "\(server.endpoint.address)", port: server.endpoint.port, greeting: "lb1.example.org",
    sender: "Director <lb1@example.org>", recipients: ["ops@example.org", "Night <n@example.org>"],
    timeout: 5)
}

private func sent(_ relay: MailRelay, subject: String, lines: [String]) throws -> String? {
  let mailbox = try Mailbox<String?>()
  try relay.send(subject: subject, lines: lines, reportTo: mailbox)
  let poller = try Poller(capacity: 1)
  try poller.add(mailbox.descriptor, for: .readable, token: 1)
  _ = try poller.wait(until: MonotonicClock.now + .seconds(10))
  return try #require(mailbox.takeAll().first)
}

@Test func aLetterIsHandedToTheRelay() throws {
  let server = try ScriptedServer([
    .send("220 relay\r\n"), .expect("EHLO lb1.example.org\r\n"), .send("250 relay\r\n"),
    .expect("MAIL FROM:<lb1@example.org>"), .send("250 ok\r\n"),
    .expect("RCPT TO:<ops@example.org>"), .send("250 ok\r\n"),
    .expect("RCPT TO:<n@example.org>"), .send("250 ok\r\n"), .expect("DATA\r\n"),
    .send("354 go\r\n"), .expect("\r\n.\r\n"), .send("250 taken\r\n"), .expect("QUIT"),
    .send("221 bye\r\n"),
  ])
  let reason = try sent(
    relay(server), subject: "[lb1] real server\r\nBcc: all@example.org",
    lines: ["one", ".", "a\nb"])
  #expect(reason == nil)
  let text = try #require(server.requests.first)
  #expect(text.contains("Subject: [lb1] real server??Bcc: all@example.org\r\n"))
  #expect(text.contains("\r\n\r\none\r\n..\r\na b\r\n"))
}

@Test func aRelayThatRefusesIsTold() throws {
  let server = try ScriptedServer([
    .send("220 relay\r\n"), .expect("EHLO"), .send("250 relay\r\n"), .expect("MAIL FROM"),
    .send("550 not you\r\n"), .expect("QUIT"), .send("221 bye\r\n"),
  ])
  let reason = try sent(relay(server), subject: "s", lines: ["one"])
  #expect(reason?.hasSuffix("(550)") == true)
}
