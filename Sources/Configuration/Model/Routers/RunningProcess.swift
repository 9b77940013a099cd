/// A process as `/proc` tells of it.
package struct RunningProcess: Hashable, Sendable {
  /// Of at most 15 bytes: `/proc/PID/comm`.
  package var name: String
  /// The program first: `/proc/PID/cmdline`; empty for a kernel thread and one that has ended.
  package var arguments: [String]

  package init(name: String, arguments: [String]) {
    self.name = name
    self.arguments = arguments
  }
}

extension ProcessDefinition {
  /// Whether the process's own name does not tell.
  package var needsArguments: Bool {
    guard let program = command.first else { return false }
    return match != .name || comparesPath || program.contains("/") || program.utf8.count > 15
  }

  /// Whether a process is one of those that are looked for. A program with a slash, or with
  /// `full_command`, is the whole first word of the command line; one without is its last part, or,
  /// if no arguments are compared, the process's own name, which a script has and its
  /// interpreter has not.
  package func matches(_ process: RunningProcess) -> Bool {
    guard let program = command.first else { return false }
    let path = process.arguments.first ?? ""
    let isWhole = comparesPath || program.contains("/")
    switch match {
    case .name:
      if isWhole { return path == program }
      return process.name == program || program.utf8.count > 15 && lastPart(path) == program
    case .exact, .initial, .partial:
      guard (isWhole ? path : lastPart(path)) == program else { return false }
      return matches(Array(process.arguments.dropFirst()))
    }
  }

  private func matches(_ arguments: [String]) -> Bool {
    let wanted = Array(command.dropFirst())
    switch match {
    case .name: return true
    case .exact: return arguments == wanted
    case .partial: return arguments.starts(with: wanted)
    case .initial:
      guard let last = wanted.last else { return true }
      return arguments.count >= wanted.count && arguments.starts(with: wanted.dropLast())
        && arguments[wanted.count - 1].hasPrefix(last)
    }
  }

  private func lastPart(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}
