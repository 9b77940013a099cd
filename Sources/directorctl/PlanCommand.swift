import ArgumentParser
import Control
import System

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Tells what following a configuration file would do, and does nothing.",
    discussion: """
      The daemon reads the file and compares it with what it serves and with the kernel. Ends with \
      0 where nothing would change, with 2 where something would, with 1 where the file has an \
      error.
      """)

  @Argument(help: "The configuration file.", completion: .file()) var file: String
  @OptionGroup var socket: SocketOption
  @OptionGroup var colour: ColourOption
  @Flag(help: "Write JSON, with a schema that later versions only add to.") var json = false

  func run() throws {
    switch try ask(.plan(file: ThisProcess.absolutePath(file)), socket.path, within: 120) {
    case .plan(let plan):
      let page = PlanPage(paint: Paint(isColoured: colour.isWanted))
      Terminal.write(json ? plan.json : Array(page.text(of: plan).utf8))
      if plan.errors > 0 { throw ExitCode(1) }
      if plan.hasChanges { throw ExitCode(2) }
    case .failure(let reason): throw refusal(reason)
    case .status, .reload, .why, .done: throw refusal("it answered something else")
    }
  }
}
