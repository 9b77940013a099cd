import ArgumentParser
import Configuration
import Control
import Glibc

@main
struct DirectorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directorctl",
    abstract: "Shows and steers a running directord, and checks its configuration.",
    version: directordVersion,
    subcommands: [
      StatusCommand.self, WhyCommand.self, ProbeCommand.self, CheckCommand.self,
      ExplainCommand.self, PlanCommand.self,
      ApplyCommand.self,
      ConfirmCommand.self, RevertCommand.self, ReloadCommand.self, DrainCommand.self,
      UndrainCommand.self, MaintenanceCommand.self, ReplayCommand.self, DoctorCommand.self,
      IPVSCommand.self, ImportCommand.self,
    ])

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let word = arguments.first, let complaint = complaint(about: word) {
      Terminal.write(Array("directorctl: \(complaint)\n".utf8), to: 2)
      Self.exit(withError: ExitCode(64))
    }
    main(arguments)
  }

  /// `there is no command 'stauts'; did you mean 'status'?`; nil: it is a command, or an option.
  static func complaint(about word: String) -> String? {
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    guard !word.hasPrefix("-"), !names.contains(word) else { return nil }
    let hint = nearest(to: word, among: names).map { "did you mean '\($0)'?" }
    return "there is no command '\(word.prefix(40))'; "
      + (hint ?? "there are \(names.joined(separator: ", "))")
  }
}

/// How the daemon is reached.
struct SocketOption: ParsableArguments {
  @Option(name: .customLong("socket"), help: "The daemon's control socket.")
  var path = SocketOption.standard

  static let standard = "/run/directord/control.sock"

  /// Where `directord --shadow` answers by default, if it does and no other directord is there.
  var shadow: String? {
    guard path == Self.standard, access(path, F_OK) != 0 else { return nil }
    let own = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) + "/directord-shadow" }
    let places = ["/run/directord-shadow", own, "/tmp/directord-shadow-\(geteuid())"]
    return places.compactMap { $0.map { $0 + "/control.sock" } }.first { access($0, F_OK) == 0 }
  }
}

/// Whether to write in colours.
struct ColourOption: ParsableArguments {
  @Flag(
    inversion: .prefixedNo, help: "Write in colours; by default on a terminal without NO_COLOR.")
  var color: Bool?

  var isWanted: Bool { color ?? Terminal.wantsColour }
}
