import Glibc
import Health
import Network
import Testing

@testable import System

private func probe(
  _ topic: Topic, _ carrier: Carrier = .stream(tls: nil), to endpoint: Endpoint,
  timeout: Duration = .seconds(5)
) -> Probe {
  Probe(
    path: .init(to: endpoint), dialogue: .conversation(topic, over: carrier), timeout: timeout)
}

@Test func aConversationIsHeldOverOneConnection() throws {
  let server = try ScriptedServer([
    .send("220-a\r\n"), .send("220 b\r\n"), .expect("HELO x\r\n"), .send("250 c\r\n"),
    .expect("QUIT\r\n"), .send("221 d\r\n"),
  ])
  let probes = try Probes()
  probes.start(
    ProbeIdentifier(check: 1, serial: 1), probe(.smtp(SMTPProbe(name: "x")), to: server.endpoint),
    at: MonotonicClock.now)
  let result = try #require(try probes.ended().first?.result)
  #expect(result.verdict == .passed)
  #expect(result.detail == "SMTP 220 b")
  #expect(result.phases.connected != nil)
  #expect(result.phases.secured == nil)
  #expect(result.phases.firstByte != nil)
  let said = result.transcript.remarks.filter { $0.speaker == .director }
  #expect(said.map { String(decoding: $0.bytes, as: UTF8.self) } == ["HELO x\r\n", "QUIT\r\n"])
}

@Test func whatIsWaitedForIsNamedWhenTheTimeIsOver() throws {
  let server = try ScriptedServer([.send("220 b\r\n"), .hold])
  #expect(
    try Probes().verdict(
      of: probe(.smtp(SMTPProbe()), to: server.endpoint, timeout: .milliseconds(300)))
      == .failed("smtp \(server.endpoint): no answer to HELO within 0.3 s"))
}

@Test func aServerThatDripsLinesWithoutEndIsHeldToTheDeadline() throws {
  let server = try ScriptedServer([.drip("220-x\r\n")])
  #expect(
    try Probes().verdict(
      of: probe(.smtp(SMTPProbe()), to: server.endpoint, timeout: .milliseconds(300)))
      == .failed("smtp \(server.endpoint): no greeting within 0.3 s"))
}

@Test func aServerThatFloodsIsCutOff() throws {
  let server = try ScriptedServer([
    .send(String(repeating: "220-" + String(repeating: "x", count: 1000) + "\r\n", count: 3000))
  ])
  #expect(
    try Probes().verdict(of: probe(.smtp(SMTPProbe()), to: server.endpoint))
      == .failed("smtp \(server.endpoint): more than 1 MiB came"))
}

@Test func aConversationThatIsResetFails() throws {
  let server = try ScriptedServer([.send("220 b\r\n"), .expect("HELO"), .reset])
  let verdict = try Probes().verdict(of: probe(.smtp(SMTPProbe()), to: server.endpoint))
  #expect(verdict == .failed("smtp \(server.endpoint): connection reset"))
}

/// A UDP socket of the test's own on loopback.
private struct DatagramPeer: ~Copyable {
  let socket: Descriptor
  let endpoint: Endpoint

  init(_ address: Address = .v4(0x7f00_0001)) throws {
    let number = Glibc.socket(address.family.domain, CInt(SOCK_DGRAM.rawValue), 0)
    let socket = try Descriptor("socket", number)
    let answer = SocketAddress(Endpoint(address, port: 0)).withPointer { bind(number, $0, $1) }
    guard answer == 0 else { throw SystemError("bind", errno) }
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let named = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        getsockname(number, pointer, &size) == 0 ? SocketAddress(pointer) : nil
      }
    }
    guard let named else { throw SystemError("getsockname", errno) }
    self.socket = socket
    endpoint = named.endpoint
  }

  /// Sends back what has come, with more behind it.
  func answer(_ more: [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 2048)
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
        let count = recvfrom(socket.number, &buffer, buffer.count, 0, peer, &size)
        let reply = buffer.prefix(max(0, count)) + more
        _ = reply.withUnsafeBytes {
          sendto(socket.number, $0.baseAddress, $0.count, 0, peer, size)
        }
      }
    }
  }
}

@Test func aClosedPortOfUDPFailsAtOnce() throws {
  let endpoint = try DatagramPeer().endpoint
  #expect(
    try Probes().verdict(of: probe(.udp(UDPProbe()), .datagram, to: endpoint))
      == .failed("udp \(endpoint): refused: port unreachable"))
}

@Test func anOpenPortOfUDPPassesInSilence() throws {
  let peer = try DatagramPeer()
  #expect(
    try Probes().verdict(
      of: probe(.udp(UDPProbe()), .datagram, to: peer.endpoint, timeout: .milliseconds(200)))
      == .passed)
  let strict = UDPProbe(requiresReply: true)
  #expect(
    try Probes().verdict(
      of: probe(.udp(strict), .datagram, to: peer.endpoint, timeout: .milliseconds(200)))
      == .failed("udp \(peer.endpoint): no reply within 0.2 s"))
}

@Test func aReplyOfUDPIsJudged() throws {
  let peer = try DatagramPeer()
  let asked = UDPProbe(
    payload: [1, 2], requiresReply: true, reply: [.init(value: 1)], replyLengths: 3...3)
  let probes = try Probes()
  probes.start(
    ProbeIdentifier(check: 1, serial: 1), probe(.udp(asked), .datagram, to: peer.endpoint),
    at: MonotonicClock.now)
  peer.answer([3])
  #expect(try probes.ended().first?.result.verdict == .passed)
}

@Test(arguments: ["127.0.0.1", "::1"])
func loopbackAnswersAnEcho(address: String) throws {
  let endpoint = Endpoint(try #require(Address(address)), port: 0)
  #expect(try Probes().verdict(of: probe(.ping, .echo, to: endpoint)) == .passed)
}
