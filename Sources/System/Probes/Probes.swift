import CCurl
import Glibc
package import Health
package import IPVS
package import Network

/// Performs probes: any number at once, on the thread of the loop that turns it.
///
/// It keeps a poller of its own, so the loop watches one `descriptor` and one `deadline`, and calls
/// `turn` when either tells. Nothing here waits.
package final class Probes {
  /// A probe that has ended.
  package struct Ended: Hashable, Sendable {
    package let identifier: ProbeIdentifier
    package let result: ProbeResult
    /// The service of IPVS that it went through.
    package let checkService: ServiceKey?
  }

  let poller: Poller
  let transfers: Transfers
  let sessions: FTPSessions
  let programs: ProgramRuns
  let workers: Workers
  var attempts = Attempts()
  var deadlines = Deadlines()
  private var ended: [Ended] = []
  private var endedAt: Instant?
  /// Probes that are made both ways, until the second has ended.
  var halves: [ProbeIdentifier: Halves] = [:]
  /// What the kernel must let pass for answers through IPVS to come in.
  package var passage = Passage()
  /// Most answers come in one read.
  var buffer = [UInt8](repeating: 0, count: 64 << 10)
  /// Whose transfers were moved in this turn.
  var moved: [UInt64] = []
  /// Who is ready and was not served yet, or not to the end.
  var waiting: [UInt64] = []
  /// What is left of this turn.
  var allowance = TurnAllowance()
  /// By check: the key that its server asked for last.
  var derivedKeys: [Int: DerivedKey] = [:]
  /// Whose last computation took long.
  var costlyChecks: Set<Int> = []
  var turnedAt = Instant(nanoseconds: 0)
  var randomness = SystemRandomNumberGenerator()
  /// How much is kept of what a probe says and hears.
  package var transcriptBounds = Transcript.Bounds.daemon

  /// `programFiles` is the soft limit of descriptors that programs get; 0 leaves ours.
  package init(programFiles: UInt = 0) throws(SystemError) {
    poller = try Poller(capacity: 1024)
    transfers = try Transfers()
    sessions = try FTPSessions()
    programs = try ProgramRuns(openFiles: programFiles)
    workers = try Workers()
    try poller.add(sessions.descriptor, for: .readable, token: Probes.sessionsToken)
    try poller.add(programs.descriptor, for: .readable, token: Probes.programsToken)
    try poller.add(workers.descriptor, for: .readable, token: Probes.workToken)
    // A peer that goes away is an error of the call that wrote to it, inside of libcurl too.
    signal(SIGPIPE, SIG_IGN)
  }

  /// No probe's: its place is past the last.
  static let sessionsToken = UInt64.max

  /// Readable while a probe has something to say.
  package var descriptor: CInt { poller.descriptor }

  /// When `turn` is to be called though the descriptor is silent; nil while nothing is in flight.
  /// It is in the past when a probe ended at its very start.
  package var deadline: Instant? {
    if !ended.isEmpty { return endedAt }
    if !waiting.isEmpty { return turnedAt }
    let probe = deadlines.earliest { attempts[$0] != nil }
    return [probe, transfers.deadline, programs.deadline].compactMap(\.self).min()
  }

  /// How many probes are in flight.
  package var count: Int { attempts.count }

  /// Begins a probe. Its end is told by a `turn`, never from in here.
  package func start(_ identifier: ProbeIdentifier, _ probe: Probe, at now: Instant) {
    cancel(identifier)
    if let detour = probe.detour {
      startBothWays(identifier, probe, detour, at: now)
    } else {
      begin(Attempt(identifier, probe, at: now), at: now)
    }
  }

  func begin(_ attempt: Attempt, at now: Instant) {
    let probe = attempt.probe
    attempt.bounds = transcriptBounds
    if probe.path.forwarding != nil { passage.open(for: probe.path, at: now) }
    let token = attempts.insert(attempt)
    // A program has its time from its own start on.
    if case .program(let program) = probe.dialogue { return begin(attempt, program, at: now) }
    deadlines.insert(token, timeout: probe.timeout, at: now)
    if case .ftp(let dialogue) = probe.dialogue {
      sessions.begin(
        probe, dialogue, for: token,
        record: SpokenRecord(since: now, bounds: transcriptBounds))
    } else {
      connect(attempt, at: now)
    }
  }

  /// Ends a probe without a verdict, though it may have come: none is told after this.
  package func cancel(_ identifier: ProbeIdentifier) {
    if let token = attempts.token(of: identifier) { drop(token) }
    if halves.removeValue(forKey: identifier) != nil,
      let token = attempts.token(of: identifier, .forwarded)
    {
      drop(token)
    }
    if !ended.isEmpty { ended.removeAll { $0.identifier == identifier } }
  }

  func takeEnded() -> [Ended] {
    defer { ended.removeAll(keepingCapacity: true) }
    return ended
  }

  func endSessions(at now: Instant) {
    for session in sessions.takeEnded() {
      guard let attempt = attempts[session.token] else { continue }
      attempt.transcript = session.record.transcript
      attempt.phases = session.record.phases
      end(attempt, session.verdict, detail: session.detail, at: now)
    }
  }

  /// Asks again for what an edge has told already.
  func watch(_ attempt: Attempt, for interest: Poller.Interest, at now: Instant) {
    guard let socket = attempt.socket?.number else { return }
    do throws(SystemError) {
      try poller.modify(socket, for: interest, token: attempt.token)
    } catch {
      end(attempt, attempt.probe.lacking(error.number), at: now)
    }
  }

  func end(
    _ attempt: Attempt, _ verdict: Verdict, detail: String = "",
    weight: WeightContribution? = nil, at now: Instant
  ) {
    guard attempts[attempt.token] === attempt else { return }
    drop(attempt.token)
    var result = ProbeResult(
      attempt.probe.path.forwarding == nil ? verdict : passage.judged(verdict, of: attempt),
      detail: detail, duration: now - attempt.started, weight: weight,
      phases: attempt.phases, transcript: attempt.transcript)
    result.isSilent = attempt.isSilent && verdict == .passed
    let checkService = checkService(of: attempt)
    guard let joined = attempt.way.map({ join(result, attempt, $0) }) ?? result else { return }
    endedAt = now
    ended.append(
      Ended(identifier: attempt.identifier, result: joined, checkService: checkService))
  }

  private func drop(_ token: UInt64) {
    guard let attempt = attempts.remove(token) else { return }
    switch attempt.probe.dialogue {
    case .ftp: sessions.cancel(token)
    case .program: programs.cancel(token, at: MonotonicClock.now)
    case .tcp, .http, .conversation, .tracked: break
    }
    if attempt.isComputing { workers.cancel(token) }
    release(attempt)
  }

  /// Gives up the connection, and what libcurl has of it first.
  func release(_ attempt: Attempt) {
    if let transfer = attempt.transfer { transfers.end(transfer) }
    attempt.transfer = nil
    attempt.socket = nil
  }
}
