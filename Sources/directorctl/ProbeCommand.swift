import ArgumentParser
import Configuration
import Control
import Files
import Health
import IPVS
import Network
import Service
import System

struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Makes the checks of a real server once, now, and shows what was said.",
    discussion: """
      It reads the file and needs no daemon, and no privileges but for what the checks ask: ICMP, \
      fwmark. Each check ends within its own time.

      Exit status: 0 if all checks pass; 1 if one does not; 2 if the file has an error or no such \
      real server.

      Example:
        directorctl probe /etc/directord/directord.conf 10.0.0.2:80
      """)

  @Argument(help: "The configuration file.", completion: .file()) var file: String
  @Argument(help: "10.0.0.2:80, [2001:db8::2]:80, or an address for all of a machine's ports.")
  var realServer: String
  @Flag(help: "Write JSON, with a schema that later versions only add to.") var json = false
  @OptionGroup var identity: IdentityOption
  @OptionGroup var colour: ColourOption

  func run() throws {
    guard let target = MaintenanceTarget(realServer) else {
      throw fault(
        "'\(realServer)' is no real server: expected ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT")
    }
    let configuration = try accepted()
    let report: ProbeReport
    if let name = configuration.global.namespaces.own {
      do {
        try NetworkNamespace(named: name).enter()
      } catch {
        throw fault("net_namespace '\(name)' cannot be entered: \(error)")
      }
    }
    do {
      var round = try ProbeRound(configuration, of: target)
      if round.leavesPathsOut {
        _ = refusal("check_path: made directly, for the way through IPVS is the daemon's")
      }
      let accounts = try round.run()
      report = ProbeReport(
        file: file, realServer: realServer,
        results: accounts.map { ProbeReport.Result($0, round.answers) })
    } catch {
      throw fault("\(error)")
    }
    if report.results.isEmpty { throw absence(of: target, in: configuration) }
    let page = ProbePage(paint: Paint(isColoured: colour.isWanted))
    Terminal.write(json ? report.json : Array(page.text(of: report).utf8))
    if !report.isGood { throw ExitCode(1) }
  }

  private func accepted() throws -> DirectorConfiguration {
    let loaded = load(file, reading: readFiles, context: identity.context)
    if let configuration = loaded.configuration { return configuration }
    for diagnostic in loaded.diagnostics where diagnostic.severity == .error {
      Terminal.write(Array((diagnostic.rendered(code: true) + "\n").utf8), to: 2)
    }
    throw ExitCode(2)
  }

  private func absence(
    of target: MaintenanceTarget, in configuration: DirectorConfiguration
  ) -> ExitCode {
    var balancer = Balancer(seed: 0)
    _ = balancer.handle(
      .configured(configuration, kernel: Table()), at: Instant(nanoseconds: 0))
    let near = balancer.endpoints(near: target).map(\.description)
    return fault(
      "\(file) has no real server \(target)"
        + (near.isEmpty ? "" : "; nearest: " + near.joined(separator: ", ")))
  }

  private func fault(_ reason: String) -> ExitCode {
    _ = refusal(reason)
    return ExitCode(2)
  }
}

extension ProbeReport.Result {
  fileprivate init(_ account: Account, _ answers: [Probe: ProbeResult]) {
    let (answer, weight): (RealServerStanding.Answer, UInt32?) =
      switch account.answer.standing {
      case .serving(let weight): (.serving, weight)
      case .keeping: (.keeping, 0)
      case .out: (.out, nil)
      }
    self.init(
      realServer: account.realServer.endpoint.description,
      virtualServer: account.virtualServer.name, answer: answer, weight: weight,
      reason: account.answer.reason, outlook: account.answer.outlook,
      checks: account.checks.map { ProbeReport.Check($0, answers[$0.probe]) })
  }
}

extension ProbeReport.Check {
  fileprivate init(_ account: Account.Check, _ answer: ProbeResult?) {
    // As it is judged, with `reverse`, and with what was said.
    var result =
      account.last
      ?? ProbeResult(.notMade("only a running directord knows the answer"), duration: .zero)
    result.transcript = answer?.transcript ?? result.transcript
    self.init(
      path: account.probe.pathWords, weight: account.weight,
      probe: ProbeAccount(kind: account.check.kind, account.probe, result, at: nil))
  }
}

extension Probe {
  /// `10.0.0.2:80 from 10.0.0.1 by eth0 with mark 5, within 5 s`
  fileprivate var pathWords: String {
    guard dialogue.connects else { return targetWords }
    var words = path.destination.description
    if case .conversation(_, .echo) = dialogue { words = path.destination.address.description }
    if let source = path.source { words += " from \(source)" }
    if let interface = path.interface { words += " by \(interface)" }
    if path.firewallMark != 0 { words += " with mark \(path.firewallMark)" }
    return words + ", within \(timeout.words)"
  }

  private var targetWords: String {
    switch dialogue {
    case .program: "\(target), within \(timeout.words)"
    case .tracked(let probe):
      switch probe.source {
      case .file: target
      case .session: "\(target), with which the daemon alone speaks"
      }
    case .tcp, .http, .ftp, .conversation: target
    }
  }
}
