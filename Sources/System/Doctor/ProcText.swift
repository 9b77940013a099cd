import Glibc

/// Text of /proc, /sys and other small files, read for a document.
enum ProcText {
  /// As much as is read of one file.
  static let longest = 32 << 20

  /// The whole text, or its first `limit` bytes; throws what opening or reading left in errno.
  static func contents(
    _ path: String, limit: Int = longest
  ) throws(SystemError) -> String {
    let file = try openRegularFile(path)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 16))
    while bytes.count < limit {
      let count = read(file.number, &buffer, min(buffer.count, limit - bytes.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read \(path)") }
      if count == 0 { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same; nil if it could not be read.
  static func ifAny(_ path: String, limit: Int = longest) -> String? {
    do throws(SystemError) { return try contents(path, limit: limit) } catch { return nil }
  }

  /// A value of one line, without its end.
  static func line(_ path: String) -> String? {
    guard let text = ifAny(path, limit: 1 << 14) else { return nil }
    return String(text.prefix { !$0.isNewline })
  }

  /// The names in a directory, without `.` and `..`; empty if it cannot be read.
  static func names(in path: String, limit: Int = 100_000) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while found.count < limit, let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { found.append(name) }
    }
    return found
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
