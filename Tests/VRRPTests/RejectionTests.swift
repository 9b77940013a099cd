import Network
import Testing

@testable import VRRP

/// Bytes with their checksum mended, so that only the field under test is wrong.
private func summed(_ text: String) -> [UInt8] {
  var bytes = hex(text)
  bytes.replaceSubrange(6..<8, with: [0, 0])
  bytes.replaceSubrange(6..<8, with: networkOrder(checksum(of: bytes)))
  return bytes
}

private let one = Address.v4(0xc000_02fb)
private let group = Advertisement.group(.ipv4)

private func rejection(_ bytes: [UInt8]) -> Rejection? {
  do {
    _ = try Advertisement.read(bytes, from: one, to: group)
    return nil
  } catch { return error }
}

@Test func anUnknownVersionIsRefused() {
  #expect(rejection(summed("410ac80100640000c0000201")) == .version(4))
  #expect(rejection(summed("110ac80100640000c0000201")) == .version(1))
}

@Test func anUnknownTypeIsRefused() {
  #expect(rejection(summed("320ac80100640000c0000201")) == .type(2))
}

@Test func anIntervalOfZeroIsRefused() {
  #expect(rejection(summed("310ac80100000000c0000201")) == .intervalZero)
  #expect(rejection(summed("210ac80100000000c00002010000000000000000")) == .intervalZero)
}

@Test func reserveBitsAreIgnored() throws {
  let reading = try Advertisement.read(summed("310ac801f0640000c0000201"), from: one, to: group)
  #expect(reading.advertisement.interval == .seconds(1))
}

@Test func anUnknownAuthenticationTypeIsRefused() {
  #expect(
    rejection(summed("210ac80103010000c00002010000000000000000")) == .authenticationType(3))
}

@Test func authenticationDataOfTypeZeroAreIgnored() throws {
  let bytes = summed("210ac80100010000c00002010102030405060708")
  let reading = try Advertisement.read(bytes, from: one, to: group)
  #expect(reading.advertisement.authentication == .none)
}

@Test func versionTwoWithoutItsAuthenticationDataIsIncomplete() {
  #expect(rejection(summed("210ac80100010000c0000201")) == .length(12, needed: 20))
}

@Test func versionTwoOverIPv6IsRefused() {
  #expect(throws: Rejection.version(2)) {
    try Advertisement.read(
      hex("210ac801000154f1c00002010000000000000000"), from: .v6(1), to: .v6(2))
  }
}

@Test func intervalsAreBoundByTheirField() throws {
  var advertisement = Advertisement(
    version: .three, virtualRouter: 1, priority: 1, interval: .seconds(1000), addresses: [one])
  #expect(advertisement.bytes(from: one, to: group)[4..<6] == [0x0f, 0xff])
  advertisement.version = .two
  #expect(advertisement.bytes(from: one, to: group)[5] == 255)
}

@Test func addressesOfTheOtherFamilyAreNotCarried() {
  let advertisement = Advertisement(
    version: .three, virtualRouter: 1, priority: 1, interval: .seconds(1),
    addresses: [.v6(1), one])
  #expect(advertisement.bytes(from: one, to: group)[3] == 1)
}

@Test func everyRejectionSaysWhatIsWrong() {
  let all: [Rejection] = [
    .length(1, needed: 8), .header, .hopLimit(254, wanted: 255...255),
    .hopLimit(3, wanted: 64...255), .version(1), .type(2), .checksum, .noAddresses, .intervalZero,
    .intervalMismatch(.seconds(1), wanted: .seconds(2)), .virtualRouter(7), .authenticationType(9),
    .authenticationMismatch, .authenticationFailure, .keyUnknown(3), .replay, .stale(-9),
    .unicastSource(one), .destination(group, wanted: nil), .destination(one, wanted: group),
    .loop(one), .owner,
  ]
  #expect(Set(all.map(\.description)).count == all.count)
  #expect(Set(all.map(\.cause)) == Set(Rejection.Cause.allCases))
}
