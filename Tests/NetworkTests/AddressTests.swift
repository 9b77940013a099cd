import Network
import Testing

@Test(arguments: [
  ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
  ("::", "::"), ("::1", "::1"), ("2001:DB8::1", "2001:db8::1"),
  ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"),
  ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
  ("0:0:0:0:0:0:0:0", "::"), ("1::", "1::"), ("fe80:0:0:0:1::", "fe80::1:0:0:0"),
])
func anAddressIsReadAndWrittenInItsCanonicalForm(text: String, canonical: String) {
  #expect(Address(text)?.description == canonical)
}

@Test(arguments: [
  "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.-4", " 1.2.3.4", "1.2.3.4 ", "1..3.4",
  ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1%eth0",
  "[::1]", "1:2:3:4:5:6:7::8", "::1.2.3", "1.2.3.4::", "0x1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4",
])
func whatIsNotExactlyAnAddressIsRefused(text: String) {
  #expect(Address(text) == nil)
}

@Test func theBytesOfAnAddressAreInNetworkOrderAndReadBack() throws {
  let v4 = try #require(Address("192.0.2.1"))
  #expect(v4.bytes == [192, 0, 2, 1])
  #expect(Address(bytes: v4.bytes) == v4)
  let v6 = try #require(Address("2001:db8::5"))
  #expect(v6.bytes == [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5])
  #expect(Address(bytes: v6.bytes) == v6)
  #expect(Address(bytes: [1, 2, 3]) == nil)
}

@Test func anAddressAdvancesUpToTheEndOfItsFamily() {
  #expect(Address("10.0.0.255")?.advanced(by: 1) == Address("10.0.1.0"))
  #expect(Address("255.255.255.255")?.advanced(by: 1) == nil)
  #expect(Address("::ffff")?.advanced(by: 1) == Address("::1:0"))
}

@Test func linkLocalAddressesAreKnown() {
  #expect(Address("fe80::1")?.isLinkLocal == true)
  #expect(Address("febf::1")?.isLinkLocal == true)
  #expect(Address("fec0::1")?.isLinkLocal == false)
  #expect(Address("169.254.1.1")?.isLinkLocal == true)
}

@Test func anEndpointWritesIPv6InBrackets() throws {
  #expect(Endpoint(try #require(Address("192.0.2.1")), port: 80).description == "192.0.2.1:80")
  #expect(Endpoint(try #require(Address("::1")), port: 443).description == "[::1]:443")
}
