import Network
import Testing
import VRRP

@testable import Election

private let second = VirtualAddress(.v4(0xc000_0299), length: 24)

private func master(_ settings: [InstanceSettings]) -> Director {
  var director = Director(ElectionSettings(instances: settings))
  director.pass(.seconds(4))
  return director
}

private func outlook(_ director: Director, _ instances: [InstanceSettings]) -> Outlook {
  director.election.outlook(of: ElectionSettings(instances: instances), at: director.now)
}

@Test func theSameSettingsPromiseNothing() {
  let outlook = outlook(master([instance("a")]), [instance("a")])
  #expect(outlook.instances.isEmpty && outlook.gained.isEmpty && outlook.lost.isEmpty)
}

@Test func anAddedAddressOfAMasterIsForeseen() {
  let director = master([instance("a")])
  let outlook = outlook(director, [instance("a") { $0.router.addresses.append(second) }])
  #expect(outlook.gained.map(\.address) == [second] && outlook.lost.isEmpty)
  #expect(outlook.instances.map(\.change) == [.changed(from: instance("a"))])
  // It was only foreseen.
  #expect(!director.held.contains(second.address))
}

@Test func aMasterThatIsRemovedLosesWhatItHandsOver() {
  let outlook = outlook(master([instance("a")]), [])
  #expect(outlook.lost.map(\.address.address) == [.v4(0xc000_0201)])
  #expect(outlook.instances.map(\.isMaster) == [true])
}

@Test func anAddressThatMovesBetweenMastersIsNotLost() {
  let other = instance("b", virtual: 0xc000_0202) { $0.router.virtualRouter = 8 }
  let director = master([instance("a") { $0.router.excluded = [second] }, other])
  var receiving = other
  receiving.router.excluded = [second]
  let outlook = outlook(director, [instance("a"), receiving])
  #expect(outlook.gained.isEmpty && outlook.lost.isEmpty && outlook.instances.count == 2)
}

@Test func anAddedInstanceHoldsNothingYet() {
  let added = instance("b", virtual: 0xc000_0202) { $0.router.virtualRouter = 8 }
  let outlook = outlook(master([instance("a")]), [instance("a"), added])
  #expect(outlook.instances.map(\.change) == [.added] && outlook.gained.isEmpty)
}
