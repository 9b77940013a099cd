import ArgumentParser
import Control

struct DrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Hands over every address that this director holds, and keeps it out of elections.",
    discussion: """
      Waits until another director has taken over, and says which. If none has, this director stays \
      master, is not drained, and the command exits with 1. A drained director goes on checking its \
      real servers; it takes over as the last resort, with priority 1, while nobody else is heard. A \
      restart does not end it; 'undrain' does.
      """)

  @OptionGroup var socket: SocketOption
  @Option(help: "Why: kept, and shown in the status, the log and to hooks.") var reason: String?

  @Flag(help: "Let go of the addresses though nobody takes over, and hold none until 'undrain'.")
  var force = false

  func run() throws { try steer(.drain(reason: reason, isForced: force), socket.path, within: 30) }
}

struct UndrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undrain",
    abstract: "Lets this director take part in elections again.")

  @OptionGroup var socket: SocketOption

  func run() throws { try steer(.undrain, socket.path) }
}

func steer(_ query: Query<String>, _ path: String, within seconds: Int = 10) throws {
  print(try ask(query, path, within: seconds))
}
