import Glibc
package import Network

/// Runs hooks: those of one object one at a time and in order, of those that wait the latest, each
/// for a bounded time.
package final class Hooks {
  private enum Phase {
    case running
    /// Sent SIGTERM because its time was over.
    case terminated
    case killed
  }

  private struct Child {
    let process: HookProcess
    var phase = Phase.running
    /// When the next signal is due.
    var deadline: Instant
  }

  private let poller: Poller
  private var bound: Duration
  private let grace: Duration
  private let openFiles: UInt
  private var queue: HookQueue
  private var children: [UInt64: Child] = [:]
  private var nextToken: UInt64 = 0
  /// The turn in which hooks were started last, and how many more it may start.
  private var turn: (at: Instant, room: Int)?
  /// Set by `finish`: how long those may take that start after it.
  private var patience: Duration?

  /// A start takes part of a millisecond, in which nothing else of the loop is done.
  private static let startsPerTurn = 16

  /// `limit` hooks run at once; nil: as many as there are objects. One that takes longer than `bound`
  /// is sent SIGTERM, and SIGKILL after `grace`. `openFiles` is the soft limit of descriptors that they
  /// get; 0 leaves ours.
  package init(
    limit: Int?, bound: Duration = .seconds(60), grace: Duration = .seconds(2),
    openFiles: UInt = 0
  ) throws(SystemError) {
    poller = try Poller(capacity: 64)
    queue = HookQueue(limit: limit)
    self.bound = bound
    self.grace = grace
    self.openFiles = openFiles
  }

  /// Bounds the hooks that start from now on; those that run are left alone.
  package func limit(to limit: Int?, each bound: Duration) {
    queue.limit = limit
    self.bound = bound
  }

  /// Readable while a hook has ended.
  package var descriptor: CInt { poller.descriptor }

  /// When `advance` is due though nothing is readable.
  package var deadline: Instant? {
    // What was left for the next turn.
    if let turn, turn.room == 0, queue.mayStart { return turn.at }
    return children.values.map(\.deadline).min()
  }

  /// True if nothing runs and nothing waits.
  package var isIdle: Bool { queue.isEmpty }

  /// Starts the hook, or lets it wait for its object's earlier one.
  package func run(_ hook: Hook, at now: Instant) -> [HookReport] { run([hook], at: now) }

  /// The same for the hooks of one event, one after the other. All have one object.
  package func run(_ hooks: [Hook], at now: Instant) -> [HookReport] {
    let replaced = queue.add(hooks).map { HookReport.superseded($0) }
    return replaced + startWaiting(at: now)
  }

  /// Takes note of those that have ended, ends those whose time is over, starts those that wait.
  package func advance(at now: Instant) -> [HookReport] {
    var reports: [HookReport] = []
    let ready = (try? poller.waitingNow()) ?? []
    for readiness in ready {
      if readiness.token & Self.outputMark != 0 {
        reports += listen(readiness.token & ~Self.outputMark, at: now)
      }
      guard let child = children[readiness.token],
        let (lines, report) = child.process.end(at: now, timedOut: child.phase != .running)
      else { continue }
      children[readiness.token] = nil
      queue.ended(child.process.hook.object)
      reports += said(lines, by: child.process.hook) + [report]
    }
    for (token, child) in children where child.deadline <= now { press(token, at: now) }
    return reports + startWaiting(at: now)
  }

  /// Gives those that run, and each that starts from now on, `patience` to end.
  package func hurry(within patience: Duration, at now: Instant) {
    self.patience = patience
    for (token, child) in children where child.phase == .running {
      children[token]?.deadline = min(child.deadline, now + patience)
    }
  }

  /// Starts none of those that wait.
  package func removeWaiting() -> [HookReport] {
    queue.removeWaiting().map {
      .notStarted($0, "the daemon's end came before its object's earlier hooks had ended")
    }
  }

  /// Forgets what waits of an object, and ends the one that runs.
  package func cancel(_ object: String, at now: Instant) {
    queue.remove(object)
    end(object, at: now)
  }

  /// Ends the one of an object that runs: SIGTERM now, SIGKILL after a while.
  package func end(_ object: String, at now: Instant) {
    for (token, child) in children where child.process.hook.object == object {
      if child.phase == .running { press(token, at: now) }
    }
  }

  /// Whether one of the object runs or waits.
  package func isBusy(with object: String) -> Bool { queue.isBusy(with: object) }

  /// Ends those that run at once.
  package func kill() {
    for child in children.values { child.process.signal(SIGKILL) }
  }

  private func press(_ token: UInt64, at now: Instant) {
    guard var child = children[token] else { return }
    switch child.phase {
    case .running:
      child.process.signal(SIGTERM)
      child.phase = .terminated
      child.deadline = now + grace
    case .terminated, .killed:
      child.process.signal(SIGKILL)
      child.phase = .killed
      child.deadline = now + grace
    }
    children[token] = child
  }

  /// In the token of what a hook writes, beside the hook's own.
  private static let outputMark: UInt64 = 1 << 63

  private func listen(_ token: UInt64, at now: Instant) -> [HookReport] {
    guard let process = children[token]?.process else { return [] }
    let lines = process.output.hear(at: now)
    if process.output.isClosed { try? poller.remove(process.output.descriptor.number) }
    return said(lines, by: process.hook)
  }

  private func said(_ lines: [String], by hook: Hook) -> [HookReport] {
    lines.isEmpty || hook.isHeard ? [] : [.wrote(hook, lines)]
  }

  private func startWaiting(at now: Instant) -> [HookReport] {
    var reports: [HookReport] = []
    if turn?.at != now { turn = (now, Self.startsPerTurn) }
    while turn.map({ $0.room > 0 }) ?? true, let hook = queue.next() {
      turn?.room -= 1
      if let reason = start(hook, at: now) {
        queue.ended(hook.object)
        reports.append(.notStarted(hook, reason))
      }
    }
    return reports
  }

  /// Why the hook could not be started; nil if it was.
  private func start(_ hook: Hook, at now: Instant) -> String? {
    do throws(SystemError) {
      if hook.mustBeSafe, (hook.credentials ?? .own).user == 0,
        let program = hook.arguments.first.flatMap(programFile),
        let weakness = try weakness(of: program)
      {
        return "others than root can change '\(weakness.place)' (\(weakness.how)); with "
          + "enable_script_security it is not run as root"
      }
      let process = try HookProcess(hook, at: now, openFiles: openFiles)
      nextToken += 1
      try poller.add(process.descriptor.number, for: .readable, token: nextToken)
      try poller.add(
        process.output.descriptor.number, for: .readable, token: nextToken | Self.outputMark)
      let bound = hook.bound ?? bound
      children[nextToken] = Child(
        process: process, deadline: now + min(bound, patience ?? bound))
      return nil
    } catch {
      return error.description
    }
  }
}
