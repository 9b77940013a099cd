package import BFD
import CLinux
import Glibc
package import Network

/// The sockets of all BFD sessions, behind one descriptor: one that hears for each family and port,
/// and one that speaks for each session (RFC 5881 §4).
package final class SessionSockets {
  /// A datagram that came.
  package struct Arrival: Sendable {
    package var bytes: [UInt8]
    package var source: Address
    /// Which address of ours it came to.
    package var destination: Address
    package var hopLimit: UInt8
    /// Which it came to.
    package var port: UInt16
  }

  private struct Ear: Hashable {
    var family: Family
    var port: UInt16
  }

  /// Where a session speaks from.
  fileprivate struct Mouth: Hashable {
    var neighbor: Address
    var source: Address?
    var port: UInt16
    var hopLimit: UInt8
  }

  private final class Socket {
    let number: CInt
    private let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
      number = descriptor.number
      self.descriptor = descriptor
    }
  }

  private let poller: Poller
  private var ears: [Ear: Socket] = [:]
  private var ports: [UInt64: Ear] = [:]
  private var nextToken: UInt64 = 0
  private var mouths: [Mouth: Socket] = [:]
  private var buffer = [UInt8](repeating: 0, count: 512)

  package init() throws(SystemError) { poller = try Poller(capacity: 8) }

  /// Readable while a packet waits on any of them.
  package var descriptor: CInt { poller.descriptor }

  /// Opens what these sessions need and closes what none does. Answers what could not be opened, in
  /// words; it is tried again by the next call.
  package func open(for sessions: [SessionSettings]) -> [String] {
    let wantedEars = Set(sessions.map { Ear(family: $0.neighbor.family, port: $0.port) })
    let wantedMouths = Set(sessions.map(\.mouth))
    for (token, ear) in ports where !wantedEars.contains(ear) {
      ports[token] = nil
      ears[ear] = nil
    }
    mouths = mouths.filter { wantedMouths.contains($0.key) }
    var complaints: [String] = []
    for ear in wantedEars where ears[ear] == nil {
      do throws(SystemError) { try listen(ear) } catch {
        complaints.append("BFD is not heard on port \(ear.port): \(error)")
      }
    }
    for mouth in wantedMouths where mouths[mouth] == nil {
      do throws(SystemError) { mouths[mouth] = Socket(try Self.speaking(mouth)) } catch {
        complaints.append("BFD cannot be spoken to \(mouth.neighbor): \(error)")
      }
    }
    return complaints
  }

  /// Sends at once or not at all.
  package func send(_ packet: ControlPacket, of session: SessionSettings) -> SystemError? {
    guard let socket = mouths[session.mouth] else { return nil }
    let bytes = packet.bytes
    let to = SocketAddress(Endpoint(session.neighbor, port: session.port))
    let count = to.withPointer {
      sendto(
        socket.number, bytes, bytes.count, CInt(CLINUX_MSG_DONTWAIT | CLINUX_MSG_NOSIGNAL), $0,
        $1)
    }
    return count >= 0 ? nil : SystemError("send to \(session.neighbor)")
  }

  /// What has come, bounded a call; the rest keeps the descriptor readable.
  package func receive(atMost limit: Int = 64) throws(SystemError) -> [Arrival] {
    var arrivals: [Arrival] = []
    for ready in try poller.waitingNow() {
      guard let ear = ports[ready.token], let socket = ears[ear] else { continue }
      for _ in 0..<limit {
        var arrival = clinux_arrival()
        let count = buffer.withUnsafeMutableBytes {
          clinux_receive_packet(socket.number, $0.baseAddress, $0.count, &arrival)
        }
        // A neighbour that is not there answers by ICMP; that is an error of the next call.
        if count < 0, errno == EAGAIN { break }
        guard count >= 0, let hopLimit = UInt8(exactly: arrival.hop_limit) else { continue }
        arrivals.append(
          Arrival(
            bytes: Array(buffer.prefix(count)), source: address(arrival.source, ear.family),
            destination: address(arrival.destination, ear.family), hopLimit: hopLimit,
            port: ear.port))
      }
    }
    return arrivals
  }

  private func address<Bytes>(_ field: Bytes, _ family: Family) -> Address {
    withUnsafeBytes(of: field) { bytes in
      Address(bytes: bytes.prefix(family == .ipv4 ? 4 : 16)) ?? .v6(0)
    }
  }
}

extension SessionSettings {
  fileprivate var mouth: SessionSockets.Mouth {
    SessionSockets.Mouth(neighbor: neighbor, source: source, port: port, hopLimit: hopLimit)
  }
}

// MARK: - Opening

extension SessionSockets {
  /// The ports that a session may speak from (RFC 5881 §4).
  private static let sourcePorts: ClosedRange<UInt16> = 49152...65535
  /// CS6 (RFC 2474), as for VRRP.
  private static let networkControl: CInt = 0xc0

  private func listen(_ ear: Ear) throws(SystemError) {
    let socket = try Self.datagram(ear.family)
    let any: Address = ear.family == .ipv4 ? .v4(0) : .v6(0)
    switch ear.family {
    case .ipv4:
      setOption(of: socket.number, CInt(IPPROTO_IP), IP_RECVTTL, CInt(1))
      setOption(of: socket.number, CInt(IPPROTO_IP), IP_PKTINFO, CInt(1))
    case .ipv6:
      setOption(of: socket.number, CInt(IPPROTO_IPV6), IPV6_RECVPKTINFO, CInt(1))
      setOption(of: socket.number, CInt(IPPROTO_IPV6), IPV6_V6ONLY, CInt(1))
      setOption(of: socket.number, CInt(IPPROTO_IPV6), IPV6_RECVHOPLIMIT, CInt(1))
    }
    guard Self.bind(socket.number, Endpoint(any, port: ear.port)) else {
      throw SystemError("bind to port \(ear.port)")
    }
    try poller.add(socket.number, for: .readable, token: nextToken)
    ports[nextToken] = ear
    nextToken += 1
    ears[ear] = Socket(socket)
  }

  private static func speaking(_ mouth: Mouth) throws(SystemError) -> Descriptor {
    let family = mouth.neighbor.family
    let socket = try datagram(family)
    let hops = CInt(mouth.hopLimit)
    switch family {
    case .ipv4:
      setOption(of: socket.number, CInt(IPPROTO_IP), IP_TTL, hops)
      setOption(of: socket.number, CInt(IPPROTO_IP), IP_TOS, networkControl)
    case .ipv6:
      setOption(of: socket.number, CInt(IPPROTO_IPV6), IPV6_UNICAST_HOPS, hops)
      setOption(of: socket.number, CInt(IPPROTO_IPV6), IPV6_TCLASS, networkControl)
    }
    setOption(of: socket.number, SOL_SOCKET, SO_PRIORITY, CInt(6))
    let own = mouth.source ?? (family == .ipv4 ? .v4(0) : .v6(0))
    for _ in 0..<64 {
      let port = UInt16.random(in: sourcePorts)
      if bind(socket.number, Endpoint(own, port: port)) { return socket }
      guard errno == EADDRINUSE else { break }
    }
    throw SystemError("bind to \(own)")
  }

  private static func datagram(_ family: Family) throws(SystemError) -> Descriptor {
    let kind = CInt(CLINUX_DATAGRAM | CLINUX_NONBLOCK)
    return try Descriptor("socket", Glibc.socket(family.domain, kind, 0))
  }

  private static func bind(_ number: CInt, _ endpoint: Endpoint) -> Bool {
    SocketAddress(endpoint).withPointer { Glibc.bind(number, $0, $1) == 0 }
  }
}
