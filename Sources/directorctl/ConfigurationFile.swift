import Glibc

/// The daemon's own configuration file, and what is put in its place.
struct ConfigurationFile {
  /// Absolute.
  var path: String

  private var candidate: String { path + ".candidate" }

  /// Puts a copy of `file` beside it, where what it includes is found as it will be later; answers
  /// the copy's path. The file itself where it is this one.
  func stage(_ file: String) throws -> String {
    guard path.hasPrefix("/") else {
      throw refusal("the daemon knows its file as '\(path)' only: start it with an absolute path")
    }
    guard canonical(file) != canonical(path) else { return path }
    try copy(file, to: candidate, mode: mode(of: path))
    return candidate
  }

  /// The candidate takes the file's place, in one step; what was there stays beside it.
  func install(_ staged: String) throws {
    guard staged == candidate else { return }
    try copy(path, to: path + ".previous", mode: mode(of: path))
    guard rename(candidate, path) == 0 else { throw complaint("put it in place", path) }
  }

  func discard(_ staged: String) {
    if staged == candidate { unlink(candidate) }
  }

  private func canonical(_ file: String) -> String {
    guard let resolved = realpath(file, nil) else { return file }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// As narrow as the file that is there.
  private func mode(of file: String) -> mode_t {
    var status = stat()
    return stat(file, &status) == 0 ? status.st_mode & 0o777 : 0o600
  }

  private func copy(_ file: String, to other: String, mode: mode_t) throws {
    let source = open(file, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw complaint("read", file) }
    defer { close(source) }
    let new = other + ".new"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
    let target = open(new, flags, mode)
    guard target >= 0 else { throw complaint("write", new) }
    defer { close(target) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(source, &buffer, buffer.count)
      guard count >= 0 else { throw complaint("read", file) }
      if count == 0 { break }
      guard write(target, buffer, count) == count else { throw complaint("write", new) }
    }
    guard fsync(target) == 0, rename(new, other) == 0 else { throw complaint("write", other) }
  }

  private func complaint(_ what: String, _ file: String) -> any Error {
    refusal("cannot \(what) \(file): \(String(cString: strerror(errno)))")
  }
}

/// The daemon has another working directory.
func absolutePath(_ file: String) -> String {
  guard !file.hasPrefix("/"), let here = getcwd(nil, 0) else { return file }
  defer { free(here) }
  return String(cString: here) + "/" + file
}
