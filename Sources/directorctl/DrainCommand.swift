import ArgumentParser
import Control

struct DrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Hands over every address that this director holds, and keeps it out of elections.",
    discussion: "It goes on checking its real servers. A restart does not end it; 'undrain' does.")

  @OptionGroup var socket: SocketOption
  @Option(help: "Why: kept, and shown in the status, the log and to hooks.") var reason: String?

  func run() throws { try steer(.drain(reason: reason), socket.path) }
}

struct UndrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undrain",
    abstract: "Lets this director take part in elections again.")

  @OptionGroup var socket: SocketOption

  func run() throws { try steer(.undrain, socket.path) }
}

func steer(_ request: Request, _ path: String) throws {
  switch try ask(request, path, within: 10) {
  case .done(let text): print(text)
  case .failure(let reason): throw refusal(reason)
  case .status, .reload, .plan, .why: throw refusal("it answered something else")
  }
}
