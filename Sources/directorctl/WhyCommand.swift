import ArgumentParser
import Control

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Tells why a real server is in or out, and what led to it.",
    discussion: """
      For each virtual server that has it: one sentence, its checks with their counts, the last \
      things that happened, and what was said in the probe that decided. Exit status: 0; 1 if no \
      virtual server has it.
      """)

  @Argument(help: "10.0.0.2:80, [2001:db8::2]:80, or an address for all of a machine's ports.")
  var realServer: String
  @OptionGroup var socket: SocketOption
  @OptionGroup var colour: ColourOption
  @Flag(help: "Write JSON, with a schema that later versions only add to.") var json = false

  func run() throws {
    let why = try ask(.why(realServer: realServer), socket.path, within: 10)
    let page = WhyPage(width: Terminal.width, paint: Paint(isColoured: colour.isWanted))
    if json {
      Terminal.write(why.json)
    } else if !why.standings.isEmpty {
      Terminal.write(Array(page.text(of: why).utf8))
    }
    if why.standings.isEmpty { throw refusal(page.absence(of: why)) }
  }
}
