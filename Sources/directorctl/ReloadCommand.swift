import ArgumentParser
import Control

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Makes the daemon read its configuration again, and reports the result.",
    discussion: "Exit status: 0; 1 if the file was refused: the daemon then goes on as before.")

  @OptionGroup var socket: SocketOption

  func run() throws {
    let reload = try ask(.reload, socket.path, within: 120)
    for diagnostic in reload.diagnostics { print(diagnostic) }
    for shortcoming in reload.shortcomings ?? [] { print("not done: \(printable(shortcoming))") }
    print(reload.words)
    if reload.outcome == .refused { throw ExitCode(1) }
  }
}

extension Reload {
  /// `refused: 2 errors, 1 warning; the configuration before it goes on`
  var words: String {
    let problems = [(errors, "error"), (warnings, "warning")]
      .filter { $0.0 > 0 }.map { counted($0.0, $0.1) }.joined(separator: ", ")
    let tail = problems.isEmpty ? "" : ": \(problems)"
    return switch outcome {
    case .accepted: "accepted\(tail)"
    case .unchanged: "unchanged: the file says what it said before\(tail)"
    case .refused: "refused\(tail); the configuration before it goes on"
    }
  }
}

/// `1 error`, `2 errors`
func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
