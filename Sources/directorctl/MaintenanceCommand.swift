import ArgumentParser
import Control

struct MaintenanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintenance",
    abstract: "Takes a real server out of service, or lets it serve again.",
    discussion: """
      It gets nothing new and keeps its connections: weight 0, whatever its checks say, in every \
      virtual server that has it. A restart does not end it; 'off' does.
      """)

  enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
  }

  @Argument(help: "10.0.0.2:80, [2001:db8::2]:80, or an address for all of a machine's ports.")
  var realServer: String
  @Argument(help: "on or off.") var state: Switch
  @Option(help: "Why, for the log and the status.") var reason = "an operator asked for it"
  @OptionGroup var socket: SocketOption

  func run() throws {
    let reason: String? =
      switch state {
      case .on: reason
      case .off: nil
      }
    try steer(.maintenance(realServer: realServer, reason: reason), socket.path)
  }
}
