internal import CNetlink
import Glibc
import Network

/// A generic netlink socket of one family, blocking, every wait bounded. One owner; libnl opens it,
/// resolves the family (the kernel loads the module if it may) and closes it.
final class GenericNetlink {
  /// The family's message type.
  let family: UInt16
  /// How many requests the kernel's answers to fit into the receive buffer, should it refuse all.
  let requestsPerBatch: Int
  /// How long the kernel may take over one answer.
  static let patience = 5

  private let socket: OpaquePointer
  private let number: CInt
  /// 32 KiB is the longest piece of a dump that the kernel makes.
  private var buffer = [UInt8](repeating: 0, count: 65536)
  private var nextSequence: UInt32 = 1

  /// Throws `absent` where the kernel has no such family.
  init(family name: String) throws(TableError) {
    guard let socket = nl_socket_alloc() else {
      throw .system(SystemError("nl_socket_alloc", ENOMEM))
    }
    guard genl_connect(socket) == 0 else {
      let number = errno
      nl_socket_free(socket)
      throw .system(SystemError("generic netlink socket", number))
    }
    let family = genl_ctrl_resolve(socket, name)
    guard let type = UInt16(exactly: family) else {
      nl_socket_free(socket)
      throw GenericNetlink.error(resolving: family)
    }
    self.socket = socket
    self.family = type
    number = nl_socket_get_fd(socket)
    requestsPerBatch = GenericNetlink.prepare(number) ? 512 : 128
  }

  deinit { nl_socket_free(socket) }

  private static func error(resolving answer: CInt) -> TableError {
    switch -answer {
    case NLE_OBJ_NOTFOUND: .absent
    case NLE_PERM, NLE_NOACCESS: .notPermitted
    default:
      .system(SystemError("resolve netlink family (\(String(cString: nl_geterror(answer))))", EIO))
    }
  }

  /// Sets the socket's options; false where its buffers stay small.
  private static func prepare(_ number: CInt) -> Bool {
    set(number, SOL_NETLINK, CInt(NETLINK_CAP_ACK), CInt(1))
    set(number, SOL_NETLINK, CInt(NETLINK_EXT_ACK), CInt(1))
    set(number, SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: patience, tv_usec: 0))
    let size = CInt(8 << 20)
    let isLarge =
      set(number, SOL_SOCKET, SO_RCVBUFFORCE, size) && set(number, SOL_SOCKET, SO_SNDBUFFORCE, size)
    if !isLarge {
      set(number, SOL_SOCKET, SO_RCVBUF, size)
      set(number, SOL_SOCKET, SO_SNDBUF, size)
    }
    return isLarge
  }

  @discardableResult
  private static func set<Value: BitwiseCopyable>(
    _ number: CInt, _ level: CInt, _ option: CInt, _ value: Value
  ) -> Bool {
    withUnsafePointer(to: value) {
      setsockopt(number, level, option, $0, socklen_t(MemoryLayout<Value>.size)) == 0
    }
  }

  /// The first of so many consecutive sequence numbers that no request had before; never 0, which
  /// is what the kernel speaks of its own accord with.
  func reserve(_ count: UInt32) -> UInt32 {
    if nextSequence > .max - count { nextSequence = 1 }
    defer { nextSequence += count }
    return nextSequence
  }

  /// Sends messages in one datagram, which the kernel has worked off when this returns.
  func send(_ bytes: borrowing [UInt8]) throws(TableError) {
    for _ in 0..<8 {
      let sent = bytes.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, 0) }
      if sent == bytes.count { return }
      guard sent >= 0 || errno == EINTR || errno == ENOBUFS || errno == EAGAIN else {
        throw .system(SystemError("send to the kernel"))
      }
    }
    throw .timedOut
  }

  /// Gives the messages of the next datagram to `body`, until it answers that no more are awaited.
  func receive(until body: (NetlinkMessage) throws(TableError) -> Bool) throws(TableError) {
    while true {
      let count = try fill()
      for message in NetlinkReader(buffer[..<count]) where try body(message) { return }
    }
  }

  private func fill() throws(TableError) -> Int {
    for _ in 0..<8 {
      let count = buffer.withUnsafeMutableBytes { recv(number, $0.baseAddress, $0.count, 0) }
      if count >= 0 { return min(count, buffer.count) }
      switch errno {
      case EINTR: continue
      case EAGAIN, ENOBUFS: throw .timedOut
      default: throw .system(SystemError("receive from the kernel"))
      }
    }
    throw .timedOut
  }
}
