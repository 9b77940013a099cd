package import Configuration
import Glibc

/// No key is longer: 64 bytes in hexadecimal, `hex:` and a line end.
private let longestKeyFile = 4_096

/// Reads a file that holds a key: a regular file, never waited for, and no more of it than a key needs.
@Sendable package func readKeyFile(_ path: String) -> KeyFile {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return KeyFile(problem: String(cString: strerror(errno))) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    return KeyFile(problem: "it is not a regular file")
  }
  var contents: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: longestKeyFile + 1)
  while contents.count <= longestKeyFile {
    let count = Glibc.read(descriptor, &buffer, buffer.count - contents.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { return KeyFile(problem: String(cString: strerror(errno))) }
    guard count > 0 else {
      return KeyFile(contents: contents, isOpenToOthers: status.st_mode & 0o077 != 0)
    }
    contents += buffer.prefix(count)
  }
  return KeyFile(problem: "it is longer than \(longestKeyFile) bytes")
}
