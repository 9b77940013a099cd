import ArgumentParser
import Configuration
import Control
import Doctor
import Files
import Network
import Setup
import System

struct FactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts",
    abstract: "Prints this machine's facts as JSON, for 'directorctl doctor --facts'.",
    discussion: """
      It runs on any Linux machine, also on a real server. What may not be read is named under \
      'unread' with what is missing: as root it reads all.
      """)

  @Option(help: "Whose document it is: director or real-server.")
  var role = Facts.Role.director
  @Option(help: "On a real server: a virtual address. May be repeated.") var vip: [String] = []
  @Option(help: "On a real server: its own address. May be repeated.") var rip: [String] = []
  @Option(help: "On a real server: the director's address.") var director: String?
  @Option(help: "The client whose packets are asked about.") var client: String?
  @Flag(help: "Print a shell script that prints a real server's document, and end.")
  var script = false
  @Flag(help: "On a director: connect to the real servers and send them echoes.") var probes = false
  @OptionGroup var place: DirectorOption

  func validate() throws {
    for text in vip + rip + [director, client].compactMap(\.self) where Address(text) == nil {
      throw ValidationError("\(text.prefix(60)): expected an address")
    }
  }

  func run() throws {
    if script {
      let text = FactsScript.text(
        virtualAddresses: vip, realServers: rip, director: director, client: client)
      return Terminal.write(Array(text.utf8))
    }
    let client = client.flatMap { Address($0) }
    guard role == .realServer else {
      let facts = try place.facts(role: role, client: client, probes: probes)
      return Terminal.write(FactsDocument.text(facts))
    }
    let reader = FactsReader(role: role, client: client)
    reader.readMachine()
    reader.readRoutes(
      ofRealServerWith: vip.compactMap { Address($0) }, rip.compactMap { Address($0) },
      director: director.flatMap { Address($0) })
    Terminal.write(FactsDocument.text(reader.finished()))
  }
}

extension Facts.Role: ExpressibleByArgument {}

/// Where a director's configuration and daemon are.
struct DirectorOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: "The configuration file; by default the daemon's, or /etc/directord/directord.conf.",
    completion: .file())
  var file: String?
  @OptionGroup var socket: SocketOption
  @OptionGroup var identity: IdentityOption

  private static let standard = "/etc/directord/directord.conf"

  /// The document of this machine.
  ///
  /// - Parameters:
  ///   - name: the service or real server alone that routes and probes are for; nil: all. One that is not
  ///     known ends the program.
  ///   - probes: connects to the real servers, sends them echoes, asks who answers for the virtual
  ///     addresses and listens for other directors.
  ///   - look: looks at what happens between the two readings of the counters.
  func facts(
    role: Facts.Role, client: Address?, probes: Bool, of name: String? = nil,
    look: (FactsReader) -> Void = { _ in }
  ) throws -> Facts {
    let (director, namespaces, unread) = try self.director()
    let reader = FactsReader(
      role: role, client: client,
      table: namespaces.table == nil
        ? nil : { () throws(TableError) in try kernelTable(namespaces) })
    reader.readMachine()
    reader.set(director, unread: unread)
    if let name, !reader.focus(on: name) {
      throw fault(facts: Self.complaint(about: name, in: reader.facts))
    }
    reader.readRoutes()
    // Adverts are a second apart as a rule, messages of the sync daemon two: whoever sends them is heard
    // while the probes wait, and while the walk watches.
    let end = MonotonicClock.now + .milliseconds(2_200)
    let capture = probes ? reader.listening() : nil
    if probes {
      reader.makeProbes(ProbePlan(reader.facts, isFocused: name != nil))
      reader.askForAddresses()
    }
    look(reader)
    if let capture { reader.hear(capture, until: end) }
    if probes, let status = status() { reader.add { $0.director?.addLater(status) } }
    return reader.finished()
  }

  static func complaint(about name: String, in facts: Facts) -> String {
    let known = facts.topics
    guard !known.isEmpty else {
      return "'\(name.prefix(60))' is not known: no virtual service is configured or in the kernel"
    }
    let more = known.count > 10 ? ", and \(known.count - 10) more" : ""
    return "'\(name.prefix(60))' is neither a virtual service nor a real server; there are "
      + known.prefix(10).joined(separator: ", ") + more
  }

  /// What the configuration asks for and the daemon says; nil without both. A configuration that cannot
  /// be read is told.
  private func director() throws -> (DirectorFacts?, Namespaces, Facts.Unread?) {
    let status = self.status()
    let standard = SmallFile(path: Self.standard).exists ? Self.standard : nil
    let followed = status?.daemon.trial?.file ?? status?.daemon.configurationFile
    guard let name = file ?? followed ?? standard else {
      return (nil, Namespaces(), nil)
    }
    let loaded = load(name, reading: readFiles, context: identity.context)
    guard let configuration = loaded.configuration else {
      let errors = loaded.diagnostics.filter { $0.severity == .error }
      let first = errors.first.map { ": \($0.position): \($0.message)" } ?? ""
      let reason = "the configuration \(name) is not accepted\(first)"
      return (nil, Namespaces(), Facts.Unread(.director, reason: reason))
    }
    if let own = configuration.global.namespaces.own {
      do throws(SystemError) {
        try NetworkNamespace(named: own).enter()
      } catch {
        throw fault(facts: "net_namespace '\(own)' cannot be entered: \(error)")
      }
    }
    var facts = DirectorFacts(
      configuration, file: name, identity: identity.context.identifier, named: loaded.identities,
      diagnostics: loaded.diagnostics)
    if let status { facts.add(status) }
    return (facts, configuration.global.namespaces, nil)
  }

  /// nil: no daemon answers.
  private func status() -> Status? {
    try? Daemon(path: socket.shadow ?? socket.path).answer(to: .status, within: 10)
  }
}
