import CLinux
import Doctor
import Glibc
import Health
import Network

/// One connection or echo that is under way.
struct DoctorProbe {
  private(set) var facts: ProbeFacts
  private let started: Instant
  private var echo: PingConversation?
  private var socket: OpenSocket?

  private final class OpenSocket {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
  }

  var isWaiting: Bool { socket != nil }

  /// Begins it. Never waits.
  init(_ plan: ProbeFacts, mark: UInt32?) {
    facts = plan
    started = MonotonicClock.now
    switch plan.kind {
    case .direct, .forwarded: connect(.stream, mark: mark)
    case .echo, .bigEcho: beginEcho()
    }
  }

  /// What to wait for.
  var poll: pollfd {
    let events = echo == nil ? POLLOUT : POLLIN
    return pollfd(fd: number, events: Int16(events), revents: 0)
  }

  /// The socket has something to say.
  mutating func advance() {
    if echo == nil { return connected() }
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while isWaiting {
      let count = recv(number, &buffer, buffer.count, CInt(CLINUX_MSG_DONTWAIT))
      guard count >= 0 else { break }
      if case .end(.passed, _, _) = echo?.receive(buffer.prefix(count)[...]) {
        return end(.answered)
      }
    }
    let error = errno
    guard error != EAGAIN, error != EINTR else { return }
    fail(error)
  }

  mutating func end(_ outcome: ProbeFacts.Outcome, detail: String? = nil) {
    let span = (MonotonicClock.now - started).nanoseconds
    facts.outcome = outcome
    facts.duration = Double(span / 1000) / 1e6
    facts.detail = detail
    readMTU()
    socket = nil
  }

  // MARK: Steps

  private var number: CInt { socket?.descriptor.number ?? -1 }

  private var isIPv4: Bool { facts.destination.family == .ipv4 }

  private mutating func connect(_ kind: SocketKind, mark: UInt32? = nil) {
    let destination = Endpoint(facts.destination, port: facts.port ?? 0)
    var path = Probe.Path(to: destination, firewallMark: mark ?? 0)
    if let server = facts.realServer {
      // Only the source is needed of it: the method does not matter here.
      path.forwarding = Forwarding(.masquerade, to: server)
    }
    let probe = Probe(path: path, dialogue: .tcp, timeout: .seconds(2))
    switch Connecting(unconnected: probe, kind) {
    case .ended(let verdict): end(.notMade, detail: verdict.reason)
    case .blocked(let verdict): end(.notMade, detail: verdict.reason)
    case .begun(let descriptor): socket = OpenSocket(descriptor)
    }
    guard isWaiting else { return }
    setOption(of: number, level, isIPv4 ? IP_RECVERR : IPV6_RECVERR, CInt(1))
    if facts.kind == .bigEcho { setOption(of: number, level, isIPv4 ? 10 : 23, CInt(2)) }
    let answer = SocketAddress(destination).withPointer { Glibc.connect(number, $0, $1) }
    if answer != 0, errno != EINPROGRESS { return fail(errno) }
    readSource()
    if answer == 0, kind == .stream { end(.answered) }
  }

  private var level: CInt { isIPv4 ? CInt(IPPROTO_IP) : CInt(IPPROTO_IPV6) }

  private mutating func beginEcho() {
    connect(.echo)
    guard isWaiting else { return }
    // The IP header and ICMP's.
    let heads = (isIPv4 ? 20 : 40) + 8
    var generator = SystemRandomNumberGenerator()
    var conversation = PingConversation(
      facts.destination.family, payloadLength: facts.size.map { $0 - heads } ?? 56,
      using: &generator)
    guard case .send(let bytes) = conversation.begin() else { return end(.notMade) }
    echo = conversation
    if send(number, bytes, bytes.count, CInt(CLINUX_MSG_NOSIGNAL)) < 0 { fail(errno) }
  }

  private mutating func connected() {
    let error = pendingError(of: number)
    if error == 0 { end(.answered) } else { fail(error) }
  }

  /// Says what an error means; an ICMP message that told it is in the socket's queue.
  private mutating func fail(_ error: CInt) {
    var told = clinux_socket_error()
    if clinux_receive_error(number, &told) == 0, told.is_icmp != 0 {
      facts.icmpType = Int(told.type)
      facts.icmpCode = Int(told.code)
      let bytes = withUnsafeBytes(of: told.reporter) { Array($0) }
      facts.reporter = Address(bytes: bytes.prefix(told.family == AF_INET ? 4 : 16))
      if told.mtu > 0 { facts.pathMTU = Int(told.mtu) }
      return end(.rejected, detail: errorName(error))
    }
    switch error {
    case ECONNREFUSED: end(.refused)
    case ETIMEDOUT: end(.silence)
    default: end(.notMade, detail: errorName(error))
    }
  }

  private mutating func readSource() {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let number = number
    let address = withUnsafeMutablePointer(to: &storage) { storage -> Address? in
      let pointer = UnsafeMutableRawPointer(storage).assumingMemoryBound(to: sockaddr.self)
      guard getsockname(number, pointer, &size) == 0 else { return nil }
      return SocketAddress(pointer)?.endpoint.address
    }
    facts.source = address
  }

  /// IP_MTU, IPV6_MTU: what the kernel knows of the path of a connected socket.
  private mutating func readMTU() {
    guard facts.kind == .bigEcho, facts.pathMTU == nil, number >= 0 else { return }
    var mtu: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    if getsockopt(number, level, isIPv4 ? 14 : 24, &mtu, &size) == 0 { facts.pathMTU = Int(mtu) }
  }
}

extension Verdict {
  /// What was seen, if it did not pass.
  fileprivate var reason: String? {
    switch self {
    case .passed: nil
    case .drain(let reason), .failed(let reason), .notMade(let reason): reason
    }
  }
}
