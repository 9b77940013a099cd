import Glibc

/// A copy of a configuration file that is followed on trial: held for as long as this object lives, so
/// that no other process takes it for one that was left behind. The kernel ends the hold with the
/// process, however that ends.
package final class StagedFile: Sendable {
  private let file: Descriptor

  /// Holds the file at `path`, which is there already.
  package init(path: String) throws(SystemError) {
    file = try openRegularFile(path)
    guard flock(file.number, LOCK_SH | LOCK_NB) == 0 else { throw SystemError("flock \(path)") }
  }

  /// So many names of a directory are looked at.
  private static let mostNames = 10_000
  /// How `mkstemp` ends a name.
  private static let serialLength = 6

  /// Removes the files whose paths are `prefix` and six letters or digits, if nobody holds them;
  /// answers the paths of those that were removed.
  package static func removeAbandoned(beginning prefix: String) -> [String] {
    guard let slash = prefix.lastIndex(of: "/") else { return [] }
    let name = prefix[prefix.index(after: slash)...]
    return ProcText.names(in: String(prefix[...slash]), limit: mostNames).filter {
      $0.hasPrefix(name)
    }
    .filter { isSerial($0.dropFirst(name.count)) }
    .map { prefix + $0.dropFirst(name.count) }
    .filter(isAbandoned)
    .filter { unlink($0) == 0 }
    .sorted()
  }

  private static func isSerial(_ text: Substring) -> Bool {
    text.utf8.count == serialLength
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  private static func isAbandoned(_ path: String) -> Bool {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW
    let number = open(path, flags)
    guard number >= 0 else { return false }
    let file = Descriptor(owning: number)
    var status = stat()
    return fstat(file.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && flock(file.number, LOCK_EX | LOCK_NB) == 0
  }
}
