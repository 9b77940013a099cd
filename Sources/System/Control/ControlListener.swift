import CLinux
import Glibc

/// Why there is no control socket.
package enum ControlSocketError: Error, Hashable, CustomStringConvertible {
  /// Another daemon has it.
  case inUse(String)
  /// A Unix socket's name has at most 107 bytes.
  case nameTooLong(String)
  /// The directory belongs to somebody else, who could put a socket of his own there.
  case foreignDirectory(String)
  case failed(SystemError)

  package var description: String {
    switch self {
    case .inUse(let path):
      "another directord answers at \(path): stop it first, "
        + "or give this one a --runtime-directory of its own"
    case .nameTooLong(let path):
      "the control socket's name '\(path)' has more than 107 bytes: "
        + "choose a shorter --runtime-directory"
    case .foreignDirectory(let path):
      "the runtime directory \(path) belongs to another user: choose another --runtime-directory"
    case .failed(let error): "the control socket cannot be made: \(error)"
    }
  }
}

/// The listening socket, and the lock that keeps a second daemon away; both are gone with it.
final class ControlListener {
  let descriptor: Descriptor
  let path: String
  private let lock: Descriptor

  init(directory: String) throws(ControlSocketError) {
    let path = "\(directory)/control.sock"
    guard path.utf8.count < unixNameCapacity else { throw .nameTooLong(path) }
    do throws(SystemError) {
      if mkdir(directory, 0o755) != 0, errno != EEXIST { throw SystemError("mkdir \(directory)") }
      let name = "\(directory)/control.lock"
      lock = try Descriptor("open \(name)", open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600))
    } catch {
      throw .failed(error)
    }
    guard isOurs(directory) else { throw .foreignDirectory(directory) }
    // The lock decides between two that start at once; asking finds one that has lost its lock file.
    guard flock(lock.number, LOCK_EX | LOCK_NB) == 0, !answers(at: path) else {
      throw .inUse(path)
    }
    do throws(SystemError) {
      descriptor = try listen(at: path)
    } catch {
      throw .failed(error)
    }
    self.path = path
  }

  deinit { unlink(path) }
}

private func isOurs(_ directory: String) -> Bool {
  var status = stat()
  return stat(directory, &status) == 0 && (status.st_uid == geteuid() || status.st_uid == 0)
}

private func unixSocket() throws(SystemError) -> Descriptor {
  let kind = CLINUX_STREAM | CLINUX_NONBLOCK
  return try Descriptor("socket", socket(AF_UNIX, CInt(kind), 0))
}

private func answers(at path: String) -> Bool {
  guard let probe = try? unixSocket() else { return false }
  return withUnixAddress(Array(path.utf8)) { connect(probe.number, $0, $1) } == 0
    || errno == EAGAIN
}

private func listen(at path: String) throws(SystemError) -> Descriptor {
  let listener = try unixSocket()
  unlink(path)
  // Made closed to others rather than closed after: there is no moment in between.
  let mask = umask(0o177)
  let bound = withUnixAddress(Array(path.utf8)) { bind(listener.number, $0, $1) }
  let number = errno
  umask(mask)
  guard bound == 0 else { throw SystemError("bind \(path)", number) }
  guard Glibc.listen(listener.number, 16) == 0 else { throw SystemError("listen \(path)") }
  return listener
}
