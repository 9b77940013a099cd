import Configuration
import Service
import System

/// The log, with the level that the operator wants.
struct Journal: Sendable {
  private let log: Log
  private let least: LogLine.Level

  init(_ log: Log, least: LogLine.Level) {
    self.log = log
    self.least = least
  }

  func writes(_ level: LogLine.Level) -> Bool { level.rawValue <= least.rawValue }

  func write(_ level: LogLine.Level, _ text: String) {
    guard writes(level) else { return }
    log.write(text, level: level.rawValue)
  }

  func write(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      switch diagnostic.severity {
      case .error: write(.error, diagnostic.logged)
      case .warning: write(.warning, diagnostic.logged)
      case .note: write(.info, diagnostic.logged)
      }
    }
  }

  /// Writes what waits, and no more.
  func close() { log.close(within: .seconds(2)) }
}
