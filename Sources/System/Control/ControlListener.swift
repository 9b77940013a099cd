import CLinux
import Glibc

/// Why there is no control socket.
package enum ControlSocketError: Error, Hashable, CustomStringConvertible {
  /// Another daemon has it.
  case inUse(String)
  /// A Unix socket's name has at most 107 bytes.
  case nameTooLong(String)
  /// Somebody else could put a socket of his own there; how: `mode 777, owner 0`.
  case foreignDirectory(String, how: String)
  case failed(SystemError)

  package var description: String {
    switch self {
    case .inUse(let path):
      "another directord answers at \(path): stop it first, "
        + "or give this one a --runtime-directory of its own"
    case .nameTooLong(let path):
      "the control socket's name '\(path)' has more than 107 bytes: "
        + "choose a shorter --runtime-directory"
    case .foreignDirectory(let path, let how):
      "others can change the runtime directory \(path) (\(how)): "
        + "choose another --runtime-directory, or let only its owner write there"
    case .failed(let error): "the control socket cannot be made: \(error)"
    }
  }
}

/// The listening socket, and the lock that keeps a second daemon away; both are gone with it.
final class ControlListener {
  let descriptor: Descriptor
  let path: String
  private let directory: Descriptor
  private let lock: Descriptor

  init(directory: String) throws(ControlSocketError) {
    let path = "\(directory)/control.sock"
    guard path.utf8.count < unixNameCapacity else { throw .nameTooLong(path) }
    do throws(SystemError) {
      if mkdir(directory, 0o755) != 0, errno != EEXIST { throw SystemError("mkdir \(directory)") }
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      self.directory = try Descriptor("open \(directory)", open(directory, flags))
    } catch {
      throw .failed(error)
    }
    // Before anything is made in it: somebody else's may hold links of his.
    if let how = weakness(ofDirectory: self.directory.number) {
      throw .foreignDirectory(directory, how: how)
    }
    do throws(SystemError) {
      let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
      lock = try Descriptor(
        "open \(directory)/control.lock",
        openat(self.directory.number, "control.lock", flags, 0o600))
    } catch {
      throw .failed(error)
    }
    // The lock decides between two that start at once; asking finds one that has lost its lock file.
    guard flock(lock.number, LOCK_EX | LOCK_NB) == 0, !answers(at: path) else {
      throw .inUse(path)
    }
    do throws(SystemError) {
      descriptor = try listen(at: path, in: self.directory.number)
    } catch {
      throw .failed(error)
    }
    self.path = path
  }

  deinit { unlinkat(directory.number, "control.sock", 0) }
}

/// How others than we and root can change it; nil: they cannot.
private func weakness(ofDirectory number: CInt) -> String? {
  var status = stat()
  guard fstat(number, &status) == 0 else { return "it cannot be looked at" }
  let isOurs = status.st_uid == geteuid() || status.st_uid == 0
  if isOurs, status.st_mode & 0o022 == 0 { return nil }
  return "mode \(String(status.st_mode & 0o7777, radix: 8)), owner \(status.st_uid)"
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

private func listen(at path: String, in directory: CInt) throws(SystemError) -> Descriptor {
  let listener = try unixSocket()
  unlinkat(directory, "control.sock", 0)
  // Made closed to others rather than closed after: there is no moment in between.
  let mask = umask(0o177)
  let bound = withUnixAddress(Array(path.utf8)) { bind(listener.number, $0, $1) }
  let number = errno
  umask(mask)
  guard bound == 0 else { throw SystemError("bind \(path)", number) }
  // A name is all that bind takes: it may lead elsewhere since the directory was judged.
  var status = stat()
  guard fstatat(directory, "control.sock", &status, AT_SYMLINK_NOFOLLOW) == 0,
    status.st_mode & S_IFMT == S_IFSOCK
  else { throw SystemError("bind \(path): the directory was replaced", ESTALE) }
  guard Glibc.listen(listener.number, 16) == 0 else { throw SystemError("listen \(path)") }
  return listener
}
