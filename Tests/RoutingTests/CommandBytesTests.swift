import Network
import Routing
import Testing

/// What is said to be iproute2's was recorded from iproute2 6.1, sending it to a kernel 6.18 on a
/// little-endian machine; if it gives the same attributes in another order they are sorted, it
/// leaves out the flag that marks an attribute as nested and the NUL of a link's kind, and it knows
/// no owner of addresses.
struct CommandBytesTests {
  @Test func anAddressWithBroadcastLabelAndScopeIsWhatIproute2Sends() {
    let address = InterfaceAddress(
      v4(192, 0, 2, 10), length: 24, on: 3,
      broadcast: InterfaceAddress.broadcast(of: v4(192, 0, 2, 10), length: 24),
      label: "va:vip", scope: .site, owner: .unknown)
    #expect(
      payload(.addAddress(address))
        == bytes(
          """
          021800c8 03000000 08000200 c000020a 08000100 c000020a 08000400 c00002ff
          0b000300 76613a76 69700000
          """))
  }

  @Test func aPeerIsTheAddressAndTheFlagsAboveEightAreAnAttribute() {
    let address = InterfaceAddress(
      v4(192, 0, 2, 11), length: 24, on: 3, peer: v4(192, 0, 2, 99), flags: .noPrefixRoute,
      owner: .unknown)
    let head = bytes("02180000 03000000 08000200 c000020b 08000100 c0000263")
    #expect(payload(.addAddress(address)) == head + bytes("08000800 00020000"))
    #expect(payload(.deleteAddress(address)) == head)
  }

  @Test func aWholeIPv6AddressIsDeprecatedAndNotLookedFor() {
    let address = InterfaceAddress(
      .v6(IPv6Bits(0x2001_0db8 << 96 | 5)), length: 128, on: 3, owner: .unknown)
    #expect(
      payload(.addAddress(address))
        == bytes(
          """
          0a800200 03000000
          14000200 20010db8 00000000 00000000 00000005
          14000100 20010db8 00000000 00000000 00000005
          14000600 00000000 ffffffff 00000000 00000000
          """))
  }

  @Test func ourAddressesCarryTheirOwner() {
    let address = InterfaceAddress(v4(192, 0, 2, 1), length: 32, on: 2)
    #expect(
      payload(.addAddress(address))
        == bytes("02200000 02000000 08000200 c0000201 08000100 c0000201 05000b00 70000000"))
  }

  @Test func aRouteThatDropsIsWhatIproute2Sends() throws {
    let route = Route(
      to: try #require(Prefix("10.9.0.0/16")), kind: .blackhole, metric: 7)
    #expect(
      payload(.addRoute(route))
        == bytes("02100000 fe700006 00000000 08000100 0a090000 08000600 07000000"))
  }

  @Test func aDefaultRouteInAnotherTableIsWhatIproute2Sends() throws {
    let hop = Route.NextHop(via: v4(192, 0, 2, 1), on: 3, isOnLink: true)
    let route = Route(
      to: try #require(Prefix("0.0.0.0/0")), [hop], source: v4(192, 0, 2, 10), table: 1000)
    #expect(
      payload(.addRoute(route))
        == bytes(
          """
          02000000 00700001 04000000 08000700 c000020a 08000f00 e8030000 08000500 c0000201
          08000400 03000000
          """))
  }

  @Test func severalNextHopsAreWhatIproute2Sends() throws {
    let hops = [
      Route.NextHop(via: v4(192, 0, 2, 1), on: 3, weight: 3, isOnLink: true),
      Route.NextHop(via: v4(192, 0, 2, 2), on: 3),
    ]
    let route = Route(to: try #require(Prefix("10.8.0.0/16")), hops)
    #expect(
      payload(.addRoute(route))
        == bytes(
          """
          02100000 fe700001 00000000 08000100 0a080000
          24000980 10000402 03000000 08000500 c0000201 10000000 03000000 08000500 c0000202
          """))
  }

  @Test func aGatewayOfTheOtherFamilyIsNamedWithIt() throws {
    let route = Route(
      to: try #require(Prefix("10.8.0.0/16")), [.init(via: .v6(IPv6Bits(0xfe80 << 112 | 1)), on: 3)]
    )
    #expect(
      payload(.addRoute(route))
        == bytes(
          """
          02100000 fe700001 00000000 08000100 0a080000
          16001200 0a00fe80 00000000 00000000 00000000 00010000 08000400 03000000
          """))
  }

  @Test func aRuleIsWhatIproute2Sends() {
    let rule = Rule(
      .ipv4, priority: 77, from: Prefix("192.0.2.0/24"),
      to: Prefix("10.0.0.0/8"), input: "va", mark: .init(5, mask: 0xff),
      action: .lookUp(table: 1000))
    #expect(
      payload(.addRule(rule))
        == bytes(
          """
          02081800 00000001 00000000 08000200 c0000200 08000100 0a000000 07000300 76610000
          08000a00 05000000 08001000 ff000000 08000f00 e8030000 08000600 4d000000
          05001500 70000000
          """))
  }

  @Test func aVirtualRoutersLinkIsWhatIproute2Sends() {
    let link = VirtualLink(
      name: "vrrp.51", hardware: .virtualRouter(0x33, .ipv4), parent: 3)
    #expect(
      payload(.makeLink(link))
        == bytes(
          """
          00000000 00000000 00000000 00000000 0a000100 00005e00 01330000 08000500 03000000
          0c000300 76727270 2e353100
          1c001280 0c000100 6d616376 6c616e00 0c000280 08000100 01000000
          """))
  }

  @Test func aLinkIsSwitchedOnAndMakesNoAddressOfItsOwn() {
    #expect(
      payload(.setUp(link: 7, true)) == bytes("00000000 07000000 01000000 01000000"))
    #expect(
      payload(.setLinkLocal(link: 7, false))
        == bytes(
          "00000000 07000000 00000000 00000000 10001a80 0c000a80 05000800 01000000"))
    #expect(
      payload(.setAlias(link: 7, "vip"))
        == bytes("00000000 07000000 00000000 00000000 07001400 76697000"))
    #expect(payload(.deleteLink(7)) == bytes("00000000 07000000 00000000 00000000"))
  }

  @Test func anAddressIsTakenOverAndNothingElseIs() throws {
    let address = InterfaceAddress(v4(192, 0, 2, 1), length: 32, on: 2)
    let route = Route(to: try #require(Prefix("10.0.0.0/8")))
    #expect(RoutingCommand.addAddress(address).flags.contains(.replace))
    #expect(!RoutingCommand.addRoute(route).flags.contains(.replace))
    #expect(!RoutingCommand.addRule(Rule(.ipv4)).flags.contains(.replace))
  }

  @Test func whatIsSoAlreadyIsNoFault() {
    let address = InterfaceAddress(v4(192, 0, 2, 1), length: 32, on: 2)
    #expect(RoutingRefusal(.deleteAddress(address), number: 99, reason: "").isSatisfied)
    #expect(RoutingRefusal(.addRule(Rule(.ipv4)), number: 17, reason: "").isSatisfied)
    #expect(!RoutingRefusal(.addAddress(address), number: 19, reason: "").isSatisfied)
  }
}
