import Glibc

/// The processes of this machine, as far as `/proc` shows them.
package enum ProcessTable {
  /// Their numbers.
  package static func numbers() throws(SystemError) -> [Int32] {
    guard let directory = opendir("/proc") else { throw SystemError("opendir /proc") }
    defer { closedir(directory) }
    var found: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let number = Int32(name) { found.append(number) }
    }
    return found
  }

  /// Its name of at most 15 bytes; nil if there is no such process.
  package static func name(of number: Int32) -> String? {
    contents("/proc/\(number)/comm", limit: 64).map {
      String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  }

  /// The program and its arguments, as far as 64 KiB hold them; empty for a kernel thread.
  package static func arguments(of number: Int32) -> [String] {
    let bytes = contents("/proc/\(number)/cmdline", limit: 1 << 16) ?? []
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
    // Each ends with a zero.
    return parts.dropLast().map { String(decoding: $0, as: UTF8.self) }
  }

  private static func contents(_ path: String, limit: Int) -> [UInt8]? {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let file = Descriptor(owning: number)
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = read(file.number, &bytes, limit)
    return count < 0 ? nil : Array(bytes.prefix(count))
  }
}
