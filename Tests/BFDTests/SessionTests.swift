import Network
import Testing

@testable import BFD

/// Two neighbours and the wire between them.
private struct Pair {
  var now = Instant(nanoseconds: 1_000_000_000)
  var sessions: [Session]
  var transitions: [[ControlPacket.State]] = [[], []]
  /// What is lost of what the first and the second one say.
  var isCut = [false, false]
  var sent: [[(Instant, ControlPacket)]] = [[], []]

  init(_ change: (inout SessionSettings, Int) -> Void = { _, _ in }) {
    sessions = (0..<2).map { index in
      var settings = SessionSettings(name: "\(index)", neighbor: .v4(UInt32(index)))
      change(&settings, index)
      return Session(
        settings, discriminator: UInt32(index + 1), seed: UInt64(index),
        at: Instant(nanoseconds: 1_000_000_000))
    }
    for index in 0..<2 { perform(sessions[index].handle(.started, at: now), of: index) }
  }

  mutating func handle(_ event: Session.Event, _ index: Int) {
    perform(sessions[index].handle(event, at: now), of: index)
  }

  private mutating func perform(_ effects: [Session.Effect], of index: Int) {
    for effect in effects {
      switch effect {
      case .send(let packet):
        sent[index].append((now, packet))
        if !isCut[index] { handle(.received(packet), 1 - index) }
      case .transition(_, let state, _): transitions[index].append(state)
      }
    }
  }

  mutating func pass(_ duration: Duration) {
    let end = now + duration
    for _ in 0..<1_000_000 {
      let deadlines = sessions.map(\.deadline)
      guard let next = deadlines.compactMap(\.self).min(), next <= end else { break }
      now = max(now, next)
      for index in 0..<2 where sessions[index].deadline.map({ $0 <= now }) ?? false {
        handle(.deadline, index)
      }
    }
    now = end
  }

  /// The gaps between what one has sent lately.
  func gaps(_ index: Int, last count: Int) -> [Duration] {
    let moments = sent[index].suffix(count + 1).map(\.0)
    return zip(moments, moments.dropFirst()).map { $1 - $0 }
  }
}

@Test func twoNeighboursComeUp() {
  var pair = Pair()
  pair.pass(.seconds(3))
  #expect(pair.sessions.map(\.state) == [.up, .up])
  #expect(pair.transitions.allSatisfy { $0.last == .up })
}

@Test func inUpEachSpeaksAtTheAgreedPaceWithJitter() {
  var pair = Pair { settings, index in
    settings.desiredTransmit = .milliseconds(index == 0 ? 10 : 20)
    settings.requiredReceive = .milliseconds(index == 0 ? 10 : 50)
  }
  pair.pass(.seconds(5))
  // The first wants 10 ms and may speak every 50; the second wants 20 and may every 10.
  for gap in pair.gaps(0, last: 50) {
    #expect((.microseconds(37_500) ... .milliseconds(50)).contains(gap))
  }
  for gap in pair.gaps(1, last: 50) {
    #expect((.milliseconds(15) ... .milliseconds(20)).contains(gap))
  }
  #expect(Set(pair.gaps(0, last: 50)).count > 10)
}

@Test func silenceIsNoticedAfterTheDetectionTime() {
  var pair = Pair()
  pair.pass(.seconds(3))
  pair.isCut = [true, true]
  let cut = pair.now
  pair.pass(.milliseconds(39))
  #expect(pair.sessions.map(\.state) == [.up, .up])
  pair.pass(.milliseconds(11))
  #expect(pair.sessions.map(\.state) == [.down, .down])
  #expect(
    pair.sessions.allSatisfy { $0.diagnostic == .detectionTimeExpired && $0.counters.lost == 1 })
  #expect(pair.sessions.allSatisfy { $0.since - cut <= .milliseconds(50) })
  // Down, it speaks once a second again.
  pair.pass(.seconds(5))
  for gap in pair.gaps(0, last: 3) { #expect((.milliseconds(750) ... .seconds(1)).contains(gap)) }
  pair.isCut = [false, false]
  pair.pass(.seconds(3))
  #expect(pair.sessions.map(\.state) == [.up, .up])
}

@Test func oneThatIsNotHeardTellsItsNeighbour() {
  var pair = Pair()
  pair.pass(.seconds(3))
  pair.isCut[0] = true
  pair.pass(.milliseconds(60))
  // The second hears nothing and says so; the first learns that it is down.
  #expect(pair.sessions[1].diagnostic == .detectionTimeExpired)
  #expect(pair.sessions[0].diagnostic == .neighborSignaledDown)
  #expect(pair.sessions[0].state != .up && pair.sessions[1].state != .up)
}

@Test func aPassiveOneWaitsToBeSpokenTo() {
  var pair = Pair { settings, _ in settings.isPassive = true }
  pair.pass(.seconds(10))
  #expect(pair.sent.map(\.count) == [0, 0])
  pair = Pair { settings, index in settings.isPassive = index == 0 }
  pair.pass(.seconds(3))
  #expect(pair.sessions.map(\.state) == [.up, .up])
}

@Test func oneThatStopsSaysThatItIsMeant() {
  var pair = Pair()
  pair.pass(.seconds(3))
  pair.handle(.stopped, 0)
  #expect(pair.sent[0].last?.1.state == .adminDown)
  #expect(pair.sessions[1].state == .down && pair.sessions[1].diagnostic == .neighborSignaledDown)
  pair.pass(.seconds(3))
  #expect(pair.sessions.map(\.state) == [.adminDown, .down])
}

@Test func aPollIsAnsweredAtOnce() {
  var pair = Pair()
  pair.pass(.seconds(3))
  var poll = ControlPacket(
    state: .up, isPoll: true, multiplier: 3, mine: 2, yours: 1, desiredTransmit: 10_000,
    requiredReceive: 10_000)
  let count = pair.sent[0].count
  pair.handle(.received(poll), 0)
  #expect(pair.sent[0].count == count + 1)
  #expect(pair.sent[0].last?.1.isFinal == true && pair.sent[0].last?.1.isPoll == false)
  poll.isPoll = false
  pair.handle(.received(poll), 0)
  #expect(pair.sent[0].count == count + 1)
}

@Test func aSlowerPaceCountsOnceTheNeighbourKnowsOfIt() {
  var pair = Pair()
  pair.pass(.seconds(3))
  var settings = pair.sessions[0].settings
  settings.desiredTransmit = .milliseconds(200)
  pair.isCut[1] = true
  pair.handle(.configured(settings), 0)
  pair.pass(.milliseconds(30))
  #expect(pair.sent[0].last?.1.isPoll == true)
  for gap in pair.gaps(0, last: 2) { #expect(gap <= .milliseconds(10)) }
  pair.isCut[1] = false
  pair.pass(.seconds(2))
  #expect(pair.sessions.map(\.state) == [.up, .up])
  for gap in pair.gaps(0, last: 5) { #expect(gap >= .milliseconds(150)) }
  #expect(pair.sent[0].last?.1.isPoll == false)
}

@Test func aNeighbourThatDemandsSilenceIsSpokenToNoMore() {
  var pair = Pair()
  pair.pass(.seconds(3))
  pair.isCut = [true, true]
  let quiet = ControlPacket(
    state: .up, isDemand: true, multiplier: 255, mine: 2, yours: 1, desiredTransmit: 1_000_000,
    requiredReceive: 10_000)
  pair.handle(.received(quiet), 0)
  let count = pair.sent[0].count
  pair.pass(.seconds(1))
  #expect(pair.sent[0].count <= count + 1)
}

/// Whatever comes, it never traps and is never up without having been heard.
@Test(arguments: 1...50 as ClosedRange<UInt64>)
func anyPacketsInAnyOrderAreBorne(_ seed: UInt64) {
  var number = seed
  func random(_ bound: UInt64) -> UInt64 {
    number = number &* 6_364_136_223_846_793_005 &+ 1
    return (number >> 33) % bound
  }
  var session = Session(
    SessionSettings(name: "a", neighbor: .v4(1)), discriminator: 9, seed: seed,
    at: Instant(nanoseconds: 0))
  var now = Instant(nanoseconds: 0)
  _ = session.handle(.started, at: now)
  for _ in 0..<500 {
    now += .milliseconds(Int64(random(200)))
    while let deadline = session.deadline, deadline <= now {
      _ = session.handle(.deadline, at: now)
    }
    let packet = ControlPacket(
      state: ControlPacket.State.allCases[Int(random(4))], isPoll: random(2) == 0,
      isFinal: random(2) == 0, isDemand: random(9) == 0, multiplier: UInt8(1 + random(255)),
      mine: UInt32(1 + random(3)), yours: 9, desiredTransmit: UInt32(random(1 << 32)),
      requiredReceive: UInt32(random(1 << 32)))
    let before = session.state
    let effects = session.handle(.received(packet), at: now)
    let changes = effects.contains { if case .transition = $0 { true } else { false } }
    #expect(changes == (before != session.state))
  }
}
