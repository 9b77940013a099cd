import Configuration
import Health
import IPVS
import Network
import Testing

private let realAddress = Address("10.0.0.1")
private let vip = Address("192.0.2.1")

/// A virtual server with one real server, both round a few statements.
private func read(
  _ statements: String, kind: String = "DR", global: String = "",
  checks: String = "TCP_CHECK { }", target: String = "192.0.2.1 80"
) -> Loaded {
  loaded(
    """
    global_defs {
    router_id a
    \(global)
    }
    virtual_server \(target) {
    lb_algo rr
    lb_kind \(kind)
    \(target.hasPrefix("fwmark") ? "" : "protocol TCP")
    \(statements)
    real_server 10.0.0.1 80 {
    \(checks)
    }
    }
    """)
}

private func configuration(_ loaded: Loaded) throws -> DirectorConfiguration {
  let problems = loaded.diagnostics.map { $0.rendered() }
  return try #require(loaded.configuration, "\(problems)")
}

private func probes(_ loaded: Loaded) throws -> [Probe] {
  try configuration(loaded).virtualServers.flatMap(\.realServers).flatMap(\.checks).map(\.probe)
}

@Suite struct CheckPathTests {
  @Test func aCheckIsMadeDirectlyUnlessSaidOtherwise() throws {
    for statements in ["", "check_path direct"] {
      let probe = try #require(try probes(read(statements)).first)
      #expect(probe.detour == nil && probe.path.forwarding == nil)
      #expect(try configuration(read(statements)).checkServices.isEmpty)
    }
  }

  @Test func aForwardedCheckAsksTheVirtualAddressThroughAServiceOfItsOwn() throws {
    let loaded = read("check_path forwarded")
    let real = try #require(realAddress)
    let probe = try #require(try probes(loaded).first)
    #expect(probe.detour == nil)
    #expect(probe.path.destination == Endpoint(try #require(vip), port: 80))
    #expect(probe.path.forwarding == Forwarding(.directRouting, to: real))
    #expect(CheckMarks.standard.contains(probe.path.firewallMark))
    let services = try configuration(loaded).checkServices
    #expect(services.keys.map(\.self) == [.firewallMark(probe.path.firewallMark, .ipv4)])
    #expect(
      services.values.first?.destinations
        == [Endpoint(real, port: 0): DestinationSettings(forwarding: .directRouting)])
  }

  @Test func bothWaysKeepTheDirectOne() throws {
    let probe = try #require(try probes(read("check_path both", kind: "TUN")).first)
    #expect(probe.path == .init(to: Endpoint(try #require(realAddress), port: 80)))
    #expect(probe.detour?.destination.address == vip)
    #expect(probe.detour?.forwarding?.method == .tunnel)
    #expect(probe.withoutForwarding.detour == nil)
  }

  @Test func aRealServerMayDecideForItself() throws {
    let loaded = read("check_path both", checks: "check_path direct\nTCP_CHECK { }")
    #expect(try probes(loaded).allSatisfy { $0.detour == nil })
  }

  @Test func checksOfOneRealServerShareAServiceAndForwardingMethodsDoNot() throws {
    let one = try probes(
      read("check_path both", checks: "TCP_CHECK { }\nTCP_CHECK { connect_port 81 }"))
    #expect(Set(one.compactMap(\.detour?.firewallMark)).count == 1)
    let other = try probes(read("check_path both", kind: "TUN"))
    #expect(one.first?.detour?.firewallMark != other.first?.detour?.firewallMark)
  }

  @Test func aFirewallMarkNeedsTheAddressToAsk() throws {
    let loaded = read("check_path both", target: "fwmark 5")
    #expect(loaded.configuration == nil)
    let message = "check_path knows no virtual address to ask"
    #expect(loaded.diagnostics.contains { $0.message == message })
    let probe = try probes(read("check_path both 192.0.2.1", target: "fwmark 5")).first
    #expect(probe?.detour?.destination.address == vip)
  }

  @Test func aMarkOfTheFileWithinTheRangeIsAnError() {
    let loaded = read("check_path both 192.0.2.1", global: "check_marks 1-9", target: "fwmark 5")
    #expect(loaded.configuration == nil)
    #expect(
      loaded.diagnostics.contains {
        $0.code == .conflictingWords
          && $0.message.hasPrefix("the firewall mark 5 is within check_marks 0x1-0x9")
      })
  }

  @Test(arguments: ["5", "9-1", "0-5", "a-b", "1-4294967296", "1-2-3"])
  func aRangeThatIsNoneIsAnError(text: String) {
    #expect(read("", global: "check_marks \(text)").configuration == nil)
  }

  @Test func aPingIsMadeDirectlyWithAWord() throws {
    let loaded = read("check_path forwarded", checks: "PING_CHECK { }\nTCP_CHECK { }")
    #expect(
      loaded.diagnostics.map(\.message).contains(
        "PING_CHECK is made directly: IPVS forwards TCP and UDP alone"))
    #expect(try probes(loaded).map { $0.path.forwarding == nil } == [true, false])
  }

  @Test func thatAnswersAreDroppedIsToldUnlessTheyAreLetIn() {
    func told(_ loaded: Loaded) -> Bool {
      loaded.diagnostics.contains { $0.code == .droppedAnswers && $0.severity == .note }
    }
    #expect(told(read("check_path both")) && told(read("check_path forwarded", kind: "TUN")))
    #expect(!told(read("check_path both", global: "check_accept_local")))
    #expect(!told(read("check_path both", kind: "NAT")) && !told(read("")))
  }

  @Test func marksThatAreTooFewAreAnError() {
    let marks = "check_marks 7-7"
    #expect(read("check_path both", global: marks).configuration != nil)
    let two = loaded(
      """
      global_defs {
      \(marks)
      }
      virtual_server 192.0.2.1 80 {
      lb_algo rr
      lb_kind DR
      protocol TCP
      check_path both
      real_server 10.0.0.1 80 { TCP_CHECK { } }
      real_server 10.0.0.2 80 { TCP_CHECK { } }
      }
      """)
    #expect(two.configuration == nil)
    #expect(two.diagnostics.contains { $0.code == .limitExceeded })
  }
}

@Suite struct CheckMarkTests {
  private func peer(_ number: UInt32) -> CheckMarks.Peer {
    CheckMarks.Peer(.ipv4, .v4(0x0a00_0000 + number), .directRouting)
  }

  @Test func aPeerHasTheSameMarkWhoeverElseIsThere() {
    var alone = CheckMarks(CheckMarks.standard)
    let mark = alone.mark(for: peer(7))
    #expect(alone.mark(for: peer(7)) == mark)
    var crowd = CheckMarks(CheckMarks.standard)
    for number in 100..<110 { _ = crowd.mark(for: peer(UInt32(number))) }
    #expect(crowd.mark(for: peer(7)) == mark)
  }

  @Test func noTwoPeersShareAMarkAndTheRangeIsUsedUp() {
    var marks = CheckMarks(1...100, reserved: [50])
    let given = (0..<99).compactMap { marks.mark(for: peer($0)) }
    #expect(Set(given).count == 99 && !given.contains(50))
    #expect(marks.mark(for: peer(99)) == nil)
  }

  @Test func theLargestMarkIsOne() {
    var marks = CheckMarks(UInt32.max...UInt32.max)
    #expect(marks.mark(for: peer(1)) == UInt32.max)
  }
}
