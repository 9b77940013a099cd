import Network
import Testing

@testable import VRRP

/// One advertisement and its bytes. Those named "keepalived" were captured from keepalived 2.2.7.
struct AdvertisementVector: CustomTestStringConvertible {
  var name: String
  var advertisement: Advertisement
  var source: String
  var destination: String
  var checksum = ChecksumForm.pseudoHeader
  var bytes: String

  var testDescription: String { name }
}

func address(_ text: String) throws -> Address { try #require(Address(text)) }

func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

private func advertisement(
  _ version: Advertisement.Version, _ virtualRouter: UInt8, priority: UInt8 = 200,
  _ addresses: [String], _ authentication: Advertisement.Authentication = .none
) -> Advertisement {
  Advertisement(
    version: version, virtualRouter: virtualRouter, priority: priority, interval: .seconds(1),
    addresses: addresses.compactMap { Address($0) }, authentication: authentication)
}

let advertisementVectors = [
  AdvertisementVector(
    name: "version 2, two addresses",
    advertisement: advertisement(.two, 10, ["192.0.2.1", "192.0.2.2"]), source: "192.0.2.251",
    destination: "224.0.0.18", checksum: .messageOnly,
    bytes: "210ac802000192edc0000201c00002020000000000000000"),
  AdvertisementVector(
    name: "version 3 over IPv4, checksum over the message",
    advertisement: advertisement(.three, 10, ["192.0.2.1", "192.0.2.2"]), source: "192.0.2.251",
    destination: "224.0.0.18", checksum: .messageOnly,
    bytes: "310ac8020064828ac0000201c0000202"),
  AdvertisementVector(
    name: "version 3 over IPv4, checksum with the pseudo-header",
    advertisement: advertisement(.three, 10, ["192.0.2.1", "192.0.2.2"]), source: "192.0.2.251",
    destination: "224.0.0.18", bytes: "310ac8020064defbc0000201c0000202"),
  AdvertisementVector(
    name: "version 3 over IPv6",
    advertisement: advertisement(.three, 10, priority: 100, ["fe80::1", "2001:db8::1"]),
    source: "fe80::c8", destination: "ff02::12",
    bytes: "310a640200643f5dfe80000000000000000000000000000120010db8000000000000000000000001"),
  AdvertisementVector(
    name: "keepalived, version 2, no authentication",
    advertisement: advertisement(.two, 10, ["192.0.2.1"]), source: "192.0.2.251",
    destination: "224.0.0.18", checksum: .messageOnly,
    bytes: "210ac801000154f1c00002010000000000000000"),
  AdvertisementVector(
    name: "keepalived, version 2, password",
    advertisement: advertisement(.two, 11, ["192.0.2.2"], .password(Password("s3cret".utf8))),
    source: "192.0.2.251", destination: "224.0.0.18", checksum: .messageOnly,
    bytes: "210bc801010117d5c00002027333637265740000"),
  AdvertisementVector(
    name: "keepalived, version 2, after an authentication header",
    advertisement: advertisement(.two, 12, ["192.0.2.3"], .header), source: "192.0.2.251",
    destination: "224.0.0.18", checksum: .messageOnly,
    bytes: "210cc801020152edc00002030000000000000000"),
  AdvertisementVector(
    name: "keepalived, version 3 over IPv4",
    advertisement: advertisement(.three, 13, ["192.0.2.4"]), source: "192.0.2.251",
    destination: "224.0.0.18", bytes: "310dc8010064a0fdc0000204"),
  AdvertisementVector(
    name: "keepalived, version 3 over IPv4, unicast",
    advertisement: advertisement(.three, 15, ["192.0.2.5", "192.0.2.6"]), source: "192.0.2.251",
    destination: "192.0.2.77", bytes: "310fc8020064fcb3c0000205c0000206"),
  AdvertisementVector(
    name: "keepalived, version 3 over IPv6",
    advertisement: advertisement(.three, 14, ["fe80::14", "2001:db8::1"]), source: "fe80::c8",
    destination: "ff02::12",
    bytes: "310ec8020064db45fe80000000000000000000000000001420010db8000000000000000000000001"),
]

@Test(arguments: advertisementVectors)
func anAdvertisementIsWritten(_ vector: AdvertisementVector) throws {
  let bytes = vector.advertisement.bytes(
    from: try address(vector.source), to: try address(vector.destination),
    checksum: vector.checksum)
  #expect(bytes == hex(vector.bytes))
}

@Test(arguments: advertisementVectors)
func anAdvertisementIsRead(_ vector: AdvertisementVector) throws {
  let reading = try Advertisement.read(
    hex(vector.bytes), from: try address(vector.source), to: try address(vector.destination))
  #expect(reading.advertisement == vector.advertisement)
  #expect(reading.checksum == vector.checksum)
}

@Test(arguments: advertisementVectors)
func everyFlippedBitIsNoticed(_ vector: AdvertisementVector) throws {
  let source = try address(vector.source)
  let destination = try address(vector.destination)
  let bytes = hex(vector.bytes)
  for bit in 0..<bytes.count * 8 {
    var broken = bytes
    broken[bit / 8] ^= 1 << UInt8(bit % 8)
    #expect(throws: Rejection.self, "bit \(bit)") {
      try Advertisement.read(broken, from: source, to: destination)
    }
  }
}

@Test(arguments: advertisementVectors)
func everyCutAndEveryExcessIsNoticed(_ vector: AdvertisementVector) throws {
  let source = try address(vector.source)
  let destination = try address(vector.destination)
  let bytes = hex(vector.bytes)
  for length in 0..<bytes.count {
    #expect(throws: Rejection.self) {
      try Advertisement.read(bytes.prefix(length), from: source, to: destination)
    }
  }
  #expect(throws: Rejection.length(bytes.count + 1, needed: bytes.count)) {
    try Advertisement.read(bytes + [0], from: source, to: destination)
  }
}
