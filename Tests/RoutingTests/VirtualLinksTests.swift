import Network
import Routing
import Testing

private let wanted = VirtualLink(name: "vrrp.7", hardware: .virtualRouter(7, .ipv4), parent: 2)
private let card = Link(index: 2, name: "eth0", flags: [.up, .running, .lowerUp])

private func made(
  _ index: UInt32 = 9, name: String = "vrrp.7", router: UInt8 = 7, on parent: UInt32 = 2,
  flags: Link.Flags = [], alias: String? = VirtualLink.alias
) -> Link {
  Link(
    index: index, name: name, flags: flags, hardware: .virtualRouter(router, .ipv4),
    kind: "macvlan", parent: parent, alias: alias)
}

private func links(_ found: Link..., isUp: Bool = false) -> VirtualLinks {
  VirtualLinks(found: [card] + found, wanted: [.init(wanted, isUp: isUp)])
}

@Test func aMissingOneIsMadeAndOneThatIsThereIsLeftAlone() {
  #expect(links().makings == [.makeLink(wanted)])
  let there = links(made())
  #expect(there.makings + there.claims + there.raises + there.lowerings == [])
}

@Test func aFreshOneIsMarkedAsOursAndKeptFromMakingAddresses() {
  #expect(
    links(made(alias: nil)).claims
      == [.setLinkLocal(link: 9, false), .setAlias(link: 9, "directord")])
}

@Test func aMastersIsOnAndABackupsIsOff() {
  #expect(links(made(), isUp: true).raises == [.setUp(link: 9, true)])
  #expect(links(made(flags: .up), isUp: true).raises == [])
  #expect(links(made(flags: .up)).lowerings == [.setUp(link: 9, false)])
}

@Test func oneOfOursWithAnotherAddressOrCardMakesRoom() {
  #expect(links(made(router: 8)).makings == [.deleteLink(9), .makeLink(wanted)])
  #expect(links(made(on: 3)).makings == [.deleteLink(9), .makeLink(wanted)])
}

@Test func aStrangerOfThatNameIsLeftAlone() {
  let stranger = links(made(router: 8, alias: nil))
  #expect(stranger.makings == [.makeLink(wanted)])
  #expect(stranger.lowerings == [])
}

@Test func whatAKilledOneLeftAndNobodyWantsIsDeleted() {
  #expect(links(made(), made(10, name: "vrrp.8", router: 8)).lowerings == [.deleteLink(10)])
  #expect(VirtualLinks(found: [card, made()], wanted: []).lowerings == [.deleteLink(9)])
}

@Test func onAMacvlanItLiesOnThatOnesCard() {
  let parent = Link(index: 4, name: "eth0", kind: "macvlan", parent: 77)
  let link = VirtualLink(name: "vrrp.7", hardware: .virtualRouter(7, .ipv4), parent: parent)
  #expect(link.parent == 4)
  #expect(link.isMade(by: made(on: 77)))
  #expect(!link.isMade(by: made(on: 4)))
}
