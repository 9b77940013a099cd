import Network
import Service
import System

/// What operators have taken out of service, as a file that outlives the daemon: a line each, the
/// target and why.
struct MaintenanceRecord {
  struct Contents: Hashable {
    var path: String
    var targets: [MaintenanceTarget: String] = [:]
    /// Lines that name no real server.
    var strangers: [String] = []
  }

  private let file: SmallFile

  init(directory: String) { file = SmallFile(path: directory + "/maintenance") }

  /// What an earlier run wrote.
  func read() throws(SystemError) -> Contents {
    var contents = Contents(path: file.path)
    let text = String(decoding: try file.contents() ?? [], as: UTF8.self)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if let name = words.first, let target = MaintenanceTarget(String(name)) {
        contents.targets[target] = words.count > 1 ? String(words[1]) : ""
      } else {
        contents.strangers.append(String(line.prefix(80)))
      }
    }
    return contents
  }

  func write(_ targets: [MaintenanceTarget: String]) throws(SystemError) {
    let lines = targets.map { "\($0.key) \($0.value)\n" }.sorted()
    try file.replace(with: Array(lines.joined().utf8))
  }
}
