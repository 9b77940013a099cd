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

extension Director {
  /// The addresses that would be held besides, and no longer.
  fileprivate func gained(_ outlook: Outlook) -> [HeldAddress] {
    outlook.after.held.filter { !election.held.contains($0) }
  }

  fileprivate func lost(_ outlook: Outlook) -> [HeldAddress] {
    election.held.filter { !outlook.after.held.contains($0) }
  }
}

private func outlook(_ director: Director, _ instances: [InstanceSettings]) -> Outlook {
  director.election.outlook(of: ElectionSettings(instances: instances), at: director.now)
}

@Test func theSameSettingsPromiseNothing() {
  let director = master([instance("a")])
  let outlook = outlook(director, [instance("a")])
  #expect(outlook.instances.isEmpty && outlook.transitions.isEmpty)
  #expect(director.gained(outlook).isEmpty && director.lost(outlook).isEmpty)
}

@Test func anAddedAddressOfAMasterIsForeseen() {
  let director = master([instance("a")])
  let outlook = outlook(director, [instance("a") { $0.router.addresses.append(second) }])
  #expect(director.gained(outlook).map(\.address) == [second] && director.lost(outlook).isEmpty)
  #expect(outlook.instances.map(\.change) == [.changed(from: instance("a"))])
  // It was only foreseen.
  #expect(!director.held.contains(second.address))
}

@Test func aMasterThatIsRemovedLosesWhatItHandsOver() {
  let director = master([instance("a")])
  let outlook = outlook(director, [])
  #expect(director.lost(outlook).map(\.address.address) == [.v4(0xc000_0201)])
  #expect(outlook.instances.map(\.isMaster) == [true])
  #expect(outlook.transitions.map(\.to) == [.leaving, .initialize])
}

@Test func anAddressThatMovesBetweenMastersIsNotLost() {
  let other = instance("b", virtual: 0xc000_0202) { $0.router.virtualRouter = 8 }
  let director = master([instance("a") { $0.router.excluded = [second] }, other])
  var receiving = other
  receiving.router.excluded = [second]
  let outlook = outlook(director, [instance("a"), receiving])
  #expect(director.gained(outlook).isEmpty && director.lost(outlook).isEmpty)
  #expect(outlook.instances.count == 2)
}

@Test func anAddedInstanceHoldsNothingYet() {
  let added = instance("b", virtual: 0xc000_0202) { $0.router.virtualRouter = 8 }
  let director = master([instance("a")])
  let outlook = outlook(director, [instance("a"), added])
  #expect(outlook.instances.map(\.change) == [.added] && director.gained(outlook).isEmpty)
  #expect(outlook.transitions.map(\.to) == [.backup])
}
