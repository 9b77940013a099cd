import Testing

@testable import VRRP

@Test(arguments: [
  ("", 0), ("\n", 0), ("7\n", 7), ("  -12 x", -12), ("+3", 3), ("0x1F", 31), ("-0X10\n", -16),
  ("010", 8), ("08", 0), ("0x", 0), ("0xg", 0), ("abc", 0), ("- 5", 0), ("5-", 5),
  ("99999999999999999999999", 2_147_483_647), ("-99999999999", -2_147_483_647),
])
func aTrackedFilesNumberIsReadAsStrtolReadsIt(_ text: String, _ number: Int) {
  #expect(trackedNumber(text.utf8) == number)
}

@Test func aFileOfAnyBytesIsANumber() {
  #expect(trackedNumber([0xff, 0x00, 0x31]) == 0)
  #expect(trackedNumber([0x31, 0x00, 0x32]) == 1)
}
