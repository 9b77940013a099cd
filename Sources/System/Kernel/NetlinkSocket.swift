import CLinux
import Glibc
import Network

/// A netlink socket for questions and commands, blocking, every wait bounded.
final class NetlinkSocket {
  /// How many requests the kernel's answers to fit into the receive buffer, should it refuse all.
  let requestsPerBatch: Int
  /// Seconds that the kernel may take over one answer.
  static let patience = 5

  private let number: CInt
  private let owned: Descriptor?
  /// 32 KiB is the longest piece of a dump that the kernel makes.
  private var buffer = [UInt8](repeating: 0, count: 65536)
  private var nextSequence: UInt32 = 1

  /// Makes use of a socket that stays its owner's.
  init(borrowing number: CInt) {
    self.number = number
    owned = nil
    requestsPerBatch = NetlinkSocket.prepare(number) ? 512 : 128
  }

  /// Opens one of a protocol: `NETLINK_*`.
  init(protocol: CInt) throws(SystemError) {
    let kind = CInt(CLINUX_RAW)
    let descriptor = try Descriptor("netlink socket", socket(AF_NETLINK, kind, `protocol`))
    number = descriptor.number
    owned = consume descriptor
    requestsPerBatch = NetlinkSocket.prepare(number) ? 512 : 128
  }

  /// Sets the socket's options; false if its buffers stay small.
  private static func prepare(_ number: CInt) -> Bool {
    setOption(of: number, SOL_NETLINK, CInt(NETLINK_CAP_ACK), CInt(1))
    setOption(of: number, SOL_NETLINK, CInt(NETLINK_EXT_ACK), CInt(1))
    // What a dump is asked for is then kept to, and not only its family.
    setOption(of: number, SOL_NETLINK, CInt(NETLINK_GET_STRICT_CHK), CInt(1))
    setOption(of: number, SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: patience, tv_usec: 0))
    return enlargeBuffers(of: number, receive: 8 << 20, send: 8 << 20)
  }

  /// The first of so many consecutive sequence numbers that no request had before; never 0, which
  /// is what the kernel speaks of its own accord with.
  func reserve(_ count: UInt32) -> UInt32 {
    if nextSequence > .max - count { nextSequence = 1 }
    defer { nextSequence += count }
    return nextSequence
  }

  /// Sends messages in one datagram, which the kernel has worked off when this returns. ETIMEDOUT:
  /// it does not take it.
  func send(_ bytes: borrowing [UInt8]) throws(SystemError) {
    for _ in 0..<8 {
      let sent = bytes.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, 0) }
      if sent == bytes.count { return }
      guard sent >= 0 || errno == EINTR || errno == ENOBUFS || errno == EAGAIN else {
        throw SystemError("send to the kernel")
      }
    }
    throw SystemError("send to the kernel", ETIMEDOUT)
  }

  /// The messages of the next datagram. ETIMEDOUT: it does not come, or did not fit.
  func receive() throws(SystemError) -> NetlinkReader {
    for _ in 0..<8 {
      let count = buffer.withUnsafeMutableBytes { recv(number, $0.baseAddress, $0.count, 0) }
      if count >= 0 { return NetlinkReader(buffer[..<min(count, buffer.count)]) }
      switch errno {
      case EINTR: continue
      case EAGAIN, ENOBUFS: throw SystemError("receive from the kernel", ETIMEDOUT)
      default: throw SystemError("receive from the kernel")
      }
    }
    throw SystemError("receive from the kernel", ETIMEDOUT)
  }
}
