import Glibc

/// A named pipe that is written to without ever waiting for who reads it.
package final class NamedPipe {
  package let path: String
  private let pipe: Descriptor
  /// It was made here, and goes with us.
  private let isOurs: Bool
  private let identity: FileIdentity
  /// Why it could not be given to its owner, who cannot open it now.
  package let refusal: SystemError?

  /// Makes the pipe if there is none, for `owner` alone. `EEXIST`: something else stands there;
  /// symbolic links are not followed. `EPERM`: it belongs to a stranger, or everybody may write to it.
  package init(path: String, owner: Credentials? = nil) throws(SystemError) {
    let (number, isOurs) = try openPipe(path, owner: owner)
    let pipe = Descriptor(owning: number)
    var status = stat()
    guard fstat(pipe.number, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
      throw SystemError("\(path) is no pipe: open it", EEXIST)
    }
    let isKnown = [0, geteuid(), owner?.user ?? 0].contains(status.st_uid)
    guard isOurs || (isKnown && status.st_mode & 0o002 == 0) else {
      let mode = String(status.st_mode & 0o7777, radix: 8)
      throw SystemError(
        "\(path) belongs to a stranger or is writable by everybody (mode \(mode), owner "
          + "\(status.st_uid)): open it", EPERM)
    }
    var refusal: SystemError?
    if isOurs, let owner, fchown(pipe.number, owner.user, owner.group) != 0 {
      refusal = SystemError("chown \(path)")
    }
    self.path = path
    self.isOurs = isOurs
    self.refusal = refusal
    identity = FileIdentity(status)
    self.pipe = consume pipe
  }

  // Another one that stands there by now is somebody else's.
  deinit { if isOurs, stands { unlink(path) } }

  /// Whether its name still leads to it.
  package var stands: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && FileIdentity(status) == identity
  }

  /// Everything that was written has been read.
  package var isEmpty: Bool {
    var state = pollfd(fd: pipe.number, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) <= 0
  }

  /// Writes a line whole or not at all (pipe(7): up to 4096 bytes are never torn). `EAGAIN`: it is
  /// full, since nobody reads it.
  package func write(_ line: [UInt8]) throws(SystemError) {
    guard Glibc.write(pipe.number, line, line.count) == line.count else {
      throw SystemError("write to \(path)")
    }
  }
}

private struct FileIdentity: Hashable {
  var device: dev_t
  var number: ino_t

  init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }
}

/// Whether it was made here tells the second part.
private func openPipe(_ path: String, owner: Credentials?) throws(SystemError) -> (CInt, Bool) {
  var isOurs = mkfifo(path, 0o600) == 0
  guard isOurs || errno == EEXIST else { throw SystemError("mkfifo \(path)") }
  // Both ends: it can be opened, and keeps what is written, while nobody reads it.
  let flags = O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
  var number = open(path, flags)
  // What a run that was killed has left to its owner: without CAP_DAC_OVERRIDE root may not open it.
  if number < 0, errno == EACCES, !isOurs, isPipe(path, of: owner) {
    isOurs = unlink(path) == 0 && mkfifo(path, 0o600) == 0
    number = open(path, flags)
  }
  guard number >= 0 else { throw SystemError("open \(path)") }
  return (number, isOurs)
}

private func isPipe(_ path: String, of owner: Credentials?) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    && status.st_uid == owner?.user
}
