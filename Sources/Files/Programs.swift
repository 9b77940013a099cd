import Configuration
import Glibc
import System

@Sendable func hasUser(_ name: String) -> Bool {
  UInt32(name) != nil || getpwnam(name) != nil
}

@Sendable func hasGroup(_ name: String) -> Bool {
  UInt32(name) != nil || getgrnam(name) != nil
}

/// What stands at a path, or where a name is found; judged as the daemon judges it before it runs it.
@Sendable func program(_ name: String) -> Machine.Program {
  guard let path = programFile(name) else { return .missing }
  guard path.hasPrefix("/") else { return .unknown }
  var status = stat()
  guard stat(path, &status) == 0 else {
    return errno == ENOENT || errno == ENOTDIR ? .missing : .unknown
  }
  guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0 else {
    return .notExecutable
  }
  do throws(SystemError) {
    return try weakness(of: path).map { .changeable($0.place, how: $0.how) } ?? .safe
  } catch {
    return .unknown
  }
}
