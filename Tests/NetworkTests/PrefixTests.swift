import Network
import Testing

@Test func aPrefixIsReadWithAndWithoutItsLength() {
  #expect(Prefix("192.0.2.0/24")?.description == "192.0.2.0/24")
  #expect(Prefix("192.0.2.1")?.length == 32)
  #expect(Prefix("2001:db8::/32")?.length == 32)
  #expect(Prefix("2001:db8::1")?.length == 128)
}

@Test(arguments: [
  "", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "::/129", "192.0.2.0/-1", "1.2.3.4/+8",
])
func aWrongPrefixIsRefused(text: String) {
  #expect(Prefix(text) == nil)
}

@Test func hostBitsAreSeen() {
  #expect(Prefix("192.0.2.0/24")?.hasNoHostBits == true)
  #expect(Prefix("192.0.2.1/24")?.hasNoHostBits == false)
  #expect(Prefix("192.0.2.1/32")?.hasNoHostBits == true)
  #expect(Prefix("2001:db8::/32")?.hasNoHostBits == true)
  #expect(Prefix("2001:db8::1/127")?.hasNoHostBits == false)
  #expect(Prefix("0.0.0.0/0")?.hasNoHostBits == true)
}

@Test func everyIPv4MaskHasItsLength() {
  for length in 0...32 {
    #expect(Prefix.length(mask: Prefix.mask(length: length)) == length)
  }
  #expect(Prefix.mask(length: 24) == 0xffff_ff00)
  #expect(Prefix.length(mask: 0xff00_ff00) == nil)
  #expect(Prefix.length(mask: 0x0000_00ff) == nil)
}
