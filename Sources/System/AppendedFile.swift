import Glibc

/// A file of our own that grows, for its owner alone.
package final class AppendedFile: Sendable {
  private let file: Descriptor
  private let path: String

  /// What was there is written over; symbolic links are not followed.
  package init(path: String) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW
    file = try Descriptor("open \(path)", open(path, flags, 0o600))
    self.path = path
  }

  /// Waits for the disk.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError("write \(path)") }
      rest = rest.dropFirst(count)
    }
  }
}
