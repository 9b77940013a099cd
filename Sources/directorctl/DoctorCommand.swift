import ArgumentParser
import Control
import Doctor
import Network
import System

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Looks for what keeps clients from being served, and says how to put it right.",
    discussion: """
      It reads this machine's links, routes, settings, packet filters, IPVS and the daemon's \
      status, and judges them by rules. It changes nothing, unless --trace is given. A mend is \
      printed, never run.

      directorctl doctor [SERVICE|REAL_SERVER|vrrp|kernel] [--client ADDRESS] [--facts FILE] …
        asks about everything, or about one thing; see 'directorctl doctor examine --help'.
      directorctl doctor facts
        prints what was read, as JSON; see 'directorctl doctor facts --help'.

      Exit status: 0 nothing found; 1 a warning; 2 an error; 3 nothing worse, but facts are missing; \
      64 wrong usage.

      Examples:
        directorctl doctor
        directorctl doctor 192.168.3.108:80 --client 203.0.113.7
        directorctl doctor --walk 10s --trace --client 203.0.113.7
        directorctl doctor facts --script > script
        ssh rs1 sh -s < script | directorctl doctor --facts -
        directorctl doctor --explain N04
      """,
    subcommands: [ExamineCommand.self, FactsCommand.self],
    defaultSubcommand: ExamineCommand.self)
}

struct ExamineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "examine",
    abstract: "Judges this machine's facts, and those of other machines, by the rules.")

  @Argument(help: "A virtual service, a real server, 'vrrp' or 'kernel'; nothing: all.")
  var topic: String?
  @Option(help: "The client whose packets are asked about.") var client: String?
  @Option(
    name: .customLong("facts"),
    help: "A document of a real server or of the other director; '-': standard input.",
    completion: .file())
  var files: [String] = []
  @Flag(help: "Judge the documents alone, not this machine.") var recorded = false
  @Flag(name: .customLong("no-probes"), help: "Send nothing: leave out connections and echoes.")
  var isQuiet = false
  @OptionGroup var walk: WalkOptions
  @Flag(help: "Write JSON, with a schema that later versions only add to.") var json = false
  @Option(help: "Explain a rule by its id.") var explain: String?
  @Option(help: "Write all documents to a file.", completion: .file()) var save: String?
  @Flag(name: [.customShort("v"), .long], help: "Name the rules that passed too.")
  var verbose = false
  @OptionGroup var place: DirectorOption
  @OptionGroup var colour: ColourOption

  func validate() throws {
    if recorded, files.isEmpty { throw ValidationError("--recorded goes with --facts FILE") }
    if let client, Address(client) == nil {
      throw ValidationError("--client \(client.prefix(60)): expected an address")
    }
    try walk.check(hasClient: client != nil, isRecorded: recorded)
  }

  func run() throws {
    let page = DoctorPage(width: Terminal.width, paint: Paint(isColoured: colour.isWanted))
    if let explain { return try show(explain, page) }
    let topic = Topic(topic)
    let examination = try gathered(topic)
    if let save { try write(examination, to: save) }
    let report = examination.report(by: topic.rules)
    if json {
      Terminal.write(
        FactsDocument.text(
          report, readiness: topic == .kernel ? examination.kernelReadiness : nil))
    } else {
      if topic == .kernel {
        let table = ReadinessPage(paint: page.paint).text(of: examination.kernelReadiness)
        Terminal.write(Array((table + "\n").utf8))
      }
      let seen = WalkPage(width: Terminal.width, paint: page.paint).text(of: examination)
      Terminal.write(Array((seen + page.text(of: report, verbose: verbose)).utf8))
    }
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }

  private func gathered(_ topic: Topic) throws -> Examination {
    var name: String?
    if case .named(let text) = topic { name = text }
    let documents = try files.flatMap { try FactsFile.documents($0) }
    var directors = documents.filter { $0.role == .director }
    if recorded {
      guard let first = directors.first else {
        throw fault(facts: "none of the documents is a director's")
      }
      guard let focused = name.map({ first.focused(on: $0) }) ?? first else {
        throw fault(facts: DirectorOption.complaint(about: name ?? "", in: first))
      }
      directors[0] = focused
    } else {
      let local = try place.facts(
        role: .director, client: client.flatMap { Address($0) },
        probes: !isQuiet && topic != .kernel, of: name, look: walk.look)
      directors.insert(local, at: 0)
    }
    return Examination(
      directors[0], realServers: documents.filter { $0.role == .realServer },
      peer: directors.dropFirst().first)
  }

  private func write(_ examination: Examination, to file: String) throws {
    let all =
      [examination.director] + examination.realServers + [examination.peer].compactMap(\.self)
    do throws(SystemError) {
      try SmallFile(path: file).replace(with: all.flatMap { FactsDocument.text($0) })
    } catch {
      throw fault(facts: "--save: \(error)")
    }
  }

  private func show(_ id: String, _ page: DoctorPage) throws {
    guard let rule = Rule.named(id) else {
      let ids = Rule.all.map(\.id).joined(separator: " ")
      throw fault(facts: "there is no rule '\(id.prefix(20))'; there are \(ids)")
    }
    Terminal.write(Array(page.text(of: rule).utf8))
  }
}

/// Says why on standard error; facts could not be collected.
func fault(facts reason: String) -> ExitCode {
  Terminal.write(Array("directorctl: \(reason)\n".utf8), to: 2)
  return ExitCode(3)
}
