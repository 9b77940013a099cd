import Configuration
import Control
import Election
import Network
import Routing
import Testing
import VRRP

@testable import directord

private func configuration(_ words: String, outside: String = "") throws -> DirectorConfiguration {
  let text = """
    \(outside)
    vrrp_instance a {
        state BACKUP
        interface eth0
        virtual_router_id 7
        priority 90
        \(words)
        virtual_ipaddress {
            192.0.2.1/24 brd +
        }
    }

    """
  return try #require(load(text: Array(text.utf8), name: "a").configuration)
}

@Test func whatIsTrackedCountsAndItsInterfacesAreLookedAt() throws {
  let configuration = try configuration(
    "track_file {\n f\n }\n track_interface {\n eth1\n }",
    outside: "track_file f {\n file /tmp/f\n }")
  let plan = ElectionPlan(configuration, uptime: .zero)
  #expect(
    plan.settings.instances.map(\.tracks)
      == [[Track(.file("f"), weight: 1), Track(.interface("eth1"))]])
  #expect(plan.interfaces == ["eth0", "eth1"])
}

@Test func aFileWithoutAnythingToHoldStartsNoElection() throws {
  let configuration = try configuration("nopreempt")
  #expect(!ElectionPlan(configuration, uptime: .zero).isEmpty)
  #expect(ElectionPlan(DirectorConfiguration(), uptime: .zero).isEmpty)
}

@Test func anAddressIsAskedForAsItsLineSays() throws {
  let router = try #require(try configuration("").routers.first).instance.router
  let address = try #require(router.addresses.first)
  let held = HeldAddress(address: address, interface: "eth0", accepts: true)
  let wanted = InterfaceAddress(held, on: Link(index: 3, name: "eth0"))
  #expect(
    wanted
      == InterfaceAddress(
        .v4(0xc000_0201), length: 24, on: 3, broadcast: 0xc000_02ff, owner: .directord))
}

@Test func anAddressTakesItsNetworkFromItsPeerAndItsFlagsFromItsLine() throws {
  let configuration = try configuration(
    """
    virtual_ipaddress_excluded {
        192.0.2.2 peer 192.0.2.9/31 noprefixroute home
        2001:db8::1/64 -nodad preferred_lft 60 autojoin
    }
    """)
  let link = Link(index: 3, name: "eth0")
  let excluded = try #require(configuration.routers.first).instance.router.excluded
  let wanted = excluded.map {
    InterfaceAddress(HeldAddress(address: $0, interface: "eth0", accepts: true), on: link)
  }
  #expect(wanted.map(\.length) == [31, 64])
  #expect(wanted.map(\.peer) == [.v4(0xc000_0209), nil])
  #expect(wanted.map(\.flags) == [.noPrefixRoute, .joinsMulticast])
  #expect(wanted.map(\.preferredLifetime) == [InterfaceAddress.forever, 60])
}

@Test func whatAnOwnerHoldsMayBeTheHostsOwn() throws {
  var configuration = try configuration("")
  #expect(ElectionPlan(configuration, uptime: .zero).claimed == [.v4(0xc000_0201)])
  configuration.routers[0].instance.router.priority = 255
  #expect(ElectionPlan(configuration, uptime: .zero).claimed.isEmpty)
}
