package import Configuration
import Glibc

/// Reads the files of a configuration from this machine's disk: a `FileReader`.
package func readFiles(matching pattern: String, including: String?) -> [SourceFile] {
  guard let including else {
    // The main file is wanted by its name, whatever characters are in it. If it is out of reach,
    // reading it says why.
    let isThere = access(pattern, F_OK) == 0 || errno == EACCES
    return isThere ? [read(pattern)] : files(matching: pattern)
  }
  let directory = including.lastIndex(of: "/").map { String(including[...$0]) } ?? ""
  return files(matching: pattern.hasPrefix("/") ? pattern : directory + pattern)
}

/// More than a configuration has; what is longer, or more, is a mistake.
private let longestFile = 64 << 20
private let mostFiles = 4096

private func files(matching pattern: String) -> [SourceFile] {
  let directories = pattern.split(separator: "/").dropLast()
  // A wildcard for each of several directories looks through the whole disk.
  guard directories.count(where: { $0.contains { "*?[".contains($0) } }) <= 1 else {
    let problem = "it has wildcards for more than one directory"
    return [SourceFile(name: pattern, contents: nil, problem: problem)]
  }
  let paths = matches(pattern)
  guard paths.count <= mostFiles else {
    let problem = "it matches more than \(mostFiles) files"
    return [SourceFile(name: pattern, contents: nil, problem: problem)]
  }
  return paths.compactMap(readIncluded)
}

private func matches(_ pattern: String) -> [String] {
  var found = glob_t()
  defer { globfree(&found) }
  guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
  return (0..<Int(clamping: found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
}

/// keepalived leaves out directories, devices and executable files, so that a backup or a script
/// beside the configuration does no harm. An executable file is told of, as it may well have been meant;
/// what cannot be looked at is read, which says why.
private func readIncluded(_ path: String) -> SourceFile? {
  var status = stat()
  guard stat(path, &status) == 0 else { return read(path) }
  guard status.st_mode & S_IFMT == S_IFREG else { return nil }
  guard status.st_mode & 0o111 == 0 else {
    return SourceFile(
      name: path, contents: nil,
      problem: "it is executable, and no such file is included (chmod a-x makes it one that is)")
  }
  return read(path)
}

private func read(_ path: String) -> SourceFile {
  // Not blocking: the other end of a pipe is not waited for.
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
  guard descriptor >= 0 else { return unread(path) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { return unread(path) }
  guard status.st_mode & S_IFMT == S_IFREG else {
    let isDirectory = status.st_mode & S_IFMT == S_IFDIR
    let problem = isDirectory ? "it is a directory" : "it is not a regular file"
    return SourceFile(name: path, contents: nil, problem: problem)
  }
  var contents: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { return unread(path) }
    guard count > 0 else { return SourceFile(name: path, contents: contents) }
    contents += buffer.prefix(count)
    guard contents.count <= longestFile else {
      let problem = "it is longer than \(longestFile >> 20) MiB"
      return SourceFile(name: path, contents: nil, problem: problem)
    }
  }
}

private func unread(_ path: String) -> SourceFile {
  SourceFile(name: path, contents: nil, problem: String(cString: strerror(errno)))
}
