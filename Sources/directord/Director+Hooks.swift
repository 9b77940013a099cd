import Configuration
import Health
import Network
import Service
import System

extension Director {
  /// Runs the hooks of one event, one after the other; under --shadow they are only told, since what
  /// they would tell of has not happened.
  func run(_ requests: [HookRequest], among hooks: Hooks, at now: Instant) {
    report(hooks.run(requests.compactMap(hook), at: now), at: now)
  }

  /// nil if it cannot run, which is said.
  private func hook(_ request: HookRequest) -> Hook? {
    let command = request.script.arguments.joined(separator: " ")
    guard !options.isShadow else {
      journal.write(.info, "would run for \(request.object): \(command)")
      return nil
    }
    guard let credentials = credentials(of: request.script, "hook of \(request.object)") else {
      return nil
    }
    return Hook(
      object: request.object, arguments: request.script.arguments,
      environment: request.environment.mapValues { $0.capped(at: longestValue) },
      credentials: credentials, mustBeSafe: mustBeSafe)
  }

  /// Who a script runs as; nil if there is no such user, which is said.
  func credentials(of script: Script, _ name: String) -> Credentials? {
    if let found = reading.programs.credentials(of: script.user) { return found }
    let user = script.user?.user ?? reading.loaded.configuration?.global.scriptUser?.user ?? ""
    journal.write(
      .error,
      "\(name) (\(script.position)): there is no user or group '\(user)': "
        + "'\(script.arguments.joined(separator: " "))' was not run")
    return nil
  }

  /// Hooks of virtual routers never wait for those of real servers, nor for one another's.
  func followHookBounds(_ bounds: HookBounds) {
    hooks.limit(to: bounds.atOnce, each: bounds.timeout)
    electionHooks.limit(to: nil, each: bounds.timeout)
  }

  /// Under --shadow nothing that is told has happened.
  func followPipes(_ configuration: DirectorConfiguration, at now: Instant) {
    guard !options.isShadow else { return }
    pipes.follow(
      configuration.election.fifos, owner: { self.reading.programs.users[$0] },
      mustBeSafe: mustBeSafe,
      credentials: { [unowned self] in credentials(of: $0, "the reader of a notify FIFO") },
      at: now)
  }

  var mustBeSafe: Bool { reading.programs.mustBeSafe }

  func report(_ reports: [HookReport], at now: Instant) {
    for report in reports {
      if case .wrote(let hook, let lines) = report {
        for line in lines { journal.write(.info, "hook of \(hook.object): \(line)") }
      } else if let line = words(report) {
        write(line.level, line.text, on: "hook of \(report.hook.object)", at: now)
      }
    }
  }

  private func words(_ report: HookReport) -> LogLine? {
    let name = { (hook: Hook) in "hook of \(hook.object): '\(hook.command)'" }
    switch report {
    case .wrote: return nil
    case .exited(let hook, code: 0, let duration, _):
      return LogLine(.info, "\(name(hook)) ended well after \(milliseconds(duration))")
    case .exited(let hook, let code, let duration, _):
      return LogLine(
        .warning, "\(name(hook)) ended with exit code \(code) after \(milliseconds(duration))")
    case .killed(let hook, let signal, let duration, _):
      return LogLine(
        .warning, "\(name(hook)) was ended by signal \(signal) after \(milliseconds(duration))")
    case .timedOut(let hook, let duration, _):
      return LogLine(
        .error, "\(name(hook)) had not ended after \(milliseconds(duration)) and was killed")
    case .notStarted(let hook, let reason):
      return LogLine(.error, "\(name(hook)) was not run: \(reason)")
    case .superseded(let hook):
      return LogLine(.debug, "\(name(hook)) is not run: a later event of its object came before it")
    }
  }

  private func milliseconds(_ duration: Duration) -> String {
    "\(duration.nanoseconds / 1_000_000) ms"
  }
}

extension HookReport {
  fileprivate var hook: Hook {
    switch self {
    case .wrote(let hook, _), .exited(let hook, _, _, _), .killed(let hook, _, _, _),
      .timedOut(let hook, _, _), .notStarted(let hook, _), .superseded(let hook):
      hook
    }
  }
}

/// Of a variable in a hook's environment, in bytes: execve(2) refuses one of 128 KiB.
private let longestValue = 4096
