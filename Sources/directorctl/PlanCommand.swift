import ArgumentParser
import Control
import System

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what following a configuration file would change, and changes nothing.",
    discussion: """
      The daemon reads the file and compares it with what it serves and with the kernel. It \
      reads as strictly as the daemon does.

      Exit status: 0 if nothing would change; 2 if something would; 1 if the file has an error.

      Example:
        directorctl plan new.conf
      """)

  @Argument(help: "The configuration file.", completion: .file()) var file: String
  @OptionGroup var socket: SocketOption
  @OptionGroup var colour: ColourOption
  @Flag(help: "Write JSON, with a schema that later versions only add to.") var json = false

  func run() throws {
    let plan = try ask(.plan(file: ThisProcess.absolutePath(file)), socket.path, within: 120)
    let page = PlanPage(paint: Paint(isColoured: colour.isWanted))
    Terminal.write(json ? plan.json : Array(page.text(of: plan).utf8))
    if plan.errors > 0 { throw ExitCode(1) }
    if plan.hasChanges { throw ExitCode(2) }
  }
}
