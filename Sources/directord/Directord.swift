import Control
import Files
import System

@main
struct Directord {
  static func main() {
    switch Options.Parsed(Array(ThisProcess.arguments.dropFirst())) {
    case .help:
      ThisProcess.say(Options.help)
    case .version:
      ThisProcess.say("directord \(directordVersion)")
    case .wrong(let reason):
      ThisProcess.say("directord: \(reason)\nTry 'directord --help'.", isError: true)
      ThisProcess.end(2)
    case .run(let options):
      ThisProcess.end(direct(options, environment: processEnvironment))
    }
  }
}
