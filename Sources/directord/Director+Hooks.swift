import Configuration
import Network
import Service
import System

extension Director {
  /// Runs a hook; under --shadow it is only told, since what it would tell of has not happened.
  func run(_ request: HookRequest, at now: Instant) {
    let command = request.script.arguments.joined(separator: " ")
    guard !options.isShadow else {
      return journal.write(.info, "would run for \(request.object): \(command)")
    }
    let user = request.script.user
    guard let credentials = user.map({ reading.credentials[$0] }) ?? reading.standardCredentials
    else {
      let name = user?.user ?? reading.loaded.configuration?.global.scriptUser?.user ?? ""
      return journal.write(
        .error,
        "hook of \(request.object) (\(request.script.position)): there is no user or group "
          + "'\(name)': '\(command)' was not run")
    }
    let hook = Hook(
      object: request.object, arguments: request.script.arguments,
      environment: request.environment, credentials: credentials,
      mustBeSafe: reading.loaded.configuration?.global.scriptSecurity ?? false)
    report(hooks.run(hook, at: now))
  }

  func report(_ reports: [HookReport]) {
    for report in reports {
      let line = words(report)
      journal.write(line.level, line.text)
    }
  }

  private func words(_ report: HookReport) -> LogLine {
    let name = { (hook: Hook) in "hook of \(hook.object): '\(hook.command)'" }
    switch report {
    case .exited(let hook, code: 0, let duration):
      return LogLine(.info, "\(name(hook)) ended well after \(milliseconds(duration))")
    case .exited(let hook, let code, let duration):
      return LogLine(
        .warning, "\(name(hook)) ended with exit code \(code) after \(milliseconds(duration))")
    case .killed(let hook, let signal, let duration):
      return LogLine(
        .warning, "\(name(hook)) was ended by signal \(signal) after \(milliseconds(duration))")
    case .timedOut(let hook, let duration):
      return LogLine(
        .error, "\(name(hook)) had not ended after \(milliseconds(duration)) and was killed")
    case .notStarted(let hook, let reason):
      return LogLine(.error, "\(name(hook)) was not run: \(reason)")
    case .superseded(let hook):
      return LogLine(.notice, "\(name(hook)) is not run: a later event, or the end, came before it")
    }
  }

  private func milliseconds(_ duration: Duration) -> String {
    "\(duration.nanoseconds / 1_000_000) ms"
  }
}
