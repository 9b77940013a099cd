import CLinux
import Glibc

/// Tells which of some files may have changed (inotify(7)). Their directories are watched, so that
/// one is seen that does not exist yet, or is replaced.
package final class FileWatch {
  private static let events = UInt32(
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB)

  private let notifier: Descriptor
  /// The watches, by directory and by number; 0 is a directory that cannot be watched now.
  private var numbers: [String: CInt] = [:]
  private var paths: [String: Set<String>] = [:]

  package init() throws(SystemError) {
    notifier = try Descriptor(
      "inotify_init1", inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK)))
  }

  /// Readable while something has happened.
  package var descriptor: CInt { notifier.number }

  /// Watches these files and no others.
  package func follow(_ files: Set<String>) {
    paths = Dictionary(grouping: files, by: directory).mapValues { Set($0) }
    for (directory, number) in numbers where paths[directory] == nil {
      if number > 0 { inotify_rm_watch(notifier.number, number) }
      numbers[directory] = nil
    }
    for directory in paths.keys where numbers[directory] == nil { watch(directory) }
  }

  /// Whether a directory is not watched, which may not exist yet.
  package var hasUnwatched: Bool { numbers.values.contains(0) }

  /// Tries anew to watch what could not be watched.
  package func retry() {
    for (directory, number) in numbers where number == 0 { watch(directory) }
  }

  /// The files that something may have happened to; bounded.
  package func takeChanged() -> Set<String> {
    var changed: Set<String> = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<64 {
      let count = read(notifier.number, &buffer, buffer.count)
      guard count > 0 else { break }
      take(buffer[..<count], into: &changed)
    }
    return changed
  }

  private func watch(_ directory: String) {
    let number = inotify_add_watch(notifier.number, directory, Self.events)
    numbers[directory] = max(0, number)
  }

  /// `struct inotify_event`: watch, mask, cookie, the name's length, the name.
  private func take(_ bytes: ArraySlice<UInt8>, into changed: inout Set<String>) {
    var rest = bytes
    while rest.count >= 16 {
      let number = { (offset: Int) in
        (0..<4).reduce(UInt32(0)) {
          $0 | UInt32(rest[rest.startIndex + offset + $1]) << (8 * UInt32($1))
        }
      }
      let watch = CInt(bitPattern: number(0))
      let mask = number(4)
      let length = Int(number(12))
      guard rest.count >= 16 + length else { return }
      let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
      rest = rest.dropFirst(16 + length)
      take(watch, mask, String(decoding: name, as: UTF8.self), into: &changed)
    }
  }

  private func take(
    _ watch: CInt, _ mask: UInt32, _ name: String, into changed: inout Set<String>
  ) {
    if mask & UInt32(IN_Q_OVERFLOW) != 0 {
      changed.formUnion(paths.values.joined())
      return
    }
    guard let directory = numbers.first(where: { $0.value == watch })?.key else { return }
    let files = paths[directory] ?? []
    if mask & UInt32(IN_IGNORED) != 0 {
      numbers[directory] = 0
      changed.formUnion(files)
    } else {
      changed.formUnion(files.filter { $0.hasSuffix("/" + name) || $0 == name })
    }
  }

  private func directory(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// The first bytes of a regular file; nil if there is none or it cannot be read. It does not wait for
/// the other end of a pipe.
package func beginning(of path: String, bytes limit: Int = 128) -> [UInt8]? {
  guard let file = try? openRegularFile(path) else { return nil }
  var buffer = [UInt8](repeating: 0, count: limit)
  let count = read(file.number, &buffer, limit)
  return count < 0 ? nil : Array(buffer.prefix(count))
}

/// Makes a file that all may read and its owner change; one that is there already is overwritten or
/// left. Symbolic links are not followed, and what is not a regular file is refused (`EINVAL`).
package func makeFile(
  _ path: String, _ bytes: [UInt8], overwrites: Bool
) throws(SystemError) {
  // Truncated only once it is known to be a file.
  let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
  let number = open(path, overwrites ? flags : flags | O_EXCL, 0o644)
  if number < 0, errno == EEXIST { return }
  // A pipe that nobody reads.
  if number < 0, errno == ENXIO { throw notRegular(path) }
  let file = try Descriptor("open \(path)", number)
  var status = stat()
  guard fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    throw notRegular(path)
  }
  guard ftruncate(file.number, 0) == 0, write(file.number, bytes, bytes.count) == bytes.count
  else { throw SystemError("write \(path)") }
}

private func notRegular(_ path: String) -> SystemError {
  SystemError("\(path) is not a regular file: write it", EINVAL)
}
