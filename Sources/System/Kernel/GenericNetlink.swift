internal import CNetlink
import Glibc
import Network

/// A generic netlink socket of one family, blocking, every wait bounded. One owner; libnl opens it,
/// resolves the family (the kernel loads the module if it may) and closes it.
final class GenericNetlink {
  /// The family's message type.
  let family: UInt16

  private let handle: OpaquePointer
  private let socket: NetlinkSocket

  /// Throws `absent` if the kernel has no such family.
  init(family name: String) throws(TableError) {
    guard let handle = nl_socket_alloc() else {
      throw .system(SystemError("nl_socket_alloc", ENOMEM))
    }
    guard genl_connect(handle) == 0 else {
      let number = errno
      nl_socket_free(handle)
      throw .system(SystemError("generic netlink socket", number))
    }
    let family = genl_ctrl_resolve(handle, name)
    guard let type = UInt16(exactly: family) else {
      nl_socket_free(handle)
      throw GenericNetlink.error(resolving: family)
    }
    self.handle = handle
    self.family = type
    socket = NetlinkSocket(borrowing: nl_socket_get_fd(handle))
  }

  deinit { nl_socket_free(handle) }

  private static func error(resolving answer: CInt) -> TableError {
    switch -answer {
    case NLE_OBJ_NOTFOUND: .absent
    case NLE_PERM, NLE_NOACCESS: .notPermitted
    default:
      .system(SystemError("resolve netlink family (\(String(cString: nl_geterror(answer))))", EIO))
    }
  }

  /// How many requests the kernel's answers to fit into the receive buffer, should it refuse all.
  var requestsPerBatch: Int { socket.requestsPerBatch }

  /// The first of so many consecutive sequence numbers that no request had before.
  func reserve(_ count: UInt32) -> UInt32 { socket.reserve(count) }

  /// Sends messages in one datagram, which the kernel has worked off when this returns.
  func send(_ bytes: borrowing [UInt8]) throws(TableError) {
    do {
      try socket.send(bytes)
    } catch {
      throw error.number == ETIMEDOUT ? .timedOut : .system(error)
    }
  }

  /// Gives the messages of the next datagrams to `body`, until it answers that no more are awaited.
  func receive(until body: (NetlinkMessage) throws(TableError) -> Bool) throws(TableError) {
    while true {
      for message in try next() where try body(message) { return }
    }
  }

  private func next() throws(TableError) -> NetlinkReader {
    do {
      return try socket.receive()
    } catch {
      throw error.number == ETIMEDOUT ? .timedOut : .system(error)
    }
  }
}
