import Network
import Testing

@testable import VRRP

private let mine = Address.v4(0xc000_02fb)
private let theirs = Address.v4(0xc000_02fa)
private let group = Advertisement.group(.ipv4)
private let key = Password("s3cret".utf8)

private func settings(
  _ version: Advertisement.Version = .two, _ authentication: Carrier.Authentication = .none,
  to destination: Carrier.Destination = .multicast(group), virtualRouter: UInt8 = 12
) -> Carrier.Settings {
  Carrier.Settings(
    version: version, virtualRouter: virtualRouter, interval: .seconds(1),
    destination: destination, authentication: authentication)
}

private func advertisement(
  _ version: Advertisement.Version, _ authentication: Advertisement.Authentication = .none
) -> Advertisement {
  Advertisement(
    version: version, virtualRouter: 12, priority: 200, interval: .seconds(1),
    addresses: [.v4(0xc000_0203)], authentication: authentication)
}

/// Captured from keepalived 2.2.7 with `auth_type AH`, `auth_pass s3cret`: the first and the third.
private let captured = [
  "45c0004000010000ff3317bcc00002fbe000001270040000c00002fb00000001183a75d423fb97fc46f6632f"
    + "210cc801020152edc00002030000000000000000",
  "45c0004000030000ff3317bac00002fbe000001270040000c00002fb00000003992a2208ea94f2db0df3d123"
    + "210cc801020152edc00002030000000000000000",
]

@Test func keepalivedsAuthenticationHeaderIsTakenAndMadeTheSame() throws {
  var receiver = Carrier(settings(.two, .header(key)))
  let read = try receiver.advertisement(
    in: try ReceivedPacket(ipv4: hex(captured[0])), wall: .zero)
  #expect(read == advertisement(.two, .header))
  var sender = Carrier(settings(.two, .header(key)))
  let packets = sender.packets(for: read, from: mine, wall: .zero)
  #expect(packets.map(\.bytes) == [hex(captured[0])])
}

@Test func aReplayedAuthenticationHeaderIsRefused() throws {
  var receiver = Carrier(settings(.two, .header(key)))
  let third = try ReceivedPacket(ipv4: hex(captured[1]))
  _ = try receiver.advertisement(in: third, wall: .zero)
  #expect(throws: Rejection.replay) { try receiver.advertisement(in: third, wall: .zero) }
  #expect(throws: Rejection.replay) {
    try receiver.advertisement(in: try ReceivedPacket(ipv4: hex(captured[0])), wall: .zero)
  }
}

@Test func theHeadersNumberGoesOnFromTheHighestHeard() throws {
  var carrier = Carrier(settings(.two, .header(key)))
  _ = try carrier.advertisement(in: try ReceivedPacket(ipv4: hex(captured[1])), wall: .zero)
  let packets = carrier.packets(for: advertisement(.two), from: theirs, wall: .zero)
  let sent = try AuthenticationHeader.read(try #require(packets.first).bytes.dropFirst(20))
  #expect(sent.header.sequence == 4)
}

@Test func anAuthenticationHeaderWithAnotherKeyIsRefused() throws {
  var receiver = Carrier(settings(.two, .header(Password("other".utf8))))
  #expect(throws: Rejection.authenticationFailure) {
    try receiver.advertisement(in: try ReceivedPacket(ipv4: hex(captured[0])), wall: .zero)
  }
}

@Test func authenticationOfAnotherTypeIsRefused() throws {
  let packet = try ReceivedPacket(ipv4: hex(captured[0]))
  for expected in [Carrier.Authentication.none, .password(key)] {
    var receiver = Carrier(settings(.two, expected))
    #expect(throws: Rejection.authenticationMismatch) {
      try receiver.advertisement(in: packet, wall: .zero)
    }
  }
  var receiver = Carrier(settings(.two, .header(key)))
  #expect(throws: Rejection.authenticationMismatch) {
    try receiver.advertisement(in: try sent(advertisement(.two), settings(.two)), wall: .zero)
  }
}

@Test func aPasswordMustBeTheSame() throws {
  let packet = try sent(advertisement(.two), settings(.two, .password(key)))
  var receiver = Carrier(settings(.two, .password(key)))
  let read1 = try receiver.advertisement(in: packet, wall: .zero)
  #expect(read1.priority == 200)
  receiver.settings.authentication = .password(Password("s3creT".utf8))
  #expect(throws: Rejection.authenticationFailure) {
    try receiver.advertisement(in: packet, wall: .zero)
  }
}

@Test func aPacketThatWasRoutedIsRefused() throws {
  var far = settings()
  far.hopLimit = 254
  var receiver = Carrier(settings())
  let packet = try sent(advertisement(.two), far)
  #expect(throws: Rejection.hopLimit(254, wanted: 255...255)) {
    try receiver.advertisement(in: packet, wall: .zero)
  }
}

@Test func unicastPeersMayBeAskedForTheirAddressAndTTL() throws {
  var sender = settings(to: .unicast([Carrier.Peer(theirs)], checksSource: false))
  sender.hopLimit = 64
  let packet = try sent(advertisement(.two), sender)
  let strange = Carrier.Destination.unicast([Carrier.Peer(theirs)], checksSource: true)
  var receiver = Carrier(settings(to: strange))
  #expect(throws: Rejection.unicastSource(mine)) {
    try receiver.advertisement(in: packet, wall: .zero)
  }
  let near = Carrier.Peer(mine, hopLimits: 250...255)
  receiver.settings.destination = .unicast([near], checksSource: true)
  #expect(throws: Rejection.hopLimit(64, wanted: 250...255)) {
    try receiver.advertisement(in: packet, wall: .zero)
  }
  receiver.settings.destination = .unicast([Carrier.Peer(mine)], checksSource: true)
  let read2 = try receiver.advertisement(in: packet, wall: .zero)
  #expect(read2.priority == 200)
}

@Test func aNeighbourThatSendsByUnicastHasATTLOf255() throws {
  var sender = settings(to: .unicast([Carrier.Peer(theirs)], checksSource: true))
  sender.hopLimit = 64
  let packet = try sent(advertisement(.two), sender)
  var receiver = Carrier(settings(to: .unicast([Carrier.Peer(mine)], checksSource: true)))
  #expect(throws: Rejection.hopLimit(64, wanted: 255...255)) {
    try receiver.advertisement(in: packet, wall: .zero, isOnLink: true)
  }
  let far = try receiver.advertisement(in: packet, wall: .zero)
  #expect(far.priority == 200)
  receiver.settings.hopLimit = 64
  let told = try receiver.advertisement(in: packet, wall: .zero, isOnLink: true)
  #expect(told.priority == 200)
}

/// keepalived 2.2.7 drops an advertisement with another count.
@Test(arguments: [(1500, 89), (1450, 86), (9000, 255), (68, 1)])
func anAdvertisementTakesAsManyAddressesAsKeepaliveds(_ mtu: Int, _ count: Int) {
  #expect(Advertisement.capacity(mtu: mtu, .ipv6, version: .three) == count)
}

@Test func unicastAndMulticastDoNotMix() throws {
  let packet = try sent(advertisement(.two), settings())
  let peers = Carrier.Destination.unicast([Carrier.Peer(mine)], checksSource: false)
  var receiver = Carrier(settings(to: peers))
  #expect(throws: Rejection.destination(group, wanted: nil)) {
    try receiver.advertisement(in: packet, wall: .zero)
  }
  let alone = try sent(advertisement(.two), settings(to: peers))
  var member = Carrier(settings())
  #expect(throws: Rejection.destination(mine, wanted: group)) {
    try member.advertisement(in: alone, wall: .zero)
  }
}

@Test func aGroupOfTheOperatorsChoiceIsHeardAlone() throws {
  let other = Address.v4(0xe000_00aa)
  let packet = try sent(advertisement(.two), settings(to: .multicast(other)))
  #expect(packet.destination == other)
  var member = Carrier(settings(to: .multicast(other)))
  #expect(try member.advertisement(in: packet, wall: .zero).priority == 200)
  var stranger = Carrier(settings())
  #expect(throws: Rejection.destination(other, wanted: group)) {
    try stranger.advertisement(in: packet, wall: .zero)
  }
}

@Test func anAdvertisementOfNoAddressIsRefusedUnlessNoneIsConfigured() throws {
  var bare = advertisement(.three)
  bare.addresses = []
  let packet = try sent(bare, settings(.three))
  var receiver = Carrier(settings(.three))
  #expect(throws: Rejection.noAddresses) { try receiver.advertisement(in: packet, wall: .zero) }
  receiver.settings.namesNoAddress = true
  #expect(try receiver.advertisement(in: packet, wall: .zero).addresses.isEmpty)
}

@Test func anotherVersionIsRefused() throws {
  let packet = try sent(advertisement(.three), settings(.three))
  var receiver = Carrier(settings(.two))
  #expect(throws: Rejection.version(3)) { try receiver.advertisement(in: packet, wall: .zero) }
}

@Test func anotherIntervalIsRefusedInVersionTwoAndLearntInVersionThree() throws {
  var slow = advertisement(.two)
  slow.interval = .seconds(2)
  var receiver = Carrier(settings(.two))
  #expect(throws: Rejection.intervalMismatch(.seconds(2), wanted: .seconds(1))) {
    try receiver.advertisement(in: try sent(slow, settings(.two)), wall: .zero)
  }
  slow.version = .three
  var learner = Carrier(settings(.three))
  let read = try learner.advertisement(in: try sent(slow, settings(.three)), wall: .zero)
  #expect(read.interval == .seconds(2))
}

@Test func bothChecksumsAreTakenAndCounted() throws {
  var receiver = Carrier(settings(.three))
  for form in ChecksumForm.allCases {
    var sender = settings(.three)
    sender.checksum = form
    _ = try receiver.advertisement(in: try sent(advertisement(.three), sender), wall: .zero)
  }
  #expect(receiver.checksumForms == [mine: [.pseudoHeader: 1, .messageOnly: 1]])
}

@Test func aPacketMayHaveOptionsAndPadding() throws {
  let message = advertisement(.three).bytes(from: mine, to: group)
  var packet = hex("46c0 0024 0001 0000 ff70 0000 c00002fb e0000012 94040000") + message
  packet += [UInt8](repeating: 0, count: 10)
  #expect(try ReceivedPacket(ipv4: packet).payload == message)
}

@Test func brokenIPHeadersAreRefused() {
  let good = hex(captured[0])
  for length in 0..<good.count {
    #expect(throws: Rejection.self) { try ReceivedPacket(ipv4: good.prefix(length)) }
  }
  for (offset, value) in [(0, 0x44), (0, 0x65), (3, 10), (9, 17), (20, 6), (21, 5)] {
    var broken = good
    broken[offset] = UInt8(value)
    #expect(throws: Rejection.header, "\(offset)") { try ReceivedPacket(ipv4: broken) }
  }
}

private func sent(
  _ advertisement: Advertisement, _ settings: Carrier.Settings
) throws -> ReceivedPacket {
  var sender = Carrier(settings)
  let packets = sender.packets(for: advertisement, from: mine, wall: .zero)
  return try ReceivedPacket(ipv4: try #require(packets.first).bytes)
}
