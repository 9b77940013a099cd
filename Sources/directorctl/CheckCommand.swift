import ArgumentParser
import Configuration
import Files

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads a configuration file and tells what is wrong with it.",
    discussion: """
      It needs no privileges and no network. Ends with 0, or with 1 where the file has an error, \
      which directord would refuse it for.
      """)

  @Argument(help: "The configuration file.", completion: .file())
  var file = "/etc/directord/directord.conf"

  @OptionGroup var colour: ColourOption
  @Flag(help: "Leave the warnings out.") var errorsOnly = false

  func run() throws {
    let loaded = load(file, reading: readFiles, context: .thisMachine)
    for diagnostic in loaded.diagnostics where !errorsOnly || diagnostic.severity == .error {
      print(diagnostic.rendered(colour: colour.isWanted))
    }
    print(verdict(loaded))
    if loaded.configuration == nil { throw ExitCode(1) }
  }

  /// `directord.conf: 12 virtual servers, 40 real servers, 3 warnings`
  private func verdict(_ loaded: Loaded) -> String {
    let errors = loaded.diagnostics.count { $0.severity == .error }
    var parts: [String] = []
    if let configuration = loaded.configuration {
      let servers = configuration.virtualServers
      parts.append(counted(servers.count, "virtual server"))
      parts.append(counted(servers.reduce(0) { $0 + $1.realServers.count }, "real server"))
    } else {
      parts.append(counted(errors, "error"))
    }
    let warnings = loaded.diagnostics.count { $0.severity == .warning }
    parts.append(warnings == 0 ? "no warnings" : counted(warnings, "warning"))
    return "\(file): " + parts.joined(separator: ", ")
  }
}
