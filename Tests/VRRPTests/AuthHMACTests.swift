import Network
import Testing

@testable import VRRP

/// The wire images in the appendix of draft-cassen-vrrp-auth-hmac: key 00…1f, virtual router 51,
/// priority 200, sequence 0x6800000080000000.
private let four = hex(
  "3133c80100644402c0000264 010100006800000080000000 1b84bc4e8e43892dc6d98448f8ee2265")
private let six = hex(
  "3133c8010064a2e9 fe800000000000000000000000000100 010100006800000080000000"
    + "c8c56146ebfd66ee10ec4d8186461b78")
private let stamp = Duration.seconds(0x6800_0000) + .milliseconds(500)

private func settings(
  _ mode: AuthHMAC.Settings.Mode = .enforce, window: Int32? = 5,
  to destination: Address = .v6(IPv6Bits(0xfe80 << 112 | 0x20))
) -> Carrier.Settings {
  let hmac = AuthHMAC.Settings(keys: [1: Array(0..<32)], activeKey: 1, window: window, mode: mode)
  return Carrier.Settings(
    version: .three, virtualRouter: 51, interval: .seconds(1),
    destination: .unicast([Carrier.Peer(destination)], checksSource: false),
    authentication: .hmac(hmac), checksum: .messageOnly)
}

private func packet(_ payload: [UInt8], from source: String = "fe80::10") throws -> ReceivedPacket {
  ReceivedPacket(
    ipv6: payload, source: try address(source), destination: try address("fe80::20"),
    hopLimit: 255)
}

private func image(_ family: Family) throws -> (Advertisement, Address, Address) {
  let source = try address(family == .ipv4 ? "198.51.100.10" : "fe80::10")
  let virtual = try address(family == .ipv4 ? "192.0.2.100" : "fe80::100")
  let advertisement = Advertisement(
    version: .three, virtualRouter: 51, priority: 200, interval: .seconds(1), addresses: [virtual])
  return (advertisement, source, try address(family == .ipv4 ? "198.51.100.20" : "fe80::20"))
}

@Test func theDraftsImagesAreMade() throws {
  for (family, expected) in [(Family.ipv4, four), (.ipv6, six)] {
    let (advertisement, source, destination) = try image(family)
    var carrier = Carrier(settings(to: destination))
    let packets = carrier.packets(for: advertisement, from: source, wall: stamp)
    #expect(packets.map { Array($0.bytes.suffix(expected.count)) } == [expected])
  }
}

@Test func theDraftsImageIsTakenOnce() throws {
  var carrier = Carrier(settings())
  let read1 = try carrier.advertisement(in: try packet(six), wall: stamp)
  #expect(read1.priority == 200)
  #expect(throws: Rejection.replay) {
    try carrier.advertisement(in: try packet(six), wall: stamp)
  }
}

@Test func aStampOutsideTheWindowIsRefused() throws {
  var carrier = Carrier(settings())
  #expect(throws: Rejection.stale(6)) {
    try carrier.advertisement(in: try packet(six), wall: stamp + .seconds(6))
  }
  #expect(throws: Rejection.stale(-6)) {
    try carrier.advertisement(in: try packet(six), wall: stamp - .seconds(6))
  }
  var lax = Carrier(settings(window: nil))
  let read2 = try lax.advertisement(in: try packet(six), wall: .zero)
  #expect(read2.priority == 200)
}

@Test func whatTheTagCoversCannotBeChanged() throws {
  let cases: [(Int, Rejection.Cause)] = [
    (2, .authentication), (5, .authentication), (23, .authentication), (24, .authenticationType),
    (25, .authentication), (26, .authenticationType), (31, .authentication),
    (35, .authentication), (36, .authentication),
  ]
  for (offset, cause) in cases {
    var broken = six
    broken[offset] ^= 1
    broken.replaceSubrange(6..<8, with: [0, 0])
    let header = PseudoHeader(
      source: try address("fe80::10"), destination: try address("fe80::20"), transport: 112,
      length: broken.count)
    broken.replaceSubrange(6..<8, with: networkOrder(checksum(of: broken, pseudoHeader: header)))
    var carrier = Carrier(settings(window: nil))
    do {
      _ = try carrier.advertisement(in: try packet(broken), wall: stamp)
      Issue.record("byte \(offset) was not noticed")
    } catch let error as Rejection {
      #expect(error.cause == cause, "byte \(offset)")
    }
  }
}

@Test func aTrailerIsDemandedOrTolerated() throws {
  let (advertisement, source, destination) = try image(.ipv6)
  var bare = Carrier(settings(.receiveOnly))
  let sent = try #require(bare.packets(for: advertisement, from: source, wall: stamp).first)
  #expect(sent.bytes == advertisement.bytes(from: source, to: destination))
  var strict = Carrier(settings(.enforce))
  #expect(throws: Rejection.authenticationMismatch) {
    try strict.advertisement(in: try packet(sent.bytes), wall: stamp)
  }
  var lax = Carrier(settings(.permissive))
  let read = try lax.advertisement(in: try packet(sent.bytes), wall: stamp)
  #expect(read == advertisement)
}

@Test func numbersGrowAlthoughTheClockStands() {
  var sequence = HMACSequence()
  let first = sequence.next(wall: stamp, window: 5)
  #expect(first == 0x6800_0000_8000_0000)
  let number3 = sequence.next(wall: stamp, window: 5)
  #expect(number3 == first + 1)
  let number4 = sequence.next(wall: stamp - .seconds(3), window: 5)
  #expect(number4 == first + 2)
}

@Test func aClockThatWasSetBackIsFollowedOnlyWithAWindow() {
  var timed = HMACSequence()
  _ = timed.next(wall: stamp + .seconds(3600), window: 5)
  let number5 = timed.next(wall: stamp, window: 5)
  #expect(number5 == 0x6800_0000_8000_0000)
  var monotonic = HMACSequence()
  let far = monotonic.next(wall: stamp + .seconds(3600), window: nil)
  let number6 = monotonic.next(wall: stamp, window: nil)
  #expect(number6 == far + 1)
}

@Test func aMarkOutsideTheWindowExpires() {
  var sequence = HMACSequence()
  let source = Address.v4(1)
  let taken7 = sequence.accept(0x6900_0000_0000_0000, from: source, wall: stamp, window: 5)
  #expect(taken7)
  let taken8 = sequence.accept(0x6800_0000_8000_0000, from: source, wall: stamp, window: 5)
  #expect(taken8)
  let taken9 = sequence.accept(0x6800_0000_8000_0000, from: source, wall: stamp, window: 5)
  #expect(!taken9)
}

@Test func manySourcesDoNotGrowTheMarks() {
  var sequence = HMACSequence()
  for source in 0..<100 {
    let taken10 = sequence.accept(1, from: .v4(UInt32(source)), wall: .zero, window: nil)
    #expect(taken10)
  }
  let taken11 = sequence.accept(1, from: .v4(99), wall: .zero, window: nil)
  #expect(!taken11)
  let taken12 = sequence.accept(1, from: .v4(91), wall: .zero, window: nil)
  #expect(taken12)
}
