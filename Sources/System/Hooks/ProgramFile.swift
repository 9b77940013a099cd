import Glibc

/// Where programs without a slash in their name are sought.
let searchPath = [
  "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
]

/// The file that a program's name means: itself where it has a slash, else the first of the search
/// path; nil where there is none.
package func programFile(_ name: String) -> String? {
  guard !name.contains("/") else { return name }
  return searchPath.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
}

/// The first part of a path that somebody other than root could change, in words; nil where there
/// is none, so that root may run it. Symbolic links are followed one by one, since each of them
/// stands in a directory of its own.
package func weakness(of path: String) -> String? {
  guard path.hasPrefix("/") else { return "'\(path)' is not an absolute path" }
  var current = ""
  var rest = path.split(separator: "/").map(String.init)[...]
  var links = 0
  if let reason = weakness(ofOne: "/") { return reason }
  while let part = rest.popFirst() {
    if part == "." { continue }
    if part == ".." {
      current = String(current[..<(current.lastIndex(of: "/") ?? current.startIndex)])
      continue
    }
    let place = "\(current)/\(part)"
    if let target = linkTarget(place) {
      links += 1
      guard links <= 40 else { return "'\(path)' has too many symbolic links" }
      if target.hasPrefix("/") { current = "" }
      rest = target.split(separator: "/").map(String.init) + rest
    } else {
      if let reason = weakness(ofOne: place) { return reason }
      current = place
    }
  }
  return nil
}

private func weakness(ofOne path: String) -> String? {
  var status = stat()
  guard lstat(path, &status) == 0 else { return "\(SystemError("'\(path)'"))" }
  let mode = status.st_mode & 0o7777
  let words = "mode \(String(mode, radix: 8)), owner \(status.st_uid), group \(status.st_gid)"
  if status.st_uid != 0 { return "'\(path)' belongs to another user than root (\(words))" }
  // A directory with the sticky bit lets nobody replace what is another's.
  if status.st_mode & S_IFMT == S_IFDIR, mode & S_ISVTX != 0 { return nil }
  if mode & 0o002 != 0 { return "'\(path)' is writable by everybody (\(words))" }
  if mode & 0o020 != 0, status.st_gid != 0 {
    return "'\(path)' is writable by its group (\(words))"
  }
  return nil
}

private func linkTarget(_ path: String) -> String? {
  var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
  let count = buffer.withUnsafeMutableBytes { bytes in
    guard let place = bytes.baseAddress else { return -1 }
    return readlink(path, place.assumingMemoryBound(to: CChar.self), bytes.count)
  }
  return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
}
