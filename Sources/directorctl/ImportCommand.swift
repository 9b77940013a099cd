import ArgumentParser
import Configuration
import IPVS

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Prints another program's table or file as a directord.conf.",
    discussion: """
      'ipvsadm' reads what 'ipvsadm -S' or 'ipvsadm-save' writes, 'ldirectord' an ldirectord.cf. What \
      has no counterpart stands as a comment, with its line and the reason.

      Exit status: 0; 1 if what was made of it is refused, or the file cannot be read.

      Examples:
        ipvsadm -Sn | directorctl import ipvsadm - > directord.conf
        directorctl import ldirectord /etc/ha.d/ldirectord.cf > directord.conf
      """,
    subcommands: [ImportTable.self, ImportLdirectord.self])
}

struct ImportTable: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ipvsadm", abstract: "Reads the lines of 'ipvsadm -S'.")

  @Argument(help: "The file; '-' is standard input.", completion: .file())
  var file = "-"

  func run() throws {
    let bytes = try importedBytes(file)
    try show(importedTable(bytes, from: sourceName(file), names: .system))
  }
}

struct ImportLdirectord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ldirectord", abstract: "Reads an ldirectord.cf.")

  @Argument(help: "The file; '-' is standard input.", completion: .file())
  var file = "/etc/ha.d/ldirectord.cf"

  func run() throws {
    let bytes = try importedBytes(file)
    try show(importedLdirectord(bytes, from: sourceName(file), names: .system))
  }
}

private func importedBytes(_ file: String) throws -> [UInt8] {
  file == "-"
    ? try ConfigurationFile.standardInput() : try ConfigurationFile.contents(of: file)
}

private func sourceName(_ file: String) -> String { file == "-" ? "standard input" : file }

private func show(_ imported: Imported) throws {
  Terminal.write(Array(imported.text.utf8))
  if !imported.remarks.isEmpty {
    let text = "directorctl: \(counted(imported.remarks.count, "remark")): see the comments\n"
    Terminal.write(Array(text.utf8), to: 2)
  }
  if imported.configuration == nil { throw ExitCode(1) }
}
