import Network
import Testing

@testable import VRRP

private let sender = Address.v4(0xc000_02fb)
private let group = Advertisement.group(.ipv4)

private func settings(
  _ version: Advertisement.Version = .three, _ authentication: Carrier.Authentication = .none
) -> Carrier.Settings {
  Carrier.Settings(
    version: version, virtualRouter: 12, interval: .seconds(1), destination: .multicast(group),
    authentication: authentication)
}

private func sent(_ settings: Carrier.Settings, priority: UInt8 = 200) throws -> ReceivedPacket {
  var carrier = Carrier(settings)
  let advertisement = Advertisement(
    version: settings.version, virtualRouter: 12, priority: priority, interval: .seconds(1),
    addresses: [.v4(0xc000_0203)])
  let packets = carrier.packets(for: advertisement, from: sender, wall: .seconds(1000))
  return try ReceivedPacket(ipv4: try #require(packets.first).bytes)
}

/// A packet that is the same as the last one is taken without being read; everything that could make
/// it another one has to be looked at.
struct RepetitionTests {
  @Test func theSamePacketSaysTheSameAgain() throws {
    var receiver = Carrier(settings())
    let packet = try sent(settings())
    let first = try receiver.advertisement(in: packet, wall: .zero)
    let second = try receiver.advertisement(in: packet, wall: .zero)
    #expect(first == second)
    #expect(receiver.checksumForms == [sender: [.pseudoHeader: 2]])
  }

  @Test func anotherPacketIsRead() throws {
    var receiver = Carrier(settings())
    _ = try receiver.advertisement(in: try sent(settings()), wall: .zero)
    let other = try receiver.advertisement(
      in: try sent(settings(), priority: 0), wall: .zero)
    #expect(other.priority == 0)
  }

  @Test func aBrokenCopyIsRefused() throws {
    var receiver = Carrier(settings())
    var copy = try sent(settings())
    _ = try receiver.advertisement(in: copy, wall: .zero)
    copy.payload[2] = 255
    #expect(throws: Rejection.checksum) { try receiver.advertisement(in: copy, wall: .zero) }
  }

  @Test func aCopyThatWasRoutedIsRefused() throws {
    var receiver = Carrier(settings())
    var copy = try sent(settings())
    _ = try receiver.advertisement(in: copy, wall: .zero)
    copy.hopLimit = 254
    #expect(throws: Rejection.hopLimit(254, wanted: 255...255)) {
      try receiver.advertisement(in: copy, wall: .zero)
    }
  }

  @Test func otherSettingsJudgeItAnew() throws {
    var receiver = Carrier(settings())
    let packet = try sent(settings())
    _ = try receiver.advertisement(in: packet, wall: .zero)
    receiver.settings.version = .two
    #expect(throws: Rejection.version(3)) { try receiver.advertisement(in: packet, wall: .zero) }
  }

  @Test func aSignedPacketIsNeverTakenTwice() throws {
    let hmac = AuthHMAC.Settings(
      keys: [1: [UInt8](repeating: 7, count: 32)], activeKey: 1, window: 5, mode: .enforce)
    var receiver = Carrier(settings(.three, .hmac(hmac)))
    let packet = try sent(settings(.three, .hmac(hmac)))
    _ = try receiver.advertisement(in: packet, wall: .seconds(1000))
    #expect(throws: Rejection.replay) {
      try receiver.advertisement(in: packet, wall: .seconds(1000))
    }
  }
}
