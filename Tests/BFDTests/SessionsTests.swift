import Network
import Testing

@testable import BFD

private let neighbor = Address.v4(0xc000_0202)
private let start = Instant(nanoseconds: 1_000_000_000)

private func settings(_ name: String, _ neighbor: Address = neighbor) -> SessionSettings {
  SessionSettings(name: name, neighbor: neighbor)
}

private func packet(
  _ state: ControlPacket.State, yours: UInt32 = 0
) -> [UInt8] {
  ControlPacket(
    state: state, multiplier: 3, mine: 77, yours: yours, desiredTransmit: 10_000,
    requiredReceive: 10_000
  ).bytes
}

/// One session with a neighbour, which has come up.
private func up() -> Sessions {
  var sessions = Sessions(seed: 1)
  _ = sessions.handle(.configured([settings("a")]), at: start)
  let own = sessions.sessions[0].discriminator
  for state in [ControlPacket.State.down, .initialize] {
    _ = sessions.handle(
      .received(packet(state, yours: own), from: neighbor, hopLimit: 255, port: 3784), at: start)
  }
  return sessions
}

@Test func aSessionSpeaksFromItsStart() {
  var sessions = Sessions(seed: 1)
  let effects = sessions.handle(.configured([settings("a")]), at: start)
  guard case .send(let packet, let settings)? = effects.first else {
    Issue.record("nothing is sent")
    return
  }
  #expect(packet.state == .down && packet.desiredTransmit == 1_000_000 && settings.name == "a")
}

@Test func upAndDownAreTold() {
  var sessions = up()
  #expect(sessions.sessions[0].isUp)
  var effects: [Sessions.Effect] = []
  while let deadline = sessions.deadline, deadline <= start + .milliseconds(31) {
    effects += sessions.handle(.deadline, at: deadline)
  }
  #expect(effects.contains(.changed(name: "a", isUp: false, .detectionTimeExpired)))
}

@Test func whatBelongsToNobodyIsCountedAndChangesNothing() {
  var sessions = up()
  let own = sessions.sessions[0].discriminator
  let deadline = sessions.deadline
  for (bytes, source, hops, port) in [
    (packet(.up, yours: own &+ 1), neighbor, 255, 3784),
    (packet(.up, yours: own), Address.v4(1), 255, 3784),
    (packet(.up, yours: own), neighbor, 254, 3784),
    (packet(.up, yours: own), neighbor, 255, 4784), ([1, 2, 3], neighbor, 255, 3784),
  ] as [([UInt8], Address, UInt8, UInt16)] {
    let effects = sessions.handle(
      .received(bytes, from: source, hopLimit: hops, port: port), at: start)
    #expect(effects.isEmpty)
  }
  #expect(sessions.strays == 5 && sessions.sessions[0].counters.rejected == [.length: 1])
  #expect(sessions.deadline == deadline)
}

@Test func twoSessionsWithOneNeighbourAreToldApartByTheirSources() {
  var sessions = Sessions(seed: 1)
  var both = [settings("a"), settings("b")]
  both[0].source = .v4(0xc000_0201)
  both[1].source = .v4(0xc000_0203)
  _ = sessions.handle(.configured(both), at: start)
  _ = sessions.handle(
    .received(packet(.down), from: neighbor, to: both[1].source, hopLimit: 255, port: 3784),
    at: start)
  #expect(sessions.sessions.map(\.state) == [.down, .initialize])
}

@Test func aSessionThatIsConfiguredNoMoreSaysFarewell() {
  var sessions = up()
  let effects = sessions.handle(.configured([]), at: start)
  guard case .send(let packet, _)? = effects.first else {
    Issue.record("nothing is sent")
    return
  }
  #expect(packet.state == .adminDown && sessions.sessions.isEmpty)
}

@Test func aSessionThatIsUnchangedNoticesNothing() {
  var sessions = up()
  let before = sessions.deadline
  let effects = sessions.handle(
    .configured([settings("b", .v4(1)), settings("a")]), at: start)
  #expect(effects.count == 1)
  #expect(sessions.sessions[1].isUp && sessions.sessions[1].deadline == before)
}

@Test func discriminatorsAreNeverShared() {
  var sessions = Sessions(seed: 3)
  let many = (0..<200).map { settings("\($0)", .v4(UInt32($0))) }
  _ = sessions.handle(.configured(many), at: start)
  #expect(Set(sessions.sessions.map(\.discriminator)).count == 200)
}
