import Configuration
import Glibc

@Sendable func hasUser(_ name: String) -> Bool {
  UInt32(name) != nil || getpwnam(name) != nil
}

@Sendable func hasGroup(_ name: String) -> Bool {
  UInt32(name) != nil || getgrnam(name) != nil
}

/// What stands at a path, or where `PATH` finds a name.
@Sendable func program(_ name: String) -> Machine.Program {
  guard !name.hasPrefix("/") else { return program(at: name) }
  guard !name.contains("/") else { return .unknown }
  let places = (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin").split(separator: ":")
  let found = places.lazy.map { program(at: "\($0)/\(name)") }
  return found.first { $0 != .missing && $0 != .notExecutable } ?? .missing
}

/// As `enable_script_security` judges: the file and each directory on the way belong to root, and
/// only root may write to them.
private func program(at path: String) -> Machine.Program {
  var status = stat()
  guard stat(path, &status) == 0 else {
    return errno == ENOENT || errno == ENOTDIR ? .missing : .unknown
  }
  guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0 else {
    return .notExecutable
  }
  guard let real = realpath(path, nil) else { return .unknown }
  defer { free(real) }
  var place = String(cString: real)
  while !place.isEmpty {
    guard stat(place, &status) == 0 else { return .unknown }
    // A directory with the sticky bit lets nobody replace what is another's.
    let isShared = status.st_mode & 0o022 != 0 && status.st_mode & S_ISVTX == 0
    if status.st_uid != 0 || isShared {
      let mode = String(status.st_mode & 0o7777, radix: 8)
      return .changeable(place, how: "mode \(mode), owner \(status.st_uid)")
    }
    place = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
  }
  return .safe
}
