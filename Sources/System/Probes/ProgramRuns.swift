import Health
import Network

/// Probes that are programs, so many at a time; the others wait their turn.
final class ProgramRuns {
  /// A probe that has ended, and what its program wrote.
  struct Ended {
    let token: UInt64
    let result: ProbeResult
    let output: [UInt8]
  }

  /// A start takes part of a millisecond, in which nothing else of the loop is done.
  private static let limit = 32

  private struct Run {
    let check: Int
    let probe: ProgramProbe
    let timeout: Duration
  }

  var settings = ProgramSettings()
  private let hooks: Hooks
  private var runs: [String: (token: UInt64, run: Run)] = [:]
  /// Those that were given up and have not ended yet.
  private var leaving: [String: Run] = [:]
  private var ended: [Ended] = []

  /// `openFiles` is the soft limit of descriptors that programs get; 0 leaves ours.
  init(openFiles: UInt) throws(SystemError) {
    hooks = try Hooks(limit: Self.limit, openFiles: openFiles)
  }

  /// Readable while a program has something to say.
  var descriptor: CInt { hooks.descriptor }

  var deadline: Instant? { hooks.deadline }

  /// True if none runs, not even one that was given up.
  var isIdle: Bool { hooks.isIdle }

  /// Starts the program, or lets it wait. Its end is told by `takeEnded`.
  func begin(
    _ probe: ProgramProbe, of check: Int, timeout: Duration, for token: UInt64, at now: Instant
  ) {
    let run = Run(check: check, probe: probe, timeout: timeout)
    let end = { (reason: String) in
      let result = probe.result(
        .notStarted(reason), output: [], duration: .zero, timeout: timeout)
      self.ended.append(Ended(token: token, result: result, output: []))
    }
    guard !leaving.values.contains(where: { $0.check == check && $0.probe == probe }) else {
      return end("its last run has not ended yet")
    }
    guard let credentials = settings.credentials(of: probe.user) else {
      return end("there is no user '\(probe.user?.user ?? "of script_user")'")
    }
    let object = "\(token)"
    runs[object] = (token, run)
    let hook = Hook(
      object: object, arguments: probe.arguments, credentials: credentials,
      mustBeSafe: settings.mustBeSafe, bound: timeout, isHeard: true)
    take(hooks.run(hook, at: now))
  }

  /// Gives a run up, and ends its program.
  func cancel(_ token: UInt64, at now: Instant) {
    let object = "\(token)"
    guard let (_, run) = runs.removeValue(forKey: object) else { return }
    hooks.cancel(object, at: now)
    if hooks.isBusy(with: object) { leaving[object] = run }
  }

  /// Those that have ended and were not given up.
  func takeEnded(at now: Instant) -> [Ended] {
    take(hooks.advance(at: now))
    defer { ended = [] }
    return ended
  }

  func kill() { hooks.kill() }

  private func take(_ reports: [HookReport]) {
    for report in reports {
      guard let (hook, end, output, duration) = report.parts else { continue }
      leaving[hook.object] = nil
      guard let (token, run) = runs.removeValue(forKey: hook.object) else { continue }
      let result = run.probe.result(
        end, output: output, duration: duration, timeout: run.timeout)
      ended.append(Ended(token: token, result: result, output: output))
    }
  }
}

extension HookReport {
  /// nil: it has not ended.
  fileprivate var parts: (Hook, ProgramProbe.End, output: [UInt8], Duration)? {
    switch self {
    case .wrote: nil
    case .exited(let hook, let code, let duration, let output):
      (hook, .exited(code), output, duration)
    case .killed(let hook, let signal, let duration, let output):
      (hook, .killed(signal: signal), output, duration)
    case .timedOut(let hook, let duration, let output): (hook, .timedOut, output, duration)
    case .notStarted(let hook, let reason): (hook, .notStarted(reason), [], .zero)
    case .superseded(let hook): (hook, .notStarted("another run took its place"), [], .zero)
    }
  }
}
