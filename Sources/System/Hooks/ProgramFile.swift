import CLinux
import Glibc

/// Where programs without a slash in their name are sought.
let searchPath = [
  "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
]

/// The file that a program's name means: itself if it has a slash, else the first of the search path;
/// nil if there is none.
package func programFile(_ name: String) -> String? {
  guard !name.contains("/") else { return name }
  return searchPath.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
}

/// A file, a directory or a symbolic link that somebody other than root could change.
package struct Weakness: Hashable, Sendable {
  package let place: String
  /// `mode 775, owner 0`
  package let how: String
}

/// The first part of a path that somebody other than root could change; nil: root may run it.
///
/// Each directory, each symbolic link and the file itself are opened one from the other without
/// following links, so what is judged is what stands there. Each must belong to root, and directories
/// and the file must not be writable by group or others: an access control list that lets somebody
/// else write shows as the group's permission. The sticky bit of a directory excuses nothing. So
/// whoever could put another file in the place of the judged one before it is run is root already,
/// and the path can be run by its name, which a script sees as `$0`.
package func weakness(of path: String) throws(SystemError) -> Weakness? {
  guard path.hasPrefix("/") else { return Weakness(place: path, how: "not an absolute path") }
  var walk = try ProgramWalk(path)
  return try walk.weakness()
}

/// Goes along a path, one component after the other.
private struct ProgramWalk: ~Copyable {
  private let path: String
  private var place: Descriptor
  /// The name of `place`; empty is the root.
  private var name = ""
  private var rest: [String]
  private var links = 0

  init(_ path: String) throws(SystemError) {
    self.path = path
    // The last first.
    rest = Self.parts(path)
    place = try Self.root()
  }

  private static func root() throws(SystemError) -> Descriptor {
    try Descriptor("open /", clinux_open_path(AT_FDCWD, "/"))
  }

  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).reversed()
  }

  mutating func weakness() throws(SystemError) -> Weakness? {
    if let weakness = try judge(place.number, "/") { return weakness }
    while let part = rest.popLast() {
      let next = try Descriptor(
        "open '\(name)/\(part)'", clinux_open_path(place.number, part))
      let nextName =
        switch part {
        case ".": name
        case "..": String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)])
        case _: "\(name)/\(part)"
        }
      if let weakness = try judge(next.number, nextName) { return weakness }
      if let target = try linkTarget(next.number, nextName) {
        links += 1
        guard links <= 40 else { throw SystemError("open '\(path)'", ELOOP) }
        rest += Self.parts(target)
        if target.hasPrefix("/") {
          place = try Self.root()
          name = ""
        }
      } else {
        place = next
        name = nextName
      }
    }
    return nil
  }

  private func judge(_ number: CInt, _ name: String) throws(SystemError) -> Weakness? {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemError("fstat '\(name)'") }
    let isLink = status.st_mode & S_IFMT == S_IFLNK
    let mode = status.st_mode & 0o7777
    guard status.st_uid != 0 || (!isLink && mode & 0o022 != 0) else { return nil }
    let what = isLink ? "a symbolic link" : "mode \(String(mode, radix: 8))"
    return Weakness(place: name.isEmpty ? "/" : name, how: "\(what), owner \(status.st_uid)")
  }

  /// nil: it is no link.
  private func linkTarget(_ number: CInt, _ name: String) throws(SystemError) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      guard let place = bytes.baseAddress else { return -1 }
      return readlinkat(number, "", place.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    // What an empty name says of something that is no link.
    if count < 0, errno == EINVAL || errno == ENOENT || errno == ENOTDIR { return nil }
    guard count >= 0 else { throw SystemError("readlink '\(name)'") }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}
