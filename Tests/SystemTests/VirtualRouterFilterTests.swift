import CLinux
import Glibc
import Testing

/// The filter of the sockets of VRRP, on a pair of local sockets: there it sees what is sent, byte for
/// byte, as it sees the packets of a raw socket.
struct VirtualRouterFilterTests {
  /// Which of these datagrams come through.
  private func passing(
    _ datagrams: [[UInt8]], family: CInt, transport: CInt = 112, wanted: Set<Int>
  ) -> [Int] {
    var pair: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0, &pair) == 0 else { return [-1] }
    defer { for socket in pair { close(socket) } }
    let routers = (0..<256).map { UInt8(wanted.contains($0) ? 1 : 0) }
    guard clinux_keep_virtual_routers(pair[1], family, transport, routers) == 0 else { return [-2] }
    var passing: [Int] = []
    var buffer = [UInt8](repeating: 0, count: 2048)
    for (place, datagram) in datagrams.enumerated() {
      _ = send(pair[0], datagram, datagram.count, CInt(MSG_DONTWAIT))
      if recv(pair[1], &buffer, buffer.count, CInt(MSG_DONTWAIT)) == datagram.count {
        passing.append(place)
      }
    }
    return passing
  }

  /// An IPv4 header with so many words, and what follows.
  private func ipv4(words: UInt8 = 5, _ rest: [UInt8]) -> [UInt8] {
    [0x40 | words] + [UInt8](repeating: 0, count: Int(words) * 4 - 1) + rest
  }

  private func message(_ router: Int) -> [UInt8] { [0x31, UInt8(router), 100, 0, 0, 1, 0, 0] }

  /// RFC 4302: 24 bytes, as VRRP's version 2 has it.
  private var header: [UInt8] { [112, 4] + [UInt8](repeating: 0, count: 22) }

  @Test(arguments: [[51], [1, 2, 3, 255], [0, 7, 9, 11, 200, 201], Array(1...255)])
  func ofEveryNumberOnlyTheWantedPass(_ wanted: [Int]) {
    let numbers = Array(0..<256)
    let expected = numbers.filter { wanted.contains($0) }
    #expect(
      passing(numbers.map { ipv4(message($0)) }, family: AF_INET, wanted: Set(wanted)) == expected)
    #expect(passing(numbers.map(message), family: AF_INET6, wanted: Set(wanted)) == expected)
  }

  @Test func everySecondNumberIsNotTooLongAProgram() {
    let even = Set(stride(from: 0, to: 256, by: 2))
    #expect(passing((0..<256).map(message), family: AF_INET6, wanted: even) == even.sorted())
  }

  @Test func optionsAndTheAuthenticationHeaderAreSkipped() {
    #expect(passing([ipv4(words: 15, message(51))], family: AF_INET, wanted: [51]) == [0])
    let packets = [51, 52].map { ipv4(words: 6, header + message($0)) }
    #expect(passing(packets, family: AF_INET, transport: 51, wanted: [51]) == [0])
  }

  @Test func whatIsTooShortDoesNotPass() {
    let short = [[], [0x45], ipv4([]), ipv4([0x31]), [0x40]]
    #expect(passing(short, family: AF_INET, wanted: Set(0..<256)) == [])
    #expect(passing([[0x31]], family: AF_INET6, wanted: Set(0..<256)) == [])
    #expect(passing([ipv4([112])], family: AF_INET, transport: 51, wanted: Set(0..<256)) == [])
  }
}
