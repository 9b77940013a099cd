import Health
import Network

/// `MISC_CHECK`: programs.
extension Probes {
  /// No probe's, as that of the sessions of FTP.
  static let programsToken = UInt64.max - 1

  /// What programs run as from now on.
  package func follow(_ settings: ProgramSettings) { programs.settings = settings }

  /// True if no program runs, not even one that was given up.
  package var isIdle: Bool { programs.isIdle }

  /// Ends those that run at once.
  package func kill() { programs.kill() }

  func begin(_ attempt: Attempt, _ probe: ProgramProbe, at now: Instant) {
    programs.begin(
      probe, of: attempt.identifier.check, timeout: attempt.probe.timeout, for: attempt.token,
      at: now)
    endPrograms(at: now)
  }

  func endPrograms(at now: Instant) {
    for run in programs.takeEnded(at: now) {
      guard let attempt = attempts[run.token] else { continue }
      if !run.output.isEmpty { note(attempt, .server, run.output[...], at: now) }
      end(
        attempt, run.result.verdict, detail: run.result.detail, weight: run.result.weight, at: now)
    }
  }
}
