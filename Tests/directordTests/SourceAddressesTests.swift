import Network
import Routing
import Testing

@testable import directord

struct SourceAddressesTests {
  private func ipv4(_ number: UInt32, flags: InterfaceAddress.Flags? = nil) -> InterfaceAddress {
    InterfaceAddress(.v4(number), length: 32, on: 1, flags: flags)
  }

  @Test func theFirstThatIsNotVirtualIsFound() {
    var addresses = SourceAddresses()
    for number: UInt32 in [7, 3, 5] { addresses.take(ipv4(number)) }
    #expect(addresses.first(without: [.v4(7)]) == [.v4(3)])
    addresses.remove(ipv4(3))
    #expect(addresses.first(without: [.v4(7)]) == [.v4(5)])
    addresses.take(ipv4(3))
    #expect(addresses.first(without: [.v4(7)]) == [.v4(5)])
    #expect(addresses.has(.v4(3)))
  }

  @Test func oneThatIsNotReadyIsNoSource() {
    var addresses = SourceAddresses()
    addresses.take(ipv4(1, flags: .tentative))
    #expect(addresses.first(without: []) == [])
    addresses.take(ipv4(1, flags: []))
    #expect(addresses.first(without: []) == [.v4(1)])
    addresses.take(ipv4(1, flags: .duplicate))
    #expect(addresses.first(without: []) == [])
  }

  @Test func thousandsThatComeAndGoLeaveTheOrderAsItIs() {
    var addresses = SourceAddresses()
    for number: UInt32 in 1...3000 { addresses.take(ipv4(number)) }
    for number: UInt32 in 1...2990 { addresses.remove(ipv4(number)) }
    #expect(addresses.first(without: []) == [.v4(2991)])
    for number: UInt32 in 1...10 { addresses.take(ipv4(number)) }
    for number: UInt32 in 2991...3000 { addresses.remove(ipv4(number)) }
    #expect(addresses.first(without: []) == [.v4(1)])
    #expect(!addresses.has(.v4(2991)))
  }

  @Test func anAddressWithTwoPrefixesStaysUntilBothHaveGone() {
    var addresses = SourceAddresses()
    let short = InterfaceAddress(.v4(9), length: 24, on: 1)
    addresses.take(short)
    addresses.take(ipv4(9))
    addresses.remove(short)
    #expect(addresses.has(.v4(9)))
    addresses.remove(ipv4(9))
    #expect(!addresses.has(.v4(9)))
  }

  @Test func overIPv6OnlyLinkLocalOnesAreTakenUnasked() {
    var addresses = SourceAddresses()
    let linkLocal = Address.v6(IPv6Bits(0xfe80 << 112 | 1))
    addresses.take(InterfaceAddress(.v6(IPv6Bits(0x2001 << 112 | 1)), length: 64, on: 1))
    addresses.take(InterfaceAddress(linkLocal, length: 64, on: 1))
    #expect(addresses.first(without: []) == [linkLocal])
    #expect(addresses.has(.v6(IPv6Bits(0x2001 << 112 | 1))))
  }
}
