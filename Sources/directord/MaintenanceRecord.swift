import Network
import Service
import System

/// What operators have taken out of service, as a file that outlives the daemon: a line each, the
/// target, since when in seconds since 1970, and why: `10.0.0.2:80 @1764108225.5 new disk`.
struct MaintenanceRecord {
  struct Wish: Hashable {
    var reason: String
    /// nil: not known.
    var since: Double?
  }

  struct Contents: Hashable {
    var path: String
    var targets: [MaintenanceTarget: Wish] = [:]
    /// Lines that name no real server.
    var strangers: [String] = []
  }

  /// To the year 9999.
  fileprivate static let times = 0...253_402_300_799.0

  private let file: SmallFile

  init(directory: String) { file = SmallFile(path: directory + "/maintenance") }

  /// Why the state directory cannot be written; nil: it can.
  var trouble: String? { file.directoryTrouble }

  /// What an earlier run wrote. Lines of before may have no time.
  func read() throws(SystemError) -> Contents {
    var contents = Contents(path: file.path)
    let text = String(decoding: try file.contents() ?? [], as: UTF8.self)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if let name = words.first, let target = MaintenanceTarget(String(name)) {
        contents.targets[target] = Wish(words.count > 1 ? words[1] : "")
      } else {
        contents.strangers.append(String(line.prefix(80)))
      }
    }
    return contents
  }

  func write(_ targets: [MaintenanceTarget: Wish]) throws(SystemError) {
    let lines = targets.map { "\($0.key) \($0.value.text)\n" }.sorted()
    try file.replace(with: Array(lines.joined().utf8))
  }
}

extension MaintenanceRecord.Wish {
  fileprivate var text: String { since.map { "@\($0) \(reason)" } ?? reason }

  fileprivate init(_ text: Substring) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = words.first, first.first == "@", let since = Double(first.dropFirst()),
      MaintenanceRecord.times.contains(since)
    else {
      self.init(reason: String(text))
      return
    }
    self.init(reason: words.count > 1 ? String(words[1]) : "", since: since)
  }
}
