import Network
import Routing
import Testing

struct DifferencesTests {
  private let first = InterfaceAddress(v4(192, 0, 2, 1), length: 24, on: 2)
  private let second = InterfaceAddress(v4(192, 0, 2, 2), length: 24, on: 2)

  private func changes(
    from found: [InterfaceAddress], to wanted: [InterfaceAddress]
  ) -> [RoutingCommand] {
    RoutingCommand.changes(from: found, to: wanted) { $0.owner == .directord }
  }

  @Test func whatStandsIsLeftAlone() {
    var told = first
    told.label = "eth0"
    told.flags = [.permanent, .secondary]
    told.owner = .unknown
    #expect(changes(from: [told], to: [first]) == [])
  }

  @Test func whatIsMissingIsAddedAndWhatIsOursAndUnwantedDeleted() {
    var stranger = InterfaceAddress(v4(198, 51, 100, 1), length: 24, on: 2, owner: .unknown)
    #expect(
      changes(from: [first, stranger], to: [second])
        == [.deleteAddress(first), .addAddress(second)])
    stranger.owner = .directord
    #expect(changes(from: [stranger], to: []) == [.deleteAddress(stranger)])
  }

  @Test func theNewestGoesFirstSoThatNoPrimaryTakesItAlong() {
    #expect(
      changes(from: [first, second], to: [])
        == [.deleteAddress(second), .deleteAddress(first)])
  }

  @Test func anAddressMovesByDeletingItFirst() {
    var moved = first
    moved.interface = 3
    #expect(changes(from: [first], to: [moved]) == [.deleteAddress(first), .addAddress(moved)])
  }

  @Test func anAddressWithOtherSettingsIsMadeAnew() {
    var told = first
    told.scope = .host
    #expect(changes(from: [told], to: [first]) == [.deleteAddress(told), .addAddress(first)])
  }

  @Test func anIPv6AddressIsTheSameWhateverTheKernelSaysOfItsScope() {
    let wanted = InterfaceAddress(.v6(IPv6Bits(0xfe80 << 112 | 9)), length: 64, on: 2)
    var told = wanted
    told.scope = .link
    told.owner = .unknown
    #expect(changes(from: [told], to: [wanted]) == [])
    told.flags = [.duplicate]
    #expect(changes(from: [told], to: [wanted]).count == 2)
  }

  @Test func anIPv6AddressThatIsPreferredForATimeIsLeftAloneAfterIt() {
    var wanted = InterfaceAddress(.v6(IPv6Bits(0x2001_0db8 << 96 | 9)), length: 64, on: 2)
    var told = wanted
    told.preferredLifetime = 0
    #expect(changes(from: [told], to: [wanted]).count == 2)
    wanted.preferredLifetime = 60
    #expect(changes(from: [told], to: [wanted]) == [])
    wanted.preferredLifetime = 0
    #expect(changes(from: [told], to: [wanted]) == [])
  }

  @Test func routesAndRulesAreMadeTrueByDifference() throws {
    let wanted = Route(to: try #require(Prefix("2001:db8:9::/48")), [.init(on: 2)])
    var told = wanted
    told.metric = 1024
    #expect(RoutingCommand.changes(from: [told], to: [wanted]) == [])
    told.table = 5
    #expect(
      RoutingCommand.changes(from: [told], to: [wanted])
        == [.addRoute(wanted), .deleteRoute(told)])
    let rule = Rule(.ipv4, from: Prefix("192.0.2.0/24"))
    var placed = rule
    placed.priority = 32765
    #expect(RoutingCommand.changes(from: [placed], to: [rule]) == [])
    #expect(RoutingCommand.changes(from: [placed], to: []) == [.deleteRule(placed)])
  }
}
