import Glibc

/// A named pipe that is written to without ever waiting for who reads it.
package final class NamedPipe {
  package let path: String
  private let pipe: Descriptor
  /// It was made here, and goes with us.
  private let isOurs: Bool

  /// Makes the pipe where there is none, for `owner` alone. `EEXIST`: something else stands there;
  /// symbolic links are not followed.
  package init(path: String, owner: Credentials? = nil) throws(SystemError) {
    let isOurs = mkfifo(path, 0o600) == 0
    guard isOurs || errno == EEXIST else { throw SystemError("mkfifo \(path)") }
    // Both ends: it can be opened, and keeps what is written, while nobody reads it.
    let pipe = try Descriptor(
      "open \(path)", open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW))
    var status = stat()
    guard fstat(pipe.number, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
      throw SystemError("\(path) is no pipe: open it", EEXIST)
    }
    if isOurs, let owner { fchown(pipe.number, owner.user, owner.group) }
    self.path = path
    self.isOurs = isOurs
    self.pipe = consume pipe
  }

  deinit { if isOurs { unlink(path) } }

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
