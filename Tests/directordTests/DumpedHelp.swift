import Foundation
import Manual

/// What `directorctl --experimental-dump-help` prints of itself, as far as directorctl(1) has it.
struct DumpedHelp: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var arguments: [Argument]?
    var subcommands: [Command]?
    var superCommands: [String]?
    var shouldDisplay: Bool
  }

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
      enum Kind: String, Decodable { case long, short, longWithSingleDash }

      var kind: Kind
      var name: String

      var spelling: String { (kind == .long ? "--" : "-") + name }
    }

    var kind: Kind
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var discussion: String?
    var defaultValue: String?
    var allValues: [String]?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool
  }

  var command: Command
}

extension DumpedHelp {
  /// Options that many commands have: they are described once.
  static let common: Set<String> = [
    "socket", "color", "no-color", "json", "config-id", "version", "help",
  ]

  /// directorctl(1)
  var manualPage: String {
    var page = ManualPage(
      "directorctl", section: 1, chapter: "User Commands",
      summary: "show and steer directord, and check its configuration",
      origin: "Sources/directorctl: RECORD_MANUAL=1 swift test --filter ManualPageTests")
    page.section("SYNOPSIS", "directorctl COMMAND [ARGUMENT...]")
    page.section("DESCRIPTION", command.abstract)
    page.paragraph(
      "The commands that ask a running directord do so by its control socket, which root alone may "
        + "use. 'check', 'explain', 'probe', 'replay' and 'import' need no daemon.")
    page.section("OPTIONS OF MANY COMMANDS")
    let commands =
      command.subcommands?.filter { $0.shouldDisplay && $0.commandName != "help" } ?? []
    var described: Set<String> = []
    for argument in commands.flatMap(\.everything) where argument.isCommon {
      if described.insert(argument.term).inserted { argument.write(to: &page) }
    }
    page.section("COMMANDS")
    for command in commands { command.write(to: &page) }
    page.section(
      "EXIT STATUS", "0 if all is well, 64 for a wrong command line, else as each command says.")
    page.section(
      "SEE ALSO", "directord(8), directord.conf(5), directorctl-doctor(7), ipvsadm(8)")
    return page.text
  }
}

extension DumpedHelp.Command {
  /// Its arguments and those of its subcommands.
  var everything: [DumpedHelp.Argument] {
    (arguments ?? []) + (subcommands ?? []).flatMap(\.everything)
  }

  func write(to page: inout ManualPage) {
    let own = (arguments ?? []).filter { $0.shouldDisplay && !$0.isCommon }
    let words =
      (superCommands ?? []) + [commandName] + own.map(\.synopsis)
      + ((subcommands ?? []).isEmpty ? [] : ["SUBCOMMAND"])
    page.subsection(words.joined(separator: " "), abstract)
    write(discussion, to: &page)
    for argument in own { argument.write(to: &page) }
    for command in subcommands ?? [] where command.shouldDisplay && command.commandName != "help" {
      command.write(to: &page)
    }
  }

  /// Paragraphs are divided by empty lines; a line that is indented is an example, and stands as it is.
  private func write(_ discussion: String?, to page: inout ManualPage) {
    for block in (discussion ?? "").components(separatedBy: "\n\n") where !block.isEmpty {
      let lines = block.components(separatedBy: "\n")
      let examples = lines.drop { !$0.hasPrefix("  ") }
      page.paragraph(lines.dropLast(examples.count).joined(separator: " "))
      if !examples.isEmpty { page.example(examples.map { String($0.dropFirst(2)) }) }
    }
  }
}

extension DumpedHelp.Argument {
  var isCommon: Bool { names?.contains { DumpedHelp.common.contains($0.name) } ?? false }

  private var value: String { (valueName ?? "value").uppercased().replacing("-", with: "_") }

  /// `--confirm CONFIRM`, `REAL_SERVER`
  var term: String {
    guard let names, kind != .positional else { return value }
    let spellings = names.map(\.spelling).joined(separator: ", ")
    return kind == .option ? "\(spellings) \(value)" : spellings
  }

  /// `[--reason REASON]`, `FILE...`
  var synopsis: String {
    var text = kind == .positional ? value : names?.first?.spelling ?? ""
    if kind == .option { text += " " + value }
    if isRepeating { text += "..." }
    return isOptional ? "[\(text)]" : text
  }

  func write(to page: inout ManualPage) {
    var text = abstract ?? ""
    if let values = allValues, !values.isEmpty, kind == .option {
      text += " One of \(values.joined(separator: ", "))."
    }
    if let fallback = defaultValue, !fallback.isEmpty { text += " Default: \(fallback)." }
    page.item(term, "", text)
  }
}
