import Service
import System

/// That an operator has drained this director: since when, who and why.
struct Drain: Hashable, Sendable {
  /// In seconds since 1970; nil: not known.
  var since: Double?
  /// `root, with directorctl`, `SIGUSR1`
  var by: String?
  var reason: String?

  /// `by root, with directorctl: a disk is changed`
  var words: String {
    let who = by.map { "by \($0)" } ?? "by an operator"
    return reason.map { "\(who): \($0)" } ?? who
  }
}

/// The drain as a file that outlives the daemon.
struct DrainRecord {
  private let file: SmallFile

  init(directory: String) { file = SmallFile(path: directory + "/drained") }

  /// nil: it takes part.
  func read() throws(SystemError) -> Drain? {
    Drain(text: String(decoding: try file.contents(), as: UTF8.self))
  }

  func write(_ drain: Drain?) throws(SystemError) {
    try file.replace(with: Array((drain?.text ?? "in service\n").utf8))
  }
}

extension Drain {
  /// `drained`, then a line for each that is known: `since 1764108225.5`, `by …`, `reason …`.
  fileprivate var text: String {
    var lines = ["drained"]
    if let since { lines.append("since \(since)") }
    if let by { lines.append("by \(by)") }
    if let reason { lines.append("reason \(reason)") }
    return lines.joined(separator: "\n") + "\n"
  }

  init?(text: String) {
    let lines = text.split(separator: "\n")
    guard lines.first == "drained" else { return nil }
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "since": since = Double(parts[1])
      case "by": by = parts[1]
      case "reason": reason = parts[1]
      case _: break
      }
    }
  }
}
