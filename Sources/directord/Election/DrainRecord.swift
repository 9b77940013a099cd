import Operations
import Service
import System
import VRRP

extension Drain {
  var wish: Router.Drain { isForced ? .forced : .unlessAlone }

  /// `by root, with directorctl: a disk is changed`
  var words: String {
    let who = by.map { "by \($0)" } ?? "by an operator"
    return reason.map { "\(who): \($0)" } ?? who
  }
}

/// The drain as a file that outlives the daemon.
struct DrainRecord {
  enum Contents: Hashable {
    case inService
    case drained(Drain)
    /// Empty, or something else: the file of this path.
    case unreadable(String)
  }

  private let file: SmallFile

  init(directory: String) { file = SmallFile(path: directory + "/drained") }

  /// Without a file it is in service.
  func read() throws(SystemError) -> Contents {
    guard let bytes = try file.contents() else { return .inService }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    switch lines.first {
    case "drained": return .drained(Drain(lines: lines.dropFirst()))
    case "in service": return .inService
    case _: return .unreadable(file.path)
    }
  }

  func write(_ drain: Drain?) throws(SystemError) {
    try file.replace(with: Array((drain?.text ?? "in service\n").utf8))
  }
}

extension Drain {
  /// `drained`, then a line for each that is known: `since 1764108225.5`, `by …`, `reason …`,
  /// `forced`.
  fileprivate var text: String {
    var lines = ["drained"]
    if let since { lines.append("since \(since)") }
    if let by { lines.append("by \(by)") }
    if let reason { lines.append("reason \(reason)") }
    if isForced { lines.append("forced") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a line has that cannot be is left out.
  fileprivate init(lines: some Sequence<Substring>) {
    self.init()
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      switch (parts.first, parts.dropFirst().first) {
      case ("since", let text?): since = Double(text).flatMap { Self.times.contains($0) ? $0 : nil }
      case ("by", let text?): by = text
      case ("reason", let text?): reason = text
      case ("forced", nil): isForced = true
      case _: break
      }
    }
  }

  /// To the year 9999.
  private static let times = 0...253_402_300_799.0
}
