import CLinux
import Glibc

/// A small file that is always whole: read at once, replaced at once.
package struct SmallFile: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  package var exists: Bool { access(path, F_OK) == 0 }

  /// Why this process can put no file into its directory, in words; nil: it can.
  package var directoryTrouble: String? {
    let name = directory
    guard access(name, W_OK | X_OK) != 0 else { return nil }
    return SystemError("write into \(name)").description
  }

  private var directory: String {
    let slash = path.lastIndex(of: "/")
    return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Its bytes; nil if there is no such file. More than 64 MiB (`EFBIG`) and whatever is not a
  /// regular file (`EINVAL`) are refused.
  package func contents() throws(SystemError) -> [UInt8]? {
    let file: Descriptor
    do throws(SystemError) {
      file = try openRegularFile(path)
    } catch {
      if error.number == ENOENT { return nil }
      throw error
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read \(path)") }
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= 64 << 20 else { throw SystemError("read \(path)", EFBIG) }
    }
  }

  /// Puts other bytes in its place, on the disk before this returns: whoever reads the file, after a
  /// power cut too, finds the old bytes or the new ones, whole.
  package func replace(with bytes: [UInt8]) throws(SystemError) {
    let temporary = path + ".new"
    // What an interrupted run left behind.
    unlink(temporary)
    do throws(SystemError) {
      try write(bytes, to: temporary)
      guard rename(temporary, path) == 0 else { throw SystemError("rename \(path)") }
    } catch {
      unlink(temporary)
      throw error
    }
    try synchroniseDirectory()
  }

  /// Takes it away; that it is not there is as well.
  package func remove() throws(SystemError) {
    guard unlink(path) == 0 || errno == ENOENT else { throw SystemError("remove \(path)") }
  }

  private func write(_ bytes: [UInt8], to temporary: String) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let file = try Descriptor("open \(temporary)", open(temporary, flags, 0o600))
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError("write \(temporary)") }
      rest = rest.dropFirst(count)
    }
    guard fsync(file.number) == 0 else { throw SystemError("fsync \(temporary)") }
  }

  /// The new name is safe only when the directory is on the disk too. A file system that has nothing
  /// to do for a directory refuses with `EINVAL`.
  private func synchroniseDirectory() throws(SystemError) {
    let name = directory
    let directory = try Descriptor(
      "open \(name)", open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    guard fsync(directory.number) == 0 || errno == EINVAL else {
      throw SystemError("fsync \(name)")
    }
  }
}

/// Opens a regular file for reading. Never waits for the other end of a pipe, and never touches what
/// a device does when it is opened and read; both are refused (`EINVAL`).
func openRegularFile(_ path: String) throws(SystemError) -> Descriptor {
  let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
  let file = try Descriptor("open \(path)", open(path, flags))
  var status = stat()
  guard fstat(file.number, &status) == 0 else { throw SystemError("fstat \(path)") }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw SystemError("\(path) is not a regular file: read it", EINVAL)
  }
  return file
}
