import Network
import Testing

@Test func theExampleOfRFC1071HasItsChecksum() {
  let bytes: [UInt8] = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]
  #expect(checksum(of: bytes) == ~0xddf2)
}

@Test func anOddLastByteIsTheHighHalfOfAWord() {
  #expect(checksum(of: [0x12]) == ~0x1200)
}

@Test func aSumOfAllOnesFoldsMoreThanOnce() {
  #expect(checksum(of: [UInt8](repeating: 0xff, count: 200_002)) == 0)
}

@Test func bytesThatHoldTheirOwnChecksumSumToZero() {
  let header: [UInt8] = [
    0x45, 0x00, 0x00, 0x3c, 0x1c, 0x46, 0x40, 0x00, 0x40, 0x06, 0xb1, 0xe6, 0xac, 0x10, 0x0a, 0x63,
    0xac, 0x10, 0x0a, 0x0c,
  ]
  #expect(checksum(of: header) == 0)
}

@Test func thePseudoHeaderOfEachFamilyHasItsForm() throws {
  let four = PseudoHeader(
    source: try #require(Address("192.0.2.251")), destination: try #require(Address("224.0.0.18")),
    transport: 112, length: 16)
  #expect(four.bytes == [192, 0, 2, 251, 224, 0, 0, 18, 0, 112, 0, 16])
  let six = PseudoHeader(
    source: try #require(Address("fe80::c8")), destination: try #require(Address("ff02::12")),
    transport: 112, length: 0x10028)
  #expect(six.bytes.count == 40)
  #expect(six.bytes.suffix(8) == [0, 1, 0, 0x28, 0, 0, 0, 112])
}

@Test func hardwareAddressesAreReadAndWritten() {
  #expect(HardwareAddress("00:00:5E:00:01:33")?.description == "00:00:5e:00:01:33")
  for wrong in ["", "0:0:5e:0:1:33", "00:00:5e:00:01", "00:00:5e:00:01:33:44", "00:00:5e:00:01:+3"]
  {
    #expect(HardwareAddress(wrong) == nil, "\(wrong)")
  }
}

@Test func virtualRoutersHaveTheirOwnHardwareAddress() {
  #expect(HardwareAddress.virtualRouter(51, .ipv4).description == "00:00:5e:00:01:33")
  #expect(HardwareAddress.virtualRouter(255, .ipv6).description == "00:00:5e:00:02:ff")
}

@Test func multicastGroupsHaveAHardwareAddress() throws {
  let four = HardwareAddress.multicast(try #require(Address("224.0.0.18")))
  #expect(four.description == "01:00:5e:00:00:12")
  let six = HardwareAddress.multicast(try #require(Address("ff02::1:ff00:1")))
  #expect(six.description == "33:33:ff:00:00:01")
}
