import Health
import Patterns
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
private func expect(_ text: String) -> ScriptProbe.Step {
  .expect(bytes(text).map { .init(value: $0) })
}

@Test func stepsAreTakenInTurn() {
  let talk = Talk(
    ScriptConversation(
      ScriptProbe(steps: [expect("220 "), .send(bytes("NOOP\r\n")), expect("250")])))
  #expect(talk.handle(.connected) == .wait)
  #expect(talk.hears("22") == .wait)
  #expect(talk.hears("0 hello\r\n").said == "NOOP\r\n")
  #expect(talk.awaited == "answer of step 3")
  #expect(talk.hears("250 ok\r\n") == .pass("19 bytes came"))
}

@Test func whatCameBeforeAStepDoesNotAnswerIt() {
  let talk = Talk(
    ScriptConversation(ScriptProbe(steps: [expect("OK"), .send(bytes("x")), expect("OK")])))
  _ = talk.handle(.connected)
  #expect(talk.hears("OK").said == "x")
  #expect(talk.handle(.closed).reason == "connection closed before the answer of step 3")
}

@Test func bytesAndPatternsAreExpectedToo() throws {
  let talk = Talk(
    ScriptConversation(
      ScriptProbe(steps: [
        .send([0]), .expect([.init(value: 1), .init(value: 0, mask: 0)]),
        .expectPattern(try Pattern("^v\\d+$")),
      ])))
  #expect(talk.handle(.connected).sent == [0])
  #expect(talk.hears([9, 1]) == .wait)
  #expect(talk.hears([7] + bytes("v12")).passes)
}

@Test func anotherAnswerIsToldOf() {
  let steps = ScriptProbe(steps: [expect("+PONG")])
  let talk = Talk(ScriptConversation(steps))
  _ = talk.hears("-ERR\r\n")
  #expect(talk.handle(.expired).reason == "step 1 expects something else than \"-ERR\"")
  #expect(talk.handle(.closed).reason == "step 1 expects something else than \"-ERR\"")
  let flood = Talk(ScriptConversation(steps))
  #expect(
    flood.hears([UInt8](repeating: 1, count: 70 << 10)).reason
      == "what step 1 expects is not in 64 KiB")
}

@Test func whatIsSaidLastNeedsNoAnswer() {
  let steps = ScriptProbe(steps: [expect("a"), .send(bytes("QUIT"))])
  for event in [ConversationEvent.closed, .expired, .broken("connection reset")] {
    let talk = Talk(ScriptConversation(steps))
    #expect(talk.hears("a").said == "QUIT")
    #expect(talk.handle(event).passes)
  }
}

@Test func aStepMayBeTLS() {
  let talk = Talk(
    ScriptConversation(
      ScriptProbe(steps: [.send(bytes("STARTTLS\n")), expect("go"), .startTLS, expect("in")])))
  #expect(talk.handle(.connected).said == "STARTTLS\n")
  #expect(talk.hears("go in") == .startTLS)
  #expect(talk.handle(.secured) == .wait)
  #expect(talk.hears("in").passes)
}

@Test(
  arguments: [
    ("75%\n", 75), ("up\n", 100), ("ready 50%\r\n", 50), ("maxconn:30,up,0% # hi\n", 0),
  ])
func anAgentsShareIsOfTheConfiguredWeight(line: String, percentage: Int) {
  let talk = Talk(AgentConversation(AgentProbe()))
  guard case .end(.passed, _, let weight) = talk.hears(line) else {
    Issue.record("it does not pass")
    return
  }
  #expect(weight == .percentage(percentage))
}

@Test func anAgentMayDrainOrTakeOut() {
  let hears = { (line: String) in Talk(AgentConversation(AgentProbe())).hears(line) }
  #expect(hears("drain # soon\n") == .drain("the agent says drain: soon"))
  #expect(hears("down #disk is full\n").reason == "the agent says down: disk is full")
  #expect(hears("maint\n").reason == "the agent says maint")
  #expect(
    hears("hello\n").reason == "the agent's line says nothing that is known: \"hello\"")
  let asked = Talk(AgentConversation(AgentProbe(request: bytes("x\n"))))
  #expect(asked.handle(.connected).said == "x\n")
  #expect(asked.hears("up") == .wait)
  #expect(asked.handle(.closed).passes)
  #expect(
    Talk(AgentConversation(AgentProbe())).handle(.closed).reason
      == "connection closed before the line of the agent")
}

@Test func aPatternThatIsTooCostlyFailsTheStep() throws {
  let steps = ScriptProbe(steps: [.send([1]), .expectPattern(try Pattern("^a"))])
  let talk = Talk(ScriptConversation(steps))
  guard case .work(_, let words) = talk.answer(to: .connected) else {
    Issue.record("no search is asked for")
    return
  }
  #expect(words == [1])
  #expect(talk.answer(to: .worked(.absent)) == .wait)
  _ = talk.answer(to: .received([2]))
  #expect(
    talk.answer(to: .worked(.tooCostly)).reason
      == "the pattern of step 2 is too costly on this answer")
}

@Test func bytesThatComeOneByOneAreLookedAtOnce() {
  let talk = Talk(ScriptConversation(ScriptProbe(steps: [expect("aab")])))
  for letter in "aaaaaa" { #expect(talk.hears(String(letter)) == .wait) }
  #expect(talk.hears("b").passes)
}

@Test func manySmallMessagesAreTakenSomeAtATime() {
  let talk = Talk(RedisConversation(RedisProbe(role: .primary)))
  let lines = Array(String(repeating: "*0\r\n", count: 200).utf8)
  var steps = 0
  var step = talk.hears(lines)
  while talk.isBehind, steps < 10, step.reason == nil {
    steps += 1
    step = talk.hears([])
  }
  #expect(steps <= 4)
}
