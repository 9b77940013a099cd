/// What the files that are read at boot set (sysctl.d(5)).
package enum BootSettings {
  /// Directories, the first wins for files of one name; all files together in the order of their names.
  package static let directories = [
    "/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d",
    "/lib/sysctl.d",
  ]
  /// Read last by procps' sysctl --system; systemd reads it through a link of sysctl.d.
  package static let lastFile = "/etc/sysctl.conf"

  /// The files to be read, in their order, of those that each directory has.
  package static func order(_ directories: [(path: String, files: [String])]) -> [String] {
    var chosen: [String: String] = [:]
    for directory in directories {
      for file in directory.files where file.hasSuffix(".conf") && chosen[file] == nil {
        chosen[file] = "\(directory.path)/\(file)"
      }
    }
    return chosen.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
      .map(\.value)
  }

  /// What texts of such files, in their order, come to for the settings `names`: later lines win, and a
  /// line that names a setting wins over one with `*` or `?` in its name.
  package static func settings(_ texts: [String], names: [String]) -> [String: String] {
    var named: [String: String] = [:]
    var patterns: [(pattern: [UInt8], value: String)] = []
    for line in texts.flatMap(\.textLines) {
      guard let (name, value) = assignment(line) else { continue }
      if name.contains("*") || name.contains("?") {
        patterns.append((Array(name.utf8), value))
      } else {
        named[name] = value
      }
    }
    var settings: [String: String] = [:]
    for name in names {
      let bytes = Array(name.utf8)
      settings[name] =
        named[name] ?? patterns.last { matches(bytes, $0.pattern) }?.value
    }
    return settings
  }

  /// `net.ipv4.ip_forward = 1`, `-net/ipv4/conf/eth0.100/rp_filter=1`; nil: no assignment.
  private static func assignment(_ line: Substring) -> (name: String, value: String)? {
    var text = line.trimmed
    guard let first = text.first, first != "#", first != ";" else { return nil }
    if first == "-" { text.removeFirst() }
    guard let sign = text.firstIndex(of: "=") else { return nil }
    let name = text[..<sign].trimmed
    let value = text[text.index(after: sign)...].trimmed
    guard !name.isEmpty else { return nil }
    return (spelled(name), String(value))
  }

  /// The name with dots between its parts; a slash is the other spelling of the separator.
  private static func spelled(_ name: Substring) -> String {
    String(name.map { $0 == "/" ? "." : $0 })
  }

  /// `*` for any bytes but a dot, `?` for one. A dot in the text fixes what came before it, so only the
  /// last `*` may be stretched.
  private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (place, wanted) = (0, 0)
    var star: (place: Int, wanted: Int)?
    while place < text.count {
      if wanted < pattern.count, pattern[wanted] == UInt8(ascii: "*") {
        star = (place, wanted)
        wanted += 1
      } else if wanted < pattern.count,
        pattern[wanted] == text[place]
          || pattern[wanted] == UInt8(ascii: "?") && text[place] != UInt8(ascii: ".")
      {
        place += 1
        wanted += 1
      } else if let last = star, text[last.place] != UInt8(ascii: ".") {
        star = (last.place + 1, last.wanted)
        (place, wanted) = (last.place + 1, last.wanted + 1)
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
