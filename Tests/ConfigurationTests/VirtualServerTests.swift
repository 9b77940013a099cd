import Configuration
import Health
import IPVS
import Network
import Testing

/// A virtual server round a few statements.
private func virtualServer(
  _ statements: String, _ name: String = "192.0.2.1 80", before: String = ""
) throws -> VirtualServer {
  let result = loaded(
    "\(before)\nvirtual_server \(name) {\nlb_algo wrr\nprotocol TCP\n\(statements)\n}\n")
  let errors = result.diagnostics.filter { $0.severity == .error }.map { $0.rendered() }
  return try #require(result.configuration?.virtualServers.first, "\(errors)")
}

struct VirtualServerTests {
  @Test(arguments: Scheduler.allCases) func everySchedulerIsKnown(_ scheduler: Scheduler) throws {
    let server = try virtualServer("lvs_sched \(scheduler.name)\nreal_server 10.0.0.1 80 { }")
    #expect(server.settings.scheduler == scheduler.name)
  }

  @Test(arguments: [
    ("NAT", ForwardingMethod.masquerade), ("DR", .directRouting), ("TUN", .ipip),
    ("TUN type gue port 6080 remcsum", .tunnel(Tunnel(.gue(port: 6080), checksum: .remote))),
    ("TUN type gre csum", .tunnel(Tunnel(.gre, checksum: .full))),
  ])
  func everyForwardingMethodIsKnown(_ text: String, _ method: ForwardingMethod) throws {
    let server = try virtualServer("lb_kind \(text)\nreal_server 10.0.0.1 80 { }")
    #expect(server.realServers.map(\.settings.forwarding) == [method])
  }

  @Test func aRealServerMayBeForwardedToInItsOwnWay() throws {
    let server = try virtualServer(
      "lb_kind NAT\nreal_server 10.0.0.1 80 { lvs_method DR }\nreal_server 10.0.0.2 80 { }")
    #expect(server.realServers.map(\.settings.forwarding) == [.directRouting, .masquerade])
  }

  @Test func directRoutingTakesTheVirtualServersPortAndItsChecksTheFiles() throws {
    let server = try virtualServer("lb_kind DR\nreal_server 10.0.0.1 8080 { TCP_CHECK { } }")
    let real = try #require(server.realServers.first)
    #expect(real.endpoint.port == 80)
    #expect(real.checks.map(\.probe.path.destination.port) == [8080])
  }

  @Test func masqueradingKeepsTheFilesPortAndTakesTheVirtualServersWhereThereIsNone() throws {
    let server = try virtualServer(
      "lb_kind NAT\nreal_server 10.0.0.1 8080 { }\nreal_server 10.0.0.2 { }")
    #expect(server.realServers.map(\.endpoint.port) == [8080, 80])
  }

  @Test func aMarkHasTheFamilyOfItsRealServersAndDirectRoutingNoPort() throws {
    let server = try virtualServer("lb_kind DR\nreal_server 2001:db8::1 80 { }", "fwmark 7")
    #expect(server.services == [.firewallMark(7, .ipv6)])
    #expect(server.realServers.map(\.endpoint.port) == [0])
  }

  @Test func aGroupIsEveryAddressOfItsEntries() throws {
    let server = try virtualServer(
      "lb_kind DR\nreal_server 10.0.0.1 80 { }", "group g",
      before: """
        virtual_server_group g {
          192.0.2.1 80
          192.0.2.9-11 80
          192.0.2.20-192.0.2.21 80
          198.51.100.0/30 80
          fwmark 3
        }
        """)
    #expect(server.services.count == 1 + 3 + 2 + 4 + 1)
    #expect(server.services.last == .firewallMark(3, .ipv4))
    #expect(server.name == .group("g", .tcp))
    #expect(server.services[3].description == "tcp 192.0.2.11:80")
  }

  @Test func aGroupOfIPv6CountsInHexadecimal() throws {
    let server = try virtualServer(
      "lb_kind NAT\nreal_server 2001:db8::9 80 { }", "group g",
      before: "virtual_server_group g {\n2001:db8::1-ff 80\n2001:db8:1::/126 80\n}")
    #expect(server.services.count == 255 + 4)
    #expect(server.services[254].description == "tcp [2001:db8::ff]:80")
  }

  @Test func aGroupOfMoreAddressesThanTheBoundIsAnError() {
    var context = Context()
    context.limits.services = 100
    let result = loaded(
      """
      virtual_server_group g { 10.0.0.0/24 80 }
      virtual_server group g { protocol TCP
      real_server 10.1.0.1 80 { } }
      """, context: context)
    #expect(result.configuration == nil)
  }

  @Test func persistenceHasItsDefaults() throws {
    let real = "lb_kind NAT\nreal_server 10.0.0.1 80 { }\n"
    #expect(try virtualServer(real).settings.persistence == nil)
    #expect(
      try virtualServer(real + "persistence_timeout").settings.persistence
        == Persistence(timeout: 360, granularity: 32))
    #expect(
      try virtualServer(real + "persistence_granularity 255.255.255.0").settings.persistence
        == Persistence(timeout: 360, granularity: 24))
    #expect(
      try virtualServer(real + "persistence_timeout 50\npersistence_engine sip").settings
        .persistence == Persistence(timeout: 50, granularity: 32, engine: "sip"))
    #expect(try virtualServer(real, "192.0.2.1").settings.persistence?.timeout == 360)
  }

  @Test func flagsAreThoseOfTheScheduler() throws {
    let server = try virtualServer(
      "lb_kind DR\nlb_algo mh\nmh-port\nmh-fallback\nprotocol UDP\nops\nreal_server 10.0.0.1 { }")
    #expect(server.settings.flags == [.scheduler1, .scheduler2, .onePacket])
  }

  @Test func onlyATunnelJoinsFamilies() throws {
    let text = { (kind: String) in
      "virtual_server 192.0.2.1 80 { lb_kind \(kind)\nreal_server 2001:db8::1 80 { } }"
    }
    #expect(loaded(text("NAT")).configuration == nil)
    #expect(loaded(text("TUN")).configuration?.virtualServers.count == 1)
  }

  @Test func scriptsAreSplitAsKeepalivedSplitsThem() throws {
    let server = try virtualServer(
      #"""
      lb_kind NAT
      quorum_up "/p/x.sh 'a b' \x41 c" user :grp
      real_server 10.0.0.1 80 {
        notify_up /p/up
        notify_down '/p/down "d e"'f
      }
      """#)
    #expect(server.quorum.up?.arguments == ["/p/x.sh", "a b", "A", "c"])
    #expect(server.quorum.up?.user == ScriptUser(user: "user", group: "grp"))
    #expect(server.realServers.first?.notifyUp?.arguments == ["/p/up"])
    #expect(server.realServers.first?.notifyDown?.arguments == ["/p/down", "d ef"])
  }
}
