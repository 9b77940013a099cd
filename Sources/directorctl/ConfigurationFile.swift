import Glibc

/// The daemon's own configuration file, and what is put in its place.
struct ConfigurationFile {
  /// Absolute.
  var path: String

  /// More than a configuration has.
  private static let longest = 64 << 20

  /// A copy that a trial follows ends like this; no other program is to take it for a configuration.
  private var candidates: String { path + ".candidate-" }

  /// Puts a copy beside it, where what it includes is found as it will be later, under a name that
  /// nobody else has; answers the copy's path.
  func stage(_ bytes: [UInt8]) throws -> String { try write(bytes, beside: candidates) }

  /// Whether `file` is this very file.
  func isSame(as file: String) -> Bool { canonical(file) == canonical(path) }

  /// Writes what is to take the file's place; answers where it stands until `commit`.
  func prepare(_ bytes: [UInt8]) throws -> String { try write(bytes, beside: path + ".new-") }

  /// What was prepared takes the file's place, in one step; what was there stays beside it.
  func commit(_ prepared: String) throws {
    let former = try write(Self.contents(of: path), beside: path + ".new-")
    guard rename(former, path + ".previous") == 0 else {
      throw complaint("write", path + ".previous")
    }
    guard rename(prepared, path) == 0 else { throw complaint("put it in place", path) }
  }

  /// Removes a copy that `stage` or `prepare` has made, and nothing else.
  func discard(_ copy: String) {
    if copy.hasPrefix(candidates) || copy.hasPrefix(path + ".new-") { unlink(copy) }
  }

  /// Its bytes.
  static func contents(of file: String) throws -> [UInt8] {
    let source = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard source >= 0 else { throw complaint("read", file) }
    defer { close(source) }
    return try bytes(of: source, named: file)
  }

  /// The bytes of standard input up to its end, also if no /dev/stdin leads to it.
  static func standardInput() throws -> [UInt8] {
    try bytes(of: STDIN_FILENO, named: "standard input")
  }

  private static func bytes(of source: CInt, named file: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= longest {
      let count = read(source, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw complaint("read", file) }
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
    }
    throw refusal("\(file) is longer than \(longest >> 20) MiB")
  }

  private func canonical(_ file: String) -> String {
    guard let resolved = realpath(file, nil) else { return file }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Writes a file of a new name that begins so, for whoever may read the daemon's own file.
  private func write(_ bytes: [UInt8], beside name: String) throws -> String {
    var template = Array((name + "XXXXXX").utf8CString)
    let target = mkstemp(&template)
    guard target >= 0 else { throw complaint("write", name) }
    defer { close(target) }
    let new = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do {
      try keepOwner(of: target, new)
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(target, $0.baseAddress, $0.count) }
        guard count > 0 else { throw complaint("write", new) }
        rest = rest.dropFirst(count)
      }
      guard fsync(target) == 0 else { throw complaint("write", new) }
      return new
    } catch {
      unlink(new)
      throw error
    }
  }

  /// Owner, group and mode of the file that is there: the owner first, since a change of it takes
  /// bits of the mode away.
  private func keepOwner(of target: CInt, _ name: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard fchown(target, status.st_uid, status.st_gid) == 0 else {
      throw complaint("keep the owner and group of", path)
    }
    guard fchmod(target, status.st_mode & 0o777) == 0 else { throw complaint("write", name) }
  }

  private func complaint(_ what: String, _ file: String) -> any Error {
    Self.complaint(what, file)
  }

  private static func complaint(_ what: String, _ file: String) -> any Error {
    refusal("cannot \(what) \(file): \(String(cString: strerror(errno)))")
  }
}
