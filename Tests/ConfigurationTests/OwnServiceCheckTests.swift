import Configuration
import Health
import IPVS
import Network
import Testing

private let vip = Address.v4(0xc000_0201)
private let realAddress = Address.v4(0x0a00_0001)

/// A virtual server at 192.0.2.1:80 with one real server.
private func read(
  real: String = "10.0.0.1 80", kind: String = "NAT", checks: String, statements: String = "",
  transport: String = "TCP"
) throws -> (loaded: Loaded, server: RealServer) {
  let loaded = loaded(
    """
    global_defs {
    router_id a
    }
    virtual_server 192.0.2.1 80 {
    lb_algo rr
    lb_kind \(kind)
    protocol \(transport)
    \(statements)
    real_server \(real) {
    \(checks)
    }
    }
    """)
  let problems = loaded.diagnostics.map { $0.rendered() }
  let configuration = try #require(loaded.configuration, "\(problems)")
  return (loaded, try #require(configuration.virtualServers.first?.realServers.first))
}

private let page = "HTTP_GET {\nconnect_ip 192.0.2.1\nurl {\npath /\nstatus_code 200\n}\n}"

@Suite struct OwnServiceCheckTests {
  @Test func aCheckAimedAtItsOwnVirtualServerHasAServiceOfItsOwn() throws {
    let (loaded, server) = try read(checks: page)
    let path = try #require(server.checks.first?.probe.path)
    #expect(path.destination == Endpoint(vip, port: 80))
    #expect(path.forwarding == Forwarding(.masquerade, to: realAddress))
    #expect(CheckMarks.standard.contains(path.firewallMark))
    #expect(
      loaded.configuration?.checkServices[.firewallMark(path.firewallMark, .ipv4)]?.destinations
        == [Endpoint(realAddress, port: 0): DestinationSettings()])
    #expect(server.checkPath == .direct)
  }

  @Test func localNodeIsAimedAtItselfWithoutAWord() throws {
    let (_, server) = try read(real: "192.0.2.1 80", kind: "DR", checks: "TCP_CHECK { }")
    let path = try #require(server.checks.first?.probe.path)
    #expect(path.forwarding == Forwarding(.directRouting, to: vip))
    #expect(path.endsHere && path.firewallMark > 0)
  }

  @Test func masqueradingLeadsToTheRealServersPort() throws {
    let (loaded, server) = try read(
      real: "10.0.0.1 8080", checks: "TCP_CHECK {\nconnect_ip 192.0.2.1\nconnect_port 80\n}")
    let probe = try #require(server.checks.first?.probe)
    #expect(probe.path.destination == Endpoint(vip, port: 80))
    #expect(
      loaded.configuration?.checkServices.values.first?.destinations.keys.first
        == Endpoint(realAddress, port: 8080))
    #expect(probe.withoutForwarding.path.destination == Endpoint(realAddress, port: 8080))
  }

  @Test func aCheckAimedElsewhereIsMadeDirectly() throws {
    let elsewhere = [
      "TCP_CHECK { }", "TCP_CHECK {\nconnect_ip 192.0.2.1\nconnect_port 81\n}",
      "TCP_CHECK {\nconnect_ip 192.0.2.2\n}", "TCP_CHECK {\nconnect_ip 192.0.2.1\nfwmark 5\n}",
      "PING_CHECK {\nconnect_ip 192.0.2.1\n}",
    ]
    for checks in elsewhere {
      let (loaded, server) = try read(checks: checks)
      #expect(server.checks.first?.probe.path.forwarding == nil, "\(checks)")
      #expect(loaded.configuration?.checkServices.isEmpty == true, "\(checks)")
    }
    let (_, server) = try read(
      checks: "TCP_CHECK {\nconnect_ip 192.0.2.1\n}", transport: "UDP")
    #expect(server.checks.first?.probe.path.forwarding == nil)
  }

  @Test func oneThatCannotHaveAServiceSaysSo() throws {
    let (loaded, server) = try read(
      checks: "UDP_CHECK {\nconnect_ip 192.0.2.1\n}", transport: "UDP")
    #expect(server.checks.first?.probe.path.forwarding == nil)
    #expect(
      loaded.diagnostics.contains {
        $0.code == .withoutEffect
          && $0.message.hasPrefix("UDP_CHECK is aimed at its own virtual server")
      })
  }

  @Test(arguments: ["", "check_path both", "check_path forwarded", "check_path direct"])
  func printedAndReadAgainItIsTheSame(statements: String) throws {
    let (loaded, server) = try read(
      real: "10.0.0.1 8080",
      checks: "TCP_CHECK {\nconnect_ip 192.0.2.1\nconnect_port 80\n}\nTCP_CHECK { }",
      statements: statements)
    let printed = try #require(loaded.configuration?.printed)
    let again = try #require(ConfigurationTests.loaded(printed).configuration)
    let probes = server.checks.map(\.probe)
    #expect(again.virtualServers.first?.realServers.first?.checks.map(\.probe) == probes)
    #expect(probes.first?.detour == nil && probes.first?.path.forwarding?.port == 8080)
  }

  @Test func underShadowItAsksTheRealServerItself() throws {
    let (loaded, _) = try read(checks: page)
    let direct = try #require(loaded.configuration).checkedDirectly
    #expect(direct.checkServices.isEmpty)
    #expect(
      direct.virtualServers.first?.realServers.first?.checks.first?.probe.path.destination
        == Endpoint(realAddress, port: 80))
  }
}
