import Network
import Service
import System

/// What operators have taken out of service, as a file that outlives the daemon: a line each, the
/// target and why.
struct MaintenanceRecord {
  private let file: SmallFile

  init(directory: String) { file = SmallFile(path: directory + "/maintenance") }

  /// What an earlier run wrote; lines that are none are left out.
  func read() throws(SystemError) -> [MaintenanceTarget: String] {
    var found: [MaintenanceTarget: String] = [:]
    for line in String(decoding: try file.contents() ?? [], as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let target = MaintenanceTarget(String(words[0])) else { continue }
      found[target] = String(words[1])
    }
    return found
  }

  func write(_ targets: [MaintenanceTarget: String]) throws(SystemError) {
    let lines = targets.map { "\($0.key) \($0.value)\n" }.sorted()
    try file.replace(with: Array(lines.joined().utf8))
  }
}
