import Configuration
import Health
import Network
import Testing

private let canary = "canary uplink {\naddress 192.0.2.254 22 { TCP_CHECK { } }\n}\n"

/// A virtual server round a few statements.
private func virtualServer(_ statements: String, before: String = "") throws -> VirtualServer {
  let result = loaded(
    "\(before)\nvirtual_server 192.0.2.1 80 {\nlb_algo wrr\nlb_kind NAT\nprotocol TCP\n\(statements)\n}"
  )
  let errors = result.diagnostics.filter { $0.severity == .error }.map { $0.rendered() }
  return try #require(result.configuration?.virtualServers.first, "\(errors)")
}

private func messages(_ statements: String, before: String = "") -> [String] {
  loaded(
    "\(before)\nvirtual_server 192.0.2.1 80 {\nlb_algo wrr\nlb_kind NAT\nprotocol TCP\n\(statements)\n}"
  ).diagnostics.map(\.message)
}

@Suite struct UpkeepTests {
  @Test func aCheckCountsInBothDirectionsAndChangesItsPace() throws {
    let server = try virtualServer(
      """
      rise 3
      fall 4
      down_interval 30
      real_server 10.0.0.1 80 {
      fast_interval 0.5
      TCP_CHECK { reverse }
      }
      """)
    let timing = try #require(server.realServers.first?.checks.first?.timing)
    #expect(timing.successes == 3)
    #expect(timing.retries == 3)
    #expect(timing.failedInterval == .seconds(30))
    #expect(timing.undecidedInterval == .milliseconds(500))
    #expect(timing.isReversed)
  }

  @Test func aRealServerTakesItsUpkeepFromTheVirtualServer() throws {
    let server = try virtualServer(
      """
      checks_needed any
      slow_start 30
      flap_damping 10 120
      real_server 10.0.0.1 80 { weight 10
      TCP_CHECK { } }
      real_server 10.0.0.2 80 {
      weight 10
      checks_needed 2
      slow_start 0
      flap_damping off
      maintenance
      TCP_CHECK { }
      TCP_CHECK { connect_port 81 }
      }
      """)
    let (first, second) = (server.realServers[0], server.realServers[1])
    #expect(first.neededChecks == 1)
    #expect(first.slowStart == .seconds(30))
    #expect(first.damping == FlapDamping(first: .seconds(10), most: .seconds(120)))
    #expect(!first.isInMaintenance)
    #expect(second.neededChecks == 2)
    #expect(second.slowStart == nil)
    #expect(second.damping == nil)
    #expect(second.isInMaintenance)
  }

  @Test func aVirtualServerIsProtected() throws {
    let server = try virtualServer(
      """
      panic_threshold 30%
      max_removed 50% 60
      canary uplink
      real_server 10.0.0.1 80 { }
      real_server 10.0.0.2 80 { }
      real_server 10.0.0.3 80 { }
      """, before: canary)
    #expect(server.protection.panicThreshold == 30)
    #expect(server.protection.removals == RemovalLimit(count: 1, window: .seconds(60)))
    #expect(server.protection.canary == "uplink")
  }

  @Test func aQuorumMayBeAPercentageOfAllWeights() throws {
    let server = try virtualServer(
      "quorum 50%\nreal_server 10.0.0.1 80 { weight 3 }\nreal_server 10.0.0.2 80 { weight 2 }")
    #expect(server.quorum.quorum == 3)
  }

  @Test func aCanaryHasAddressesWithChecks() throws {
    let found = try #require(loaded(canary).configuration?.canaries.first)
    #expect(found.name == "uplink")
    #expect(found.addresses.map(\.endpoint.description) == ["192.0.2.254:22"])
    #expect(found.addresses.first?.checks.map(\.kind) == ["TCP_CHECK"])
  }

  @Test func whatFailsTogetherIsASettingOfTheWholeDirector() {
    func rule(_ words: String) -> SuspicionRule? {
      loaded("global_defs {\nsuspect_together \(words)\n}").configuration?.global.suspicion
    }
    #expect(rule("100%") == SuspicionRule(.percentage(100), hold: .seconds(60)))
    #expect(rule("3 90") == SuspicionRule(.count(3), hold: .seconds(90)))
    #expect(rule("off") == nil)
    #expect(
      loaded("global_defs {\nsuspect_together 1\n}").diagnostics.map(\.message)
        == ["'1' is not a percentage, or a number of real servers"])
    #expect(
      loaded("canary suspect_together {\naddress 192.0.2.254 22 { TCP_CHECK { } }\n}")
        .diagnostics.map(\.code) == [.conflictingWords])
  }

  @Test func whatCannotBeIsSaid() {
    let server = "real_server 10.0.0.1 80 { }"
    #expect(messages("canary upling\n\(server)", before: canary) == ["there is no canary 'upling'"])
    #expect(messages("panic_threshold 101\n\(server)") == ["'101' is not a percentage"])
    #expect(messages("max_removed 0 60\n\(server)") == ["'0' is not a number of real servers"])
    #expect(
      messages("checks_needed none\n\(server)") == ["'none' is not all, any or a number of checks"])
    #expect(
      loaded("canary uplink {\naddress 192.0.2.254 { }\n}").diagnostics.map(\.message)
        == ["the address 192.0.2.254 of canary 'uplink' has no check"])
    #expect(
      loaded("canary uplink {\n}").diagnostics.map(\.message) == ["canary 'uplink' has no address"])
    #expect(
      messages("slow_start 30\nreal_server 10.0.0.1 80 { TCP_CHECK { } }")
        == ["slow_start has nothing to raise in a weight of 1"])
  }
}
