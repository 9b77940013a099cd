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
  private let bound: Duration
  private let grace: Duration
  private let openFiles: UInt
  private var queue: HookQueue
  private var children: [UInt64: Child] = [:]
  private var nextToken: UInt64 = 0

  /// `limit` hooks run at once. One that takes longer than `bound` is sent SIGTERM, and SIGKILL
  /// after `grace`. `openFiles` is the soft limit of descriptors that they get; 0 leaves ours.
  package init(
    limit: Int = 16, bound: Duration = .seconds(60), grace: Duration = .seconds(2),
    openFiles: UInt = 0
  ) throws(SystemError) {
    poller = try Poller(capacity: max(1, limit))
    queue = HookQueue(limit: max(1, limit))
    self.bound = bound
    self.grace = grace
    self.openFiles = openFiles
  }

  /// Readable while a hook has ended.
  package var descriptor: CInt { poller.descriptor }

  /// When `advance` is due though nothing is readable.
  package var deadline: Instant? { children.values.map(\.deadline).min() }

  /// True where nothing runs and nothing waits.
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
      if readiness.token & Self.outputMark != 0 { listen(readiness.token & ~Self.outputMark) }
      guard let child = children[readiness.token],
        let report = child.process.end(at: now, timedOut: child.phase != .running)
      else { continue }
      children[readiness.token] = nil
      queue.ended(child.process.hook.object)
      reports.append(report)
    }
    for (token, child) in children where child.deadline <= now { press(token, at: now) }
    return reports + startWaiting(at: now)
  }

  /// Starts none of those that wait, and gives those that run until `deadline` to end.
  package func finish(by deadline: Instant) -> [HookReport] {
    for (token, child) in children where child.phase == .running {
      children[token]?.deadline = min(child.deadline, deadline)
    }
    return queue.removeWaiting().map { .superseded($0) }
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

  private func listen(_ token: UInt64) {
    guard let output = children[token]?.process.output, output.hear() == .closed else { return }
    try? poller.remove(output.descriptor.number)
  }

  private func startWaiting(at now: Instant) -> [HookReport] {
    var reports: [HookReport] = []
    while let hook = queue.next() {
      if let reason = start(hook, at: now) {
        queue.ended(hook.object)
        reports.append(.notStarted(hook, reason))
      }
    }
    return reports
  }

  /// Why the hook could not be started; nil where it was.
  private func start(_ hook: Hook, at now: Instant) -> String? {
    if hook.mustBeSafe, (hook.credentials ?? .own).user == 0,
      let program = hook.arguments.first.flatMap(programFile), let reason = weakness(of: program)
    {
      return "\(reason); with enable_script_security it is not run as root"
    }
    do {
      let process = try HookProcess(hook, at: now, openFiles: openFiles)
      nextToken += 1
      try poller.add(process.descriptor.number, for: .readable, token: nextToken)
      if let output = process.output?.descriptor.number {
        try poller.add(output, for: .readable, token: nextToken | Self.outputMark)
      }
      children[nextToken] = Child(process: process, deadline: now + (hook.bound ?? bound))
      return nil
    } catch {
      return error.description
    }
  }
}
