import Network
import Testing
import VRRP

@testable import directord

struct AudienceTests {
  private let start = Instant(nanoseconds: 0)

  private func packet(_ router: UInt8) -> Result<ReceivedPacket, Rejection> {
    .success(
      ReceivedPacket(
        ipv6: [0x31, router], source: .v6(1), destination: .v6(2), hopLimit: 255))
  }

  @Test func someStrangersAreHeardAndAFloodOfThemIsNot() {
    var audience = Audience()
    audience.routers = [51]
    let closings = (0..<1000).filter { _ in audience.hears(packet(77), at: start) }
    #expect(closings == [20])
    #expect(audience.isClosed)
    audience.open(at: start + .seconds(9))
    #expect(audience.isClosed)
    audience.open(at: start + .seconds(10))
    #expect(!audience.isClosed)
  }

  @Test func itsOwnVirtualRoutersAreNoStrangers() {
    var audience = Audience()
    audience.routers = [51]
    let closings = (0..<1000).filter { _ in audience.hears(packet(51), at: start) }
    #expect(closings == [])
    #expect(!audience.isClosed)
  }
}
