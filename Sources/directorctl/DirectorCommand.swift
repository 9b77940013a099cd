import ArgumentParser
import Control

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
      UndrainCommand.self, MaintenanceCommand.self, ReplayCommand.self,
    ])
}

/// How the daemon is reached.
struct SocketOption: ParsableArguments {
  @Option(name: .customLong("socket"), help: "The daemon's control socket.")
  var path = "/run/directord/control.sock"
}

/// Whether to write in colours.
struct ColourOption: ParsableArguments {
  @Flag(
    inversion: .prefixedNo, help: "Write in colours; by default on a terminal without NO_COLOR.")
  var color: Bool?

  var isWanted: Bool { color ?? Terminal.wantsColour }
}
