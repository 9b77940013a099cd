import BFD
import Network
import Testing

private let packet = ControlPacket(
  diagnostic: .detectionTimeExpired, state: .up, isPoll: true, multiplier: 5, mine: 0x0102_0304,
  yours: 0xa0b0_c0d0, desiredTransmit: 10_000, requiredReceive: 20_000, requiredEcho: 0)

/// As RFC 5880 §4.1 draws it.
private let picture: [UInt8] = [
  0x21, 0xe0, 5, 24, 1, 2, 3, 4, 0xa0, 0xb0, 0xc0, 0xd0, 0, 0, 0x27, 0x10, 0, 0, 0x4e, 0x20, 0, 0,
  0, 0,
]

@Test func aPacketIsWrittenAndRead() throws {
  #expect(packet.bytes == picture)
  #expect(try ControlPacket(picture) == packet)
  // UDP may carry more than the packet says that it is.
  #expect(try ControlPacket(picture + [0, 0]) == packet)
}

@Test func everyStateFlagAndDiagnosticComesBack() throws {
  for code: UInt8 in 0...31 {
    for flags: UInt8 in [0, 0x20, 0x10, 0x08, 0x02, 0x3a] {
      for state in ControlPacket.State.allCases {
        var bytes = picture
        bytes[0] = 0x20 | code
        bytes[1] = state.rawValue << 6 | flags
        #expect(try ControlPacket(bytes).bytes == bytes)
      }
    }
  }
}

/// The picture with other bytes at their places.
private func changed(_ changes: [Int: UInt8], more: [UInt8] = []) -> [UInt8] {
  var bytes = picture
  for (place, value) in changes { bytes[place] = value }
  return bytes + more
}

private let broken: [([UInt8], ControlPacket.Rejection)] = [
  (changed([0: 0x40]), .version), (changed([0: 0x01]), .version), (changed([3: 23]), .length),
  (changed([3: 25]), .length), (changed([2: 0]), .multiplier), (changed([1: 0xe1]), .multipoint),
  (changed([1: 0xe4]), .length), (changed([4: 0, 5: 0, 6: 0, 7: 0]), .discriminator),
  (changed([8: 0, 9: 0, 10: 0, 11: 0]), .discriminator),
  (changed([1: 0x44, 3: 26], more: [1, 2]), .authentication), ([], .length),
]

@Test(arguments: broken)
func whatIsNoPacketIsRefused(bytes: [UInt8], reason: ControlPacket.Rejection) {
  #expect(throws: reason) { try ControlPacket(bytes) }
}

@Test func everyCutIsNoticed() {
  for count in 0..<picture.count {
    #expect(throws: ControlPacket.Rejection.length) { try ControlPacket(picture.prefix(count)) }
  }
}

@Test func whatComesFromFurtherAwayIsNotAdmitted() {
  var settings = SessionSettings(name: "a", neighbor: .v4(1))
  #expect(settings.admits(hopLimit: 255) && !settings.admits(hopLimit: 254))
  settings.greatestHops = 2
  #expect(settings.admits(hopLimit: 253) && !settings.admits(hopLimit: 252))
  settings.greatestHops = nil
  #expect(settings.admits(hopLimit: 1))
}
