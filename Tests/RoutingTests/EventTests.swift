import Network
import Routing
import Testing

/// What the kernel tells, both as recorded and as made by the other direction.
struct EventTests {
  @Test func anAddressComesBackAsItWasSent() {
    let addresses = [
      InterfaceAddress(
        v4(192, 0, 2, 10), length: 24, on: 3, broadcast: 0xc000_02ff, label: "va:vip",
        scope: .site),
      InterfaceAddress(
        v4(192, 0, 2, 11), length: 24, on: 3, peer: v4(192, 0, 2, 99), flags: .noPrefixRoute),
      InterfaceAddress(.v6(IPv6Bits(0x2001_0db8 << 96 | 5)), length: 128, on: 3),
      InterfaceAddress(
        .v6(IPv6Bits(0x2001_0db8 << 96 | 6)), length: 64, on: 3,
        peer: .v6(IPv6Bits(0x2001_0db8 << 96 | 7)),
        flags: [.home, .managesTemporary]),
    ]
    for address in addresses {
      #expect(event(20, payload(.addAddress(address))) == .address(address))
      #expect(event(21, payload(.addAddress(address))) == .addressGone(address))
    }
  }

  @Test func anIPv6AddressWithoutIFALOCALIsTheAddress() {
    let told = bytes("0a4080fd 02000000 14000100 fe800000 00000000 00000000 00000001")
    guard case .address(let address) = event(20, told) else {
      Issue.record("no address")
      return
    }
    #expect(address.address == .v6(IPv6Bits(0xfe80 << 112 | 1)))
    #expect(address.peer == nil)
    #expect(address.owner == .unknown)
    #expect(address.flags == .permanent)
  }

  @Test func routesComeBackAsTheyWereSent() throws {
    let hops = [
      Route.NextHop(via: v4(192, 0, 2, 1), on: 3, weight: 3, isOnLink: true),
      Route.NextHop(via: .v6(IPv6Bits(0xfe80 << 112 | 1)), on: 4, weight: 256),
    ]
    var path = PathMetrics()
    path.set(.mtu, to: 1400, isLocked: true)
    path.set(.quickack, to: 1)
    let routes = [
      Route(to: try #require(Prefix("10.7.0.0/16")), [.init(on: 3)], path: path),
      Route(to: try #require(Prefix("10.9.0.0/16")), kind: .blackhole, metric: 7),
      Route(to: try #require(Prefix("10.8.0.0/16")), hops),
      Route(
        to: try #require(Prefix("0.0.0.0/0")), [.init(via: v4(192, 0, 2, 1), on: 3)],
        source: v4(192, 0, 2, 10), table: 1000, typeOfService: 0x10),
      Route(
        to: try #require(Prefix("2001:db8:9::/48")), [.init(on: 3)],
        from: Prefix("2001:db8::/32")),
    ]
    for route in routes {
      #expect(event(24, payload(.addRoute(route))) == .route(route))
      #expect(event(25, payload(.deleteRoute(route))) == .routeGone(route))
    }
  }

  @Test func aRememberedAnswerIsNoRoute() throws {
    var told = payload(.addRoute(Route(to: try #require(Prefix("10.0.0.0/8")))))
    told[9] |= 2
    #expect(event(24, told) == nil)
  }

  @Test func rulesComeBackAsTheyWereSent() {
    var details = Rule.Details()
    details.suppressedLength = 0
    details.suppressedGroup = 4
    details.users = 1000...1999
    details.transport = 6
    details.sourcePorts = 1024...2047
    details.destinationPorts = 80...80
    details.tunnel = 7
    var ofVRF = Rule.Details()
    ofVRF.isOfVRF = true
    let rules = [
      Rule(.ipv4, priority: 75, details: details, action: .lookUp(table: 9)),
      Rule(.ipv4, priority: 76, details: ofVRF, action: .lookUp(table: 0)),
      Rule(
        .ipv4, priority: 77, from: Prefix("192.0.2.0/24"), to: Prefix("10.0.0.0/8"), input: "va",
        output: "vb", mark: .init(5, mask: 0xff), typeOfService: 0x10, isInverted: true,
        action: .lookUp(table: 1000)),
      Rule(.ipv6, priority: 78, action: .goTo(priority: 99)),
      Rule(.ipv6, priority: 79, mark: .init(1), action: .prohibit),
    ]
    for rule in rules {
      #expect(event(32, payload(.addRule(rule))) == .rule(rule))
      #expect(event(33, payload(.deleteRule(rule))) == .ruleGone(rule))
    }
  }

  /// Recorded, shortened: `ip link show vrrp.51`.
  private static let macvlan = """
    00000100 04000000 43100100 00000000
    0c000300 76727270 2e353100 08000400 dc050000 08000500 03000000 0a000100 00005e00 01330000
    20001200 0c000100 6d616376 6c616e00 10000200 08000100 01000000 04000300
    """

  @Test func aLinkIsToldWithWhatItLiesOn() {
    let link = Link(
      index: 4, name: "vrrp.51", flags: [.up, .running, .multicast, .lowerUp, .init(rawValue: 2)],
      hardware: .virtualRouter(0x33, .ipv4), mtu: 1500, kind: "macvlan", parent: 3)
    #expect(event(16, bytes(Self.macvlan)) == .link(link))
    #expect(event(17, bytes(Self.macvlan)) == .linkGone(link))
    #expect(link.isUp)
    let wanted = VirtualLink(
      name: "vrrp.51", hardware: .virtualRouter(0x33, .ipv4), parent: 3)
    #expect(wanted.isMade(by: link))
  }

  @Test func aLinksAliasIsTold() {
    let told = bytes(Self.macvlan) + bytes("0d001400 64697265 63746f72 64000000")
    guard case .link(let link) = event(16, told) else {
      Issue.record("no link")
      return
    }
    #expect(link.alias == "directord")
    #expect(VirtualLink.isOurs(link))
  }

  @Test func aLinkWithoutCarrierIsNotUp() {
    #expect(!Link(index: 1, name: "a", flags: [.up, .running]).isUp)
    #expect(!Link(index: 1, name: "a", flags: [.up, .lowerUp]).isUp)
    #expect(!Link(index: 1, name: "a", flags: [.running, .lowerUp]).isUp)
  }

  @Test func aBridgesPortThatLeavesIsNoLinkThatGoes() {
    var told = bytes(Self.macvlan)
    told[0] = 7
    #expect(event(17, told) == nil)
  }

  @Test func whatIsCutShortIsNothing() throws {
    let route = Route(to: try #require(Prefix("10.8.0.0/16")), [.init(via: v4(192, 0, 2, 1))])
    let messages: [(UInt16, [UInt8])] = [
      (16, bytes(Self.macvlan)),
      (20, payload(.addAddress(InterfaceAddress(v4(192, 0, 2, 1), length: 32, on: 2)))),
      (24, payload(.addRoute(route))),
      (32, payload(.addRule(Rule(.ipv4, priority: 5)))),
    ]
    for (type, whole) in messages {
      #expect(event(type, whole) != nil)
      #expect(event(type, whole.dropLast(4)) == nil, "\(type)")
      for length in 0..<8 { #expect(event(type, Array(whole.prefix(length))) == nil) }
    }
  }

  @Test func lengthsPastTheFamilysAreNothing() {
    var address = payload(.addAddress(InterfaceAddress(v4(192, 0, 2, 1), length: 32, on: 2)))
    address[1] = 33
    #expect(event(20, address) == nil)
  }

  @Test func strangersBytesNeverTrap() {
    var random = Randomness(seed: 7)
    for _ in 0..<20_000 {
      let type = UInt16.random(in: 16...34, using: &random)
      let count = Int.random(in: 0...96, using: &random)
      var told = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      if count > 12, Bool.random(using: &random) { told[0] = Bool.random(using: &random) ? 2 : 0 }
      if count > 16 {
        told.replaceSubrange(12..<14, with: [UInt8.random(in: 4...20, using: &random), 0])
      }
      _ = event(type, told)
    }
  }
}
