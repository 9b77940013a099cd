import Network
import Testing
import VRRP

@testable import Election

@Test func packetsComeFirstAndAnnouncementsLast() {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  let effects = director.pass(.seconds(4))
  #expect(effects.map(\.order) == effects.map(\.order).sorted())
  #expect(effects.sent == [100])
  #expect(effects.announced.count == 6)
  #expect(director.held == [.v4(0xc000_0201)])
}

@Test func anInstanceWaitsForItsInterfaceAndItsAddress() {
  var director = Director(ElectionSettings(instances: [instance("a")]), interfaces: [])
  #expect(director.election.standings == [.fault])
  #expect(
    director.election.instances[0].verdict.faults == [.interfaceMissing("eth0"), .sourceMissing])
  director.handle(.interfaceChanged("eth0", Interface(isUp: true, addresses: [])))
  #expect(director.election.instances[0].verdict.faults == [.sourceMissing])
  director.handle(.interfaceChanged("eth0", Director.up))
  #expect(director.election.standings == [.backup])
}

@Test func theVirtualAddressIsNeverTheSource() {
  var director = Director(ElectionSettings(instances: [instance("a")]), interfaces: [])
  let own = Address.v4(0xc000_02fb)
  director.handle(
    .interfaceChanged("eth0", Interface(isUp: true, addresses: [.v4(0xc000_0201), own])))
  #expect(director.election.instances[0].router.source == own)
}

@Test func anIPv6InstanceSendsFromItsLinkLocalAddress() {
  let settings = instance("a") {
    $0.router.family = .ipv6
    $0.router.addresses = [VirtualAddress(.v6(IPv6Bits(0xfe80 << 112 | 1)))]
  }
  var director = Director(ElectionSettings(instances: [settings]), interfaces: [])
  let linkLocal = Address.v6(IPv6Bits(0xfe80 << 112 | 0xc8))
  director.handle(
    .interfaceChanged(
      "eth0",
      Interface(
        isUp: true,
        addresses: [
          .v6(IPv6Bits(0x2001_0db8 << 96)), .v6(IPv6Bits(0xfe80 << 112 | 1)), linkLocal, .v4(1),
        ])))
  #expect(director.election.instances[0].router.source == linkLocal)
}

@Test func aConfiguredSourceMayBeDemanded() {
  let wanted = Address.v4(0xc000_02aa)
  let settings = instance("a") {
    $0.source = wanted
    $0.tracksSource = true
  }
  var director = Director(ElectionSettings(instances: [settings]))
  #expect(director.election.standings == [.fault])
  director.handle(.interfaceChanged("eth0", Interface(isUp: true, addresses: [wanted])))
  #expect(director.election.instances[0].router.source == wanted)
}

@Test func aPacketOfAnUnknownVirtualRouterIsCounted() throws {
  var director = Director(
    ElectionSettings(instances: [instance("a") { $0.router.virtualRouter = 9 }]))
  try director.hears(200)
  #expect(director.election.strays == [.virtualRouter: 1])
  #expect(director.effects.isEmpty)
}

@Test func aPacketOfAnUnknownVirtualRouterIsSaidOnceAMinuteWhereThatIsWanted() throws {
  let known = instance("a") { $0.router.virtualRouter = 9 }
  var director = Director(ElectionSettings(instances: [known], saysStrays: true))
  try director.hears(200)
  let address = Address.v4(0xc000_02fc)
  #expect(
    director.effects == [
      .strayHeard(
        Stray(reason: .virtualRouter(7), source: address, interface: "eth0", count: 1))
    ])
  try director.hears(200)
  #expect(director.effects.isEmpty)
  director.pass(.seconds(60))
  try director.hears(200)
  #expect(director.effects.count == 1)
}

@Test func aPacketThatCannotBeReadIsCountedAndSaid() {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  director.handle(.packetUnreadable(.header, interface: "eth0"))
  #expect(
    director.effects == [
      .strayHeard(Stray(reason: .header, source: nil, interface: "eth0", count: 1))
    ])
  #expect(director.election.strays == [.header: 1])
}

@Test func unicastWithoutAPeerIsAFault() {
  let settings = instance("a") { $0.carrier.destination = .unicast([], checksSource: false) }
  let director = Director(ElectionSettings(instances: [settings]))
  #expect(director.election.standings == [.fault])
}

@Test func aRejectedPacketReachesItsInstance() throws {
  var director = Director(
    ElectionSettings(instances: [
      instance("a") { $0.carrier.authentication = .header(Password([])) }
    ]))
  try director.hears(200)
  #expect(director.election.instances[0].router.counters.rejected == [.authenticationType: 1])
}

@Test func aTrackedScriptMovesThePriorityOrEndsTheMastership() {
  let settings = instance("a") { $0.tracks = [Track(.script("s"), weight: -30)] }
  var director = Director(ElectionSettings(instances: [settings]))
  director.handle(.statusChanged(.script("s"), .down))
  #expect(director.effects == [.priorityChanged(instance: "a", 70)])
  #expect(director.election.instances[0].verdict.explanation == "priority 70: -30 script s")
  director.pass(.seconds(4))
  #expect(director.election.standings == [.master])
  director.handle(
    .configured(ElectionSettings(instances: [instance("a") { $0.tracks = [Track(.script("s"))] }])))
  #expect(director.election.standings == [.fault])
  #expect(director.held.isEmpty)
}

@Test func anInterfaceMayBeDownForAWhile() {
  let delays = ["eth0": InterfaceDelays(down: .seconds(2), up: .seconds(3))]
  var director = Director(ElectionSettings(instances: [instance("a")], delays: delays))
  director.pass(.seconds(4))
  director.handle(.interfaceChanged("eth0", Director.down))
  director.pass(.seconds(1))
  director.handle(.interfaceChanged("eth0", Director.up))
  director.pass(.seconds(5))
  #expect(director.election.standings == [.master])
  director.handle(.interfaceChanged("eth0", Director.down))
  director.pass(.seconds(2))
  #expect(director.election.standings == [.fault])
  director.handle(.interfaceChanged("eth0", Director.up))
  director.pass(seconds(2.9))
  #expect(director.election.standings == [.fault])
  director.pass(seconds(0.2))
  #expect(director.election.standings == [.backup])
}

func seconds(_ seconds: Double) -> Duration { .nanoseconds(Int64((seconds * 1e9).rounded())) }

@Test func announcementsKeepTheirDistance() {
  let settings = instance("a") {
    $0.router.announcements = AnnouncementSettings(rounds: 5, delay: .zero)
  }
  var director = Director(
    ElectionSettings(
      instances: [settings], announcementIntervals: [.ipv4: .milliseconds(100)]))
  director.pass(seconds(3.62))
  #expect(director.election.standings == [.master])
  var moments: [Instant] = []
  for _ in 0..<1000 {
    if !director.pass(.milliseconds(1)).announced.isEmpty { moments.append(director.now) }
  }
  #expect(moments.count == 5)
  #expect(zip(moments, moments.dropFirst()).allSatisfy { $1 - $0 >= .milliseconds(99) })
}

@Test func nothingIsAnnouncedOnceTheAddressesAreGone() throws {
  var director = Director(
    ElectionSettings(
      instances: [instance("a")], announcementIntervals: [.ipv4: .milliseconds(100)]))
  director.pass(seconds(3.62))
  try director.hears(200)
  #expect(director.pass(.seconds(1)).announced.isEmpty)
}

@Test func aDrainHandsOverAndSurvivesARestart() throws {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  director.pass(.seconds(4))
  director.handle(.drainRequested)
  #expect(director.effects.sent == [0])
  #expect(!director.held.isEmpty)
  try director.hears(50)
  director.pass(.milliseconds(5))
  #expect(director.held.isEmpty)
  #expect(director.election.isDrained)
  var restarted = Director(ElectionSettings(instances: [instance("a")]), drained: true)
  for _ in 0..<100 {
    try restarted.hears(50)
    restarted.pass(.seconds(1))
  }
  #expect(restarted.election.standings == [.drained])
}

@Test func aStopIsOverWhenEverythingIsHandedOver() {
  var director = Director(ElectionSettings(instances: [instance("a")]))
  director.pass(.seconds(4))
  director.handle(.stopRequested)
  #expect(!director.election.isStopped)
  director.pass(.seconds(2))
  #expect(director.election.isStopped)
  #expect(director.election.deadline == nil)
}

@Test func instancesOfOneVirtualRouterAreToldApartByTheirAddresses() throws {
  let peers: [Address] = [.v4(0xc000_02fc), .v4(0xc000_02fd)]
  let multicast = instance("a")
  let unicast = peers.enumerated().map { number, peer in
    instance("b\(number)", virtual: 0xc000_0202 + UInt32(number)) {
      $0.variant = "b\(number)"
      $0.carrier = Carrier.Settings(
        for: $0.router, destination: .unicast([Carrier.Peer(peer)], checksSource: false))
    }
  }
  var director = Director(ElectionSettings(instances: [multicast] + unicast))
  let heard = { (director: Director) in
    director.election.instances.map { Set($0.router.neighbors.keys) }
  }
  try director.hears(200)
  #expect(heard(director) == [[peers[0]], [], []])
  for peer in peers {
    let sender = instance("peer")
    var carrier = Carrier(
      Carrier.Settings(
        for: sender.router,
        destination: .unicast([Carrier.Peer(Director.address)], checksSource: false)))
    let advertisement = Advertisement(
      version: .three, virtualRouter: 7, priority: 200, interval: .seconds(1),
      addresses: sender.router.addresses.map(\.address))
    let packet = carrier.packets(for: advertisement, from: peer, wall: .zero).first
    director.handle(
      .packetReceived(try ReceivedPacket(ipv4: packet?.bytes ?? []), interface: "eth0"))
  }
  #expect(heard(director) == [[peers[0]], [peers[0]], [peers[1]]])
}
