import Network
import Testing
import VRRP

@testable import Election

@Test func anAddressThatIsTakenAwayAgainAndAgainIsHandedOver() throws {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  try director.hears(90)
  director.pass(.seconds(4))
  let address = Address.v4(0xc000_0201)
  for _ in 0..<5 {
    director.pass(.seconds(2))
    director.handle(.addressRestored(address))
    #expect(!director.effects.announced.isEmpty)
  }
  #expect(director.election.standings == [.master])
  director.handle(.addressRestored(address))
  #expect(director.election.standings == [.backup])
  #expect(director.held == [address])
  try director.hears(90)
  director.pass(.milliseconds(10))
  #expect(director.held == [])
  #expect(director.election.standings == [.backup])
}

@Test func anAddressThatNobodyElseTakesIsPutBackForEver() {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  director.pass(.seconds(4))
  let address = Address.v4(0xc000_0201)
  var notices = 0
  for _ in 0..<100 {
    director.pass(.milliseconds(800))
    director.handle(.addressRestored(address))
    notices += director.effects.count { if case .notice = $0 { true } else { false } }
    #expect(director.election.standings == [.master])
    #expect(director.held == [address])
  }
  #expect(notices == 2)
}

/// A group is asked as a whole, and takes itself back as a whole.
@Test func aGroupHandsOverAllItsAddressesOrNone() throws {
  let both = [
    instance("a"), instance("b", interface: "eth1", virtual: 0xc000_0202),
  ]
  let group = SyncGroup(name: "g", members: ["a", "b"])
  var director = Director(
    ElectionSettings(instances: both, groups: [group]), interfaces: ["eth0", "eth1"])
  try director.hears(90)
  try director.hears(90, on: "eth1")
  director.pass(.seconds(4))
  #expect(director.election.standings == [.master, .master])
  for _ in 0..<6 { director.handle(.addressRestored(.v4(0xc000_0202))) }
  #expect(director.election.standings == [.backup, .backup])
  #expect(director.effects.sent == [0, 0])
  for _ in 0..<50 {
    director.pass(.milliseconds(100))
    #expect(director.held.count == 2)
  }
  #expect(director.election.standings == [.master, .master])
}

@Test func anAddressThatCameBackWithItsInterfaceIsAnnouncedAndNotCounted() throws {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  try director.hears(90)
  director.pass(.seconds(4))
  for _ in 0..<20 {
    director.handle(.addressReturned(.v4(0xc000_0201)))
    #expect(!director.effects.announced.isEmpty)
  }
  #expect(director.election.standings == [.master])
}

@Test func aMasterWhoseAddressBlinksSaysFarewellFromTheLastOne() {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  director.pass(.seconds(4))
  director.handle(.interfaceChanged("eth0", Interface(isUp: true, addresses: [])))
  #expect(director.election.standings == [.fault])
  #expect(director.effects.sent == [0])
  let start = "send eth0 \(Director.address) >"
  #expect(director.effects.contains { $0.text?.hasPrefix(start) ?? false })
}

@Test func whatAKilledDirectorLeftStaysUntilAMasterIsHeard() throws {
  var director = Director(ElectionSettings(instances: [instance("a")]), standing: true)
  #expect(director.election.standings == [.backup])
  #expect(director.held == [.v4(0xc000_0201)])
  try director.hears(90)
  director.pass(.milliseconds(10))
  #expect(director.held == [])
}

@Test func anAddressThatIsLostNowAndThenIsNoFault() {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  director.pass(.seconds(4))
  for _ in 0..<50 {
    director.pass(.seconds(20))
    director.handle(.addressRestored(.v4(0xc000_0201)))
  }
  #expect(director.election.standings == [.master])
}
