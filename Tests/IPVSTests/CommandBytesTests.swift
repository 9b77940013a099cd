import IPVS
import Network
import Testing

/// What is said to be ipvsadm's was recorded from ipvsadm 1.31, sending it to a kernel 6.1 on a
/// little-endian machine.
struct CommandBytesTests {
  @Test func aPersistentServiceIsWhatIpvsadmSends() {
    let settings = ServiceSettings(
      scheduler: .weightedRoundRobin, persistence: Persistence(timeout: 300, granularity: 24))
    let sent = bytes(
      """
      01010000 54000180 06000100 02000000 06000200 06000000
      14000300 c0000201 00000000 00000000 00000000 06000400 00500000
      08000600 77727200 0c000700 01000000 ffffffff 08000800 2c010000 08000900 ffffff00
      """)
    #expect(payload(.newService(web, settings)) == sent)
    #expect(payload(.setService(web, settings)) == [2] + sent.dropFirst())
  }

  @Test func schedulerFlagsAreWhatIpvsadmSends() {
    let settings = ServiceSettings(
      scheduler: .maglevHashing, flags: [.scheduler2],
      persistence: Persistence(timeout: 300, granularity: 24))
    let sent = bytes(
      """
      01010000 54000180 06000100 02000000 06000200 06000000
      14000300 c0000202 00000000 00000000 00000000 06000400 00500000
      07000600 6d680000 0c000700 11000000 ffffffff 08000800 2c010000 08000900 ffffff00
      """)
    #expect(payload(.newService(.endpoint(.tcp, v4(192, 0, 2, 2)), settings)) == sent)
  }

  @Test func aPersistenceEngineAndAPrefixOfIPv6AreWhatIpvsadmSends() {
    let settings = ServiceSettings(
      scheduler: .roundRobin, flags: [.onePacket],
      persistence: Persistence(timeout: 60, granularity: 64, engine: "sip"))
    let sent = bytes(
      """
      01010000 5c000180 06000100 0a000000 06000200 11000000
      14000300 20010db8 00000000 00000000 00000001 06000400 13c40000
      07000600 72720000 08000b00 73697000 0c000700 05000000 ffffffff
      08000800 3c000000 08000900 40000000
      """)
    #expect(payload(.newService(.endpoint(.udp, v6(1, 5060)), settings)) == sent)
  }

  @Test func aFirewallMarkIsWhatIpvsadmSends() {
    let sent = bytes(
      """
      01010000 38000180 06000100 02000000 08000500 05000000 08000600 776c6300
      0c000700 00000000 ffffffff 08000800 00000000 08000900 ffffffff
      """)
    #expect(payload(.newService(.firewallMark(5, .ipv4), ServiceSettings())) == sent)
  }

  /// ipvsadm repeats empty settings in the service; its identity is enough.
  private static let identity = """
    30000180 06000100 02000000 06000200 06000000
    14000300 c0000201 00000000 00000000 00000000 06000400 00500000
    """

  @Test func aTunnelledDestinationIsWhatIpvsadmSends() {
    let settings = DestinationSettings(
      weight: 7, forwarding: .tunnel(Tunnel(.gue(port: 6080), checksum: .full)),
      upperThreshold: 100, lowerThreshold: 50)
    let sent = bytes(
      """
      05010000 \(Self.identity) 60000280 06000b00 02000000
      14000100 0a000002 00000000 00000000 00000000 06000200 00500000
      08000300 02000000 08000400 07000000 05000d00 01000000 06000e00 17c00000 06000f00 01000000
      08000500 64000000 08000600 32000000
      """)
    #expect(payload(.newDestination(web, v4(10, 0, 0, 2), settings)) == sent)
    #expect(payload(.setDestination(web, v4(10, 0, 0, 2), settings)) == [6] + sent.dropFirst())
  }

  @Test func aTunnelOfIPInIPSendsNothingThatOldKernelsDoNotKnow() {
    let sent = bytes(
      """
      05010000 \(Self.identity) 48000280 06000b00 0a000000
      14000100 20010db8 00000000 00000000 00000009 06000200 00500000
      08000300 02000000 08000400 01000000 08000500 00000000 08000600 00000000
      """)
    let command = Command.newDestination(web, v6(9), DestinationSettings(forwarding: .ipip))
    #expect(payload(command) == sent)
  }

  @Test func aRemovalSendsTheIdentityAlone() {
    let destination = """
      28000280 06000b00 02000000 14000100 0a000002 00000000 00000000 00000000 06000200 1f900000
      """
    #expect(payload(.deleteService(web)) == bytes("03010000 \(Self.identity)"))
    #expect(
      payload(.deleteDestination(web, v4(10, 0, 0, 2, 8080)))
        == bytes("07010000 \(Self.identity) \(destination)"))
  }

  @Test func timeoutsAndFlushAreWhatIpvsadmSends() {
    let timeouts = Timeouts(tcp: 900, tcpFin: 120, udp: 300)
    #expect(
      payload(.setTimeouts(timeouts))
        == bytes("0c010000 08000400 84030000 08000500 78000000 08000600 2c010000"))
    #expect(payload(.flush) == bytes("11010000"))
  }

  @Test func queriesNameWhatTheyAskFor() {
    #expect(payload(.services) == bytes("04010000"))
    #expect(payload(.destinations(web)) == bytes("08010000 \(Self.identity)"))
    #expect(payload(.timeouts) == bytes("0d010000"))
    #expect(payload(.information) == bytes("0f010000"))
  }
}
