import ArgumentParser
import Configuration
import Control
import Files

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reports what is wrong with configuration files.",
    discussion: """
      It needs no privileges, no network and no daemon. 'directorctl explain CODE' explains a \
      diagnostic.

      keepalived skips a line that it does not understand; directord refuses the file. --fix prints \
      the file with each such line commented out and the reason above it. An included file that \
      needs fixing is named on standard error; --part prints it.

      Exit status: 0 if directord accepts the files; 1 if one has an error (with --strict, a \
      warning), with --fix if one is left that has to be corrected by hand; 2 with --against if \
      something changes.

      Examples:
        directorctl check /etc/keepalived/keepalived.conf
        directorctl check --fix old.conf > new.conf
        directorctl check --against /etc/directord/directord.conf new.conf
      """)

  @Argument(help: "The configuration files.", completion: .file())
  var files = ["/etc/directord/directord.conf"]

  @Flag(help: "Exit with status 1 for a warning too.") var strict = false
  @Flag(help: "Leave warnings and notes out.") var errorsOnly = false
  @Flag(help: "Judge as 'directord --lenient': what keepalived skips is left out with a warning.")
  var lenient = false
  @Flag(help: "Look at this machine too: interfaces, and the directories of tracked files.")
  var here = false
  @Flag(help: "Print the file with each line commented out that keepalived skips.") var fix = false
  @Option(help: "With --fix: the included file to print.", completion: .file()) var part: String?
  @Flag(help: "Write JSON, with a schema that later versions only add to.") var json = false
  @Flag(help: "Write SARIF 2.1.0, for continuous integration.") var sarif = false
  @Flag(help: "Write the file in its normal form: every default said, nothing to resolve.")
  var print = false
  @Option(
    help: "Report what the checked file changes, compared with this one.", completion: .file())
  var against: String?
  @OptionGroup var identity: IdentityOption
  @OptionGroup var colour: ColourOption

  func validate() throws {
    let forms = [json, sarif, print, fix, against != nil].count { $0 }
    if forms > 1 {
      throw ValidationError("--json, --sarif, --print, --fix and --against exclude one another")
    }
    if print || fix || against != nil, files.count > 1 {
      throw ValidationError("--print, --fix and --against take one file")
    }
    if part != nil, !fix { throw ValidationError("--part is for --fix") }
  }

  func run() throws {
    if print { return try printNormalForm() }
    if let against { return try compare(with: against) }
    if fix { return try printFixed() }
    let checked = files.map { Checked($0, context: context, errorsOnly: errorsOnly) }
    if json {
      Terminal.write(CheckReport(files: checked.map(\.report)).json)
    } else if sarif {
      let rules = Diagnostic.Code.allCases.map {
        SARIFLog.Rule(id: $0.rawValue, meaning: $0.meaning)
      }
      let log = SARIFLog(CheckReport(files: checked.map(\.report)), rules: rules)
      Terminal.write(log.json)
    } else {
      for file in checked { file.show(colour: colour.isWanted) }
    }
    let isWrong = checked.contains {
      $0.configuration == nil || (strict && $0.count(of: .warning) > 0)
    }
    if isWrong { throw ExitCode(1) }
  }

  private var context: Context {
    var context = identity.context(asksForLinks: here)
    context.isLenient = lenient
    return context
  }

  private func printFixed() throws {
    for file in files {
      let page = try FixedFile(file, part: part, context: context)
      Terminal.write(page.text)
      Terminal.write(Array(page.remarks.map { $0 + "\n" }.joined().utf8), to: 2)
      if !page.isAccepted { throw ExitCode(1) }
    }
  }

  /// The text alone on standard output, what is wrong on standard error.
  private func printNormalForm() throws {
    for file in files { Terminal.write(Array(try accepted(file).printed.utf8)) }
  }

  private func compare(with other: String) throws {
    for file in files {
      let changes = differences(from: try accepted(other), to: try accepted(file))
      for change in changes { Swift.print(printable(change)) }
      if !changes.isEmpty { throw ExitCode(2) }
    }
    Swift.print("nothing changes")
  }

  /// What a file means; its errors are told on standard error.
  private func accepted(_ file: String) throws -> DirectorConfiguration {
    let checked = Checked(file, context: context, errorsOnly: true)
    if let configuration = checked.configuration { return configuration }
    for diagnostic in checked.diagnostics {
      Terminal.write(Array((diagnostic.rendered(code: true) + "\n").utf8), to: 2)
    }
    throw ExitCode(1)
  }
}

/// Which director the file is read as.
struct IdentityOption: ParsableArguments {
  @Option(
    name: [.customShort("i"), .customLong("config-id")],
    help: "For lines that begin with @ID; by default the host's name up to its first dot.")
  var identifier: String?

  var context: Context { context() }

  func context(asksForLinks: Bool = false) -> Context {
    .thisMachine(identifier: identifier, asksForLinks: asksForLinks)
  }
}

/// A file and what was found in it.
private struct Checked {
  var file: String
  var configuration: DirectorConfiguration?
  var diagnostics: [Diagnostic]

  init(_ file: String, context: Context, errorsOnly: Bool) {
    let loaded = load(file, reading: readFiles, context: context)
    self.file = file
    configuration = loaded.configuration
    diagnostics = loaded.diagnostics.filter { !errorsOnly || $0.severity == .error }
  }

  func count(of severity: Diagnostic.Severity) -> Int {
    diagnostics.count { $0.severity == severity }
  }

  /// What a reader takes in; a binary file has thousands.
  private static let mostShown = 50

  func show(colour: Bool) {
    for diagnostic in diagnostics.prefix(Self.mostShown) {
      print(diagnostic.rendered(colour: colour, code: true))
    }
    let more = diagnostics.count - Self.mostShown
    if more > 0 { print("and \(more) more, which --json shows") }
    print(verdict)
    let skipped = diagnostics.count { $0.severity == .error && $0.remedy != nil }
    if skipped > 0 {
      let errors = counted(count(of: .error), "error")
      print(
        "keepalived goes on without what \(skipped) of \(errors) are about: 'directorctl check "
          + "--fix' comments it out, 'directord --lenient' leaves it out")
    }
  }

  /// `directord.conf: 2 virtual routers, 12 virtual servers, 40 real servers, 3 warnings`
  private var verdict: String {
    var parts: [String] = []
    if let configuration {
      parts.append(counted(configuration.routers.count, "virtual router"))
      parts.append(counted(configuration.virtualServers.count, "virtual server"))
      parts.append(counted(configuration.realServerCount, "real server"))
    } else {
      parts.append(counted(count(of: .error), "error"))
    }
    let warnings = count(of: .warning)
    parts.append(warnings == 0 ? "no warnings" : counted(warnings, "warning"))
    return "\(file): " + parts.joined(separator: ", ")
  }

  var report: CheckReport.File {
    CheckReport.File(
      file: file, isAccepted: configuration != nil,
      virtualServers: configuration?.virtualServers.count ?? 0,
      realServers: configuration?.realServerCount ?? 0,
      virtualRouters: configuration?.routers.count ?? 0,
      diagnostics: diagnostics.map(CheckReport.Finding.init))
  }
}

extension DirectorConfiguration {
  fileprivate var realServerCount: Int { virtualServers.reduce(0) { $0 + $1.realServers.count } }
}

extension CheckReport.Finding {
  fileprivate init(_ diagnostic: Diagnostic) {
    self.init(
      severity: diagnostic.severity.rawValue, code: diagnostic.code.rawValue,
      file: diagnostic.position.file, line: diagnostic.position.line,
      column: diagnostic.position.column, length: diagnostic.length,
      message: diagnostic.message, hint: diagnostic.hint,
      text: String(decoding: diagnostic.line, as: UTF8.self))
  }
}
