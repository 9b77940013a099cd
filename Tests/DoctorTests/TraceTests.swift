import Doctor
import Network
import Testing

@Suite struct TraceTests {
  static let line =
    "          <idle>-0       [001] ..s1.   361.951: kfree_skb: skbaddr=0000000024a1 rx_sk=0000000000 "
    + "protocol=2048 location=ip_rcv_finish_core.isra.0+0x1b8/0x450 reason: IP_RPFILTER"

  @Test func aDropIsReadWithItsReasonAndFunction() throws {
    let drop = TraceFacts.Drop(reason: "IP_RPFILTER", function: "ip_rcv_finish_core.isra.0")
    #expect(DropEvent(Self.line) == .dropped(drop))
  }

  @Test func anOlderKernelGivesNoReason() throws {
    let line = "curl-9 [000] d.s. 1.0: kfree_skb: skbaddr=1 protocol=34525 location=ip6_rcv+0x1/0x2"
    let drop = TraceFacts.Drop(reason: nil, function: "ip6_rcv", network: "IPv6")
    #expect(DropEvent(line) == .dropped(drop))
  }

  @Test(arguments: [
    "", "# tracer: nop", "x: consume_skb: skbaddr=1", "kfree_skb: protocol=2048",
    "kfree_skb: skbaddr=1 protocol=4 location=unix_release+0x1/0x2 reason: NOT_SPECIFIED",
  ])
  func whatIsNoDropIsLeft(_ line: String) {
    #expect(DropEvent(line) == nil)
  }

  @Test func lostEventsAreCounted() throws {
    var tally = DropTally()
    for line in [Self.line, Self.line, "CPU:1 [LOST 17 EVENTS]"] {
      tally.count(try #require(DropEvent(line)))
    }
    #expect(tally.facts.map(\.count) == [2])
    #expect(tally.missed == 17)
  }

  // MARK: nf_tables

  static func packet() throws -> ArraySlice<UInt8> {
    try GoldenFrame.named("tcp-syn").bytes.dropFirst(14)
  }

  static func step(
    _ outcome: TracedStep.Outcome, chain: String = "forward", packet: ArraySlice<UInt8>? = nil,
    identifier: UInt32 = 7
  ) -> TracedStep {
    TracedStep(
      identifier: identifier, family: 1, table: "fw", chain: chain, outcome: outcome,
      packet: packet, input: "eth0", output: "eth1")
  }

  @Test func aRuleThatDropsIsFoundWithThePacketThatWasToldBefore() throws {
    var tally = VerdictTally()
    tally.count(Self.step(.rule(3, drops: false), packet: try Self.packet()))
    tally.count(Self.step(.rule(4, drops: true)))
    tally.count(Self.step(.policy(drops: false)))
    let verdict = try #require(tally.facts.first)
    #expect(tally.facts.count == 1)
    #expect(verdict.family == "inet")
    #expect(verdict.handle == 4)
    #expect(verdict.packet.description == "192.168.3.10:40001 > 192.168.3.108:80")
    #expect(verdict.count == 1)
    #expect(tally.missed == 0)
  }

  @Test func aPolicyThatDropsHasNoHandle() throws {
    var tally = VerdictTally()
    for identifier: UInt32 in 1...3 {
      tally.count(
        Self.step(.policy(drops: true), packet: try Self.packet(), identifier: identifier))
    }
    #expect(tally.facts.map(\.handle) == [nil])
    #expect(tally.facts.map(\.count) == [3])
    #expect(tally.packets == 3)
  }

  @Test func aVerdictOnAPacketThatWasNeverToldIsCounted() {
    var tally = VerdictTally()
    tally.count(Self.step(.rule(4, drops: true)))
    #expect(tally.facts == [])
    #expect(tally.missed == 1)
  }

  @Test func evidenceNamesTheRuleAsNftPrintsIt() throws {
    var tally = VerdictTally()
    tally.count(Self.step(.rule(4, drops: true), packet: try Self.packet()))
    tally.count(Self.step(.policy(drops: true), packet: try Self.packet()))
    var facts = TraceFacts(seconds: 3)
    facts.verdicts = tally.facts
    facts.drops = [TraceFacts.Drop(reason: "NETFILTER_DROP", function: "nft_do_chain", count: 2)]
    facts.missing = ["nothing else"]
    let ruleset = Ruleset(
      .nft,
      lines: [
        "table ip fw { # handle 1", "\tchain forward { # handle 1",
        "\t\ttcp dport 22 drop # handle 4", "\t}", "}", "table inet fw { # handle 2",
        "\tchain forward { # handle 1",
        "\t\ttcp dport 80 counter packets 2 bytes 120 drop # handle 4",
        "\t}", "}",
      ])
    let packet = "192.168.3.10:40001 > 192.168.3.108:80 in eth0 out eth1"
    #expect(
      facts.evidence(rulesets: [ruleset]) == [
        "nft trace: inet fw forward: \"tcp dport 80 counter packets 2 bytes 120 drop\" dropped "
          + "1 packet \(packet)",
        "nft trace: inet fw forward: policy drop dropped 1 packet \(packet)",
        "skb:kfree_skb: reason NETFILTER_DROP in nft_do_chain(): 2 packets of IPv4, of anybody",
        "nothing else",
      ])
    #expect(facts.evidence()[0].contains("the rule with handle 4 dropped"))
  }

  // MARK: Probes

  @Test func anAddressIsAskedForAsRFC5227Says() throws {
    let hardware = try #require(HardwareAddress("02:00:00:00:00:0a"))
    let bytes = AddressProbe(of: "192.168.3.108", by: hardware).bytes
    let frame = try #require(CapturedFrame(ethernet: bytes[...], "eth0", .leaves))
    let packet = try #require(CapturedPacket(frame))
    #expect(packet.words == "arp-request 0.0.0.0 > 192.168.3.108 at 02:00:00:00:00:0a")
    #expect(frame.to == .broadcast)
    // The target's hardware address is not known.
    #expect(Array(bytes[32..<38]) == [0, 0, 0, 0, 0, 0])
  }

  @Test func aNeighborIsAskedForAsRFC4861Says() throws {
    let hardware = try #require(HardwareAddress("02:00:00:00:00:0a"))
    let probe = AddressProbe(of: "fd00::12:3456", by: hardware, from: "fe80::a")
    let frame = try #require(CapturedFrame(ethernet: probe.bytes[...], "eth0", .leaves))
    let packet = try #require(CapturedPacket(frame))
    #expect(
      packet.words
        == "arp-request fe80::a > fd00::12:3456 ttl 255 length 72 icmp 135/0 at 02:00:00:00:00:0a")
    #expect(frame.to?.description == "33:33:ff:12:34:56")
    let header = PseudoHeader(
      source: "fe80::a", destination: "ff02::1:ff12:3456", transport: 58, length: 32)
    #expect(checksum(of: probe.bytes.dropFirst(54), pseudoHeader: header) == 0)
    // "MUST NOT be included when the source IP address is the unspecified address."
    #expect(AddressProbe(of: "fd00::1", by: hardware).bytes.count == 14 + 40 + 24)
  }

  @Test func everyVirtualAddressIsAskedForOnItsSegment() throws {
    var facts = Facts.natDirector
    facts.links?[1].hardwareAddress = HardwareAddress("02:00:00:00:00:01")
    facts.links?[2].hardwareAddress = HardwareAddress("02:00:00:00:00:02")
    var vmac = LinkFacts(name: "vrrp.51", index: 9, kind: "macvlan")
    vmac.lower = "eth1"
    facts.links?.append(vmac)
    facts.director?.instances = [
      InstanceFacts(
        name: "inside", interface: "eth1", virtualRouter: 51,
        addresses: [
          VirtualAddressFacts(address: "10.0.0.1", prefixLength: 24, interface: "vrrp.51"),
          VirtualAddressFacts(address: "10.0.0.9", prefixLength: 24, interface: "lo"),
        ])
    ]
    let questions = facts.addressQuestions
    #expect(questions.map(\.interface) == ["eth1", "eth0"])
    #expect(questions.map(\.probe.address) == ["10.0.0.1", "192.168.3.108"])
    #expect(facts.realServerQuestions == [])
    facts.links?[1].hasCarrier = false
    #expect(facts.addressQuestions.map(\.interface) == ["eth1"])
  }

  @Test func realServersThatWereSilentAreAskedFor() throws {
    var facts = Facts.wholeNATDirector
    facts.links?[2].hardwareAddress = HardwareAddress("02:00:00:00:00:02")
    #expect(facts.realServerQuestions == [])
    facts.changeProbe(.direct) { $0.outcome = .silence }
    #expect(facts.realServerQuestions.map(\.probe.address) == ["10.0.0.2"])
    #expect(facts.realServerQuestions.map(\.interface) == ["eth1"])
    facts.changeRoute(.toRealServer) { $0.gateway = "10.0.0.254" }
    #expect(facts.realServerQuestions == [])
  }
}
