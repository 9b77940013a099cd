import ArgumentParser
import Control

struct MaintenanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintenance",
    abstract: "Takes a real server out of service, or lets it serve again.",
    discussion: """
      It gets nothing new and keeps its connections: weight 0, whatever its checks say, in every \
      virtual server that has it. A restart does not end it; 'off' with the same name does. Without \
      a name it lists what is in maintenance. Exits with 1 if a virtual server would lose its quorum \
      or serve nobody, and does nothing then, unless --force is given. It is this director's alone: \
      say it to the other one too.
      """)

  enum Switch: String, ExpressibleByArgument, CaseIterable {
    case on, off
  }

  @Argument(help: "10.0.0.2:80, [2001:db8::2]:80, or an address for all of a machine's ports.")
  var realServer: String?
  @Argument(help: "on or off.") var state: Switch?
  @Option(help: "Why, for the log and the status.") var reason = "an operator asked for it"
  @Flag(help: "Though a virtual server loses its quorum or serves nobody.") var force = false
  @OptionGroup var socket: SocketOption

  func validate() throws {
    if realServer != nil, state == nil { throw ValidationError("say 'on' or 'off'") }
  }

  func run() throws {
    guard let realServer else { return try steer(.maintenanceList, socket.path) }
    let reason: String? =
      switch state {
      case .on: reason
      case .off, nil: nil
      }
    try steer(
      .maintenance(realServer: realServer, reason: reason, isForced: force), socket.path)
  }
}
