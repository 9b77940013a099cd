import Doctor
import Network
import Testing

@Suite struct WalkRecordTests {
  static let subject = WalkSubject(
    client: "192.168.3.10", virtualAddresses: ["192.168.3.108"], realServers: ["10.0.0.2"],
    gateways: ["10.0.0.1"])

  static func walk(
    _ names: String..., subject: WalkSubject = subject
  ) throws -> (record: WalkRecord, facts: WalkFacts) {
    var record = WalkRecord(subject)
    for (place, name) in names.enumerated() {
      record.record(try GoldenFrame.named(name).captured(at: Double(place)))
    }
    return (record, record.facts(seconds: 10))
  }

  @Test func packetsThatLookAlikeAreOneStep() throws {
    var (record, _) = try Self.walk("tcp-syn", "tcp-syn-ack", "tcp-syn")
    // The same one leaves by another interface.
    record.record(try GoldenFrame.named("tcp-syn").captured("eth1", .leaves, at: 3))
    let facts = record.facts(seconds: 10)
    #expect(facts.seconds == 10)
    #expect(facts.missed == 0)
    #expect(facts.steps.map(\.packet) == [.syn, .synAck, .syn])
    #expect(facts.steps.map(\.count) == [2, 1, 1])
    #expect(facts.steps.map(\.interface) == ["eth0", "eth0", "eth1"])
    #expect(facts.steps.map(\.direction) == [.arrives, .arrives, .leaves])
    let first = try #require(facts.steps.first)
    #expect(first.firstSeen == 0)
    #expect(first.lastSeen == 2)
    #expect(first.from == "02:00:00:00:00:0a")
    #expect(first.to == "02:00:00:00:00:0b")
    #expect(first.timeToLive == 64)
    #expect(first.lowestTimeToLive == nil)
    #expect(first.largest == 60)
  }

  @Test func aPacketThatCirclesIsOneStepWithItsLowestTTL() throws {
    var record = WalkRecord(Self.subject)
    var golden = try GoldenFrame.named("tcp-syn")
    for timeToLive in stride(from: 64, through: 2, by: -2) {
      golden.bytes[14 + 8] = UInt8(timeToLive)
      record.record(try golden.captured())
    }
    let step = try #require(record.facts(seconds: 1).steps.first)
    #expect(step.count == 32)
    #expect(step.timeToLive == 64)
    #expect(step.lowestTimeToLive == 2)
  }

  @Test func whatIsNotTheClientsIsLeft() throws {
    var record = WalkRecord(Self.subject)
    for name in ["vlan", "udp-ipv6", "neighbor-solicitation", "hop-by-hop-options", "ah"] {
      #expect(!record.record(try GoldenFrame.named(name).captured()), "\(name)")
    }
    #expect(record.facts(seconds: 1).steps == [])
  }

  @Test func tunnelsAndErrorsThatCarryTheClientsPacketsAreIts() throws {
    let (_, facts) = try Self.walk("ipip", "gre", "gue", "ipip-unreachable", "gue-unreachable")
    #expect(facts.steps.map(\.tunnel) == ["ipip", "gre", "gue", "ipip", "gue"])
    #expect(facts.steps.allSatisfy { $0.inner?.source == "192.168.3.10" })
    #expect(facts.steps[3].about?.destination == "10.0.0.2")
  }

  @Test func anErrorAboutATunnelThatQuotesOnlyItsHeaderIsTheClients() throws {
    var record = WalkRecord(Self.subject)
    var golden = try GoldenFrame.named("ipip-unreachable")
    // RFC 792: the header and 8 bytes.
    golden.bytes = Array(golden.bytes.prefix(14 + 20 + 8 + 20 + 8))
    #expect(record.record(try golden.captured()))
    #expect(record.facts(seconds: 1).steps.first?.inner == nil)
  }

  @Test func theSearchForHardwareAddressesIsSeenForAllParties() throws {
    let (_, facts) = try Self.walk("arp-request", "arp-reply", "arp-announcement")
    #expect(facts.steps.map(\.packet) == [.arpRequest, .arpReply])
    #expect(facts.steps[0].claimed == nil)
  }

  @Test func aHardwareAddressThatDiffersFromTheFramesIsTold() throws {
    var record = WalkRecord(Self.subject)
    var golden = try GoldenFrame.named("arp-reply")
    golden.bytes[14 + 13] = 0x77
    record.record(try golden.captured())
    #expect(record.facts(seconds: 1).steps.first?.claimed == "02:00:00:00:00:77")
  }

  @Test func theFirstThatAsksIsTheClientIfNoneIsNamed() throws {
    var subject = Self.subject
    subject.client = nil
    var record = WalkRecord(subject)
    #expect(!record.record(try GoldenFrame.named("echo-reply").captured()))
    #expect(!record.record(try GoldenFrame.named("tcp-syn").captured("eth1", .leaves)))
    #expect(record.subject.client == nil)
    #expect(record.record(try GoldenFrame.named("tcp-syn").captured()))
    #expect(record.subject.client == "192.168.3.10")
  }

  @Test func shapesHaveABoundAndTheRestIsCounted() throws {
    var record = WalkRecord(Self.subject)
    var golden = try GoldenFrame.named("tcp-syn")
    for port in 1...(WalkRecord.mostShapes + 7) {
      golden.bytes[34] = UInt8(port >> 8)
      golden.bytes[35] = UInt8(port & 0xff)
      record.record(try golden.captured())
    }
    let facts = record.facts(seconds: 1, notLookedAt: 5)
    #expect(facts.steps.count == WalkRecord.mostShapes)
    #expect(facts.missed == 12)
  }
}

@Suite struct HeardRecordTests {
  @Test func equalAdvertsAreCountedAndOurOwnAreMarked() throws {
    let golden = try #require(try GoldenFrame.all(of: "heard.txt").first { $0.name == "vrrp-v3" })
    var record = HeardRecord()
    record.record(try golden.captured())
    record.record(try golden.captured())
    record.record(try golden.captured("eth0", .leaves))
    let adverts = record.facts(seconds: 3).adverts
    #expect(adverts.map(\.count) == [2, 1])
    #expect(adverts.map(\.isOwn) == [nil, true])
    #expect(adverts.first?.hardwareAddress == "02:00:00:00:00:0b")
  }

  @Test func framesForAnAddressThatIsNotHereAreStray() throws {
    var record = HeardRecord(absent: ["192.168.3.108"])
    let golden = try GoldenFrame.named("tcp-syn")
    record.record(try golden.captured())
    record.record(try golden.captured())
    record.record(try golden.captured("eth0", .leaves))
    #expect(
      record.facts(seconds: 3).strayFrames == [
        HeardFacts.StrayFrame(
          interface: "eth0", from: "02:00:00:00:00:0a", destination: "192.168.3.108", count: 2)
      ])
  }

  @Test func sendersHaveABoundAndTheRestIsCounted() throws {
    var golden = try #require(try GoldenFrame.all(of: "heard.txt").first { $0.name == "sync-v1" })
    var record = HeardRecord()
    for sender in 0..<(HeardRecord.mostSenders + 3) {
      golden.bytes[14 + 14] = UInt8(sender >> 8)
      golden.bytes[14 + 15] = UInt8(sender & 0xff)
      record.record(try golden.captured())
    }
    #expect(record.facts(seconds: 1).syncMessages.count == HeardRecord.mostSenders)
    #expect(record.missed == 3)
  }
}
