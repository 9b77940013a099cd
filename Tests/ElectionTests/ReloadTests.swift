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

@Test func aRenamedInstanceIsTheSame() {
  var director = master([instance("a")])
  director.pass(seconds(0.3))
  let deadline = director.election.deadline
  director.handle(.configured(ElectionSettings(instances: [instance("z")])))
  #expect(director.effects.isEmpty)
  #expect(director.election.standings == [.master])
  #expect(director.election.deadline == deadline)
}

@Test func anAddedAddressIsAnnouncedAndNoOtherIs() {
  var director = master([instance("a")])
  director.pass(.seconds(20))
  director.handle(
    .configured(
      ElectionSettings(instances: [instance("a") { $0.router.addresses.append(second) }])))
  #expect(Set(director.effects.announced) == [second.address])
  #expect(director.held == [.v4(0xc000_0201), second.address])
}

@Test func anInstanceThatIsRemovedHandsOver() throws {
  var director = master([instance("a")])
  director.handle(.configured(ElectionSettings(instances: [])))
  #expect(director.effects.sent == [0])
  #expect(director.held == [.v4(0xc000_0201)])
  director.pass(.seconds(2))
  #expect(director.held.isEmpty)
  #expect(director.election.instances.isEmpty)
}

@Test func anInstanceThatIsAddedStartsAsBackup() {
  var director = master([instance("a")])
  director.handle(
    .configured(
      ElectionSettings(instances: [
        instance("a"), instance("b", virtual: 0xc000_0202) { $0.router.virtualRouter = 8 },
      ])))
  #expect(director.election.standings == [.master, .backup])
}

@Test func aChangedPriorityCountsAtOnce() {
  var director = master([instance("a")])
  director.handle(.configured(ElectionSettings(instances: [instance("a", priority: 50)])))
  #expect(director.effects.contains(.priorityChanged(instance: "a", 50)))
  #expect(director.pass(.seconds(1)).sent == [50])
}

@Test func anAddressMovesBetweenMastersWithoutAMoment() {
  let other = instance("b", virtual: 0xc000_0202) { $0.router.virtualRouter = 8 }
  var director = master([instance("a") { $0.router.excluded = [second] }, other])
  #expect(director.election.standings == [.master, .master])
  var receiving = other
  receiving.router.excluded = [second]
  director.handle(.configured(ElectionSettings(instances: [instance("a"), receiving])))
  #expect(director.election.standings == [.master, .master])
  #expect(director.held.contains(second.address))
}
