import Configuration
import Control
import Election
import Health
import Network
import Operations
import Service
import System
import VRRP

/// What the service loop knows of the election.
struct ElectionState {
  /// nil if no thread runs.
  var orders: Mailbox<ElectionOrder>?
  var plan: ElectionPlan?
  /// By instance and group. Those that a reload took away stay until they have stopped.
  var hooks: [Transition.Object: TransitionHooks] = [:]
  /// It was said that no other director was ever heard.
  var hasMissedOthers = false
  /// Who waits for a status, and until when the election is waited for.
  var clients: [ControlSocket.ClientIdentifier] = []
  var reportDue: Instant?
  /// When it told anything last.
  var heard = MonotonicClock.now
  /// Pings that the election was sent, and the last one that it has answered.
  var pings: UInt64 = 0
  var answeredPing: UInt64 = 0
  /// What the kernel refuses to it, in words.
  var refusals: [String] = []
  /// How long the machine was up when the daemon started.
  let uptime = Duration.nanoseconds(MonotonicClock.now.nanoseconds)
  /// It was said that the thread has run for longer than `vrrp_rlimit_rttime`.
  var hasRunLong = false

  var isRunning: Bool { orders != nil }

  /// How instances and groups stand.
  var standings: [Transition.Object: ObjectStanding] = [:]

  func isHolding(_ instance: String) -> Bool {
    standings[.instance(instance)]?.isHolding ?? false
  }
}

extension Director {
  /// Follows what the configuration says of virtual routers; without any there is no thread.
  func followElection(
    _ configuration: DirectorConfiguration, isStart: Bool = false, at now: Instant
  ) {
    let plan = ElectionPlan(configuration, uptime: election.uptime)
    for router in configuration.routers {
      election.hooks[.instance(router.name)] = router.hooks
    }
    for group in configuration.syncGroups { election.hooks[.group(group.name)] = group.hooks }
    // Last, so that a new thread is told too.
    defer { followTrackers(configuration, isStart: isStart, at: now) }
    guard !options.isShadow else {
      if !plan.isEmpty, election.plan == nil {
        journal.write(.notice, "--shadow: virtual routers are left alone")
      }
      election.plan = plan
      return presumeSessions(of: configuration, at: now)
    }
    guard plan != election.plan else { return tellStates() }
    election.plan = plan
    if let orders = election.orders {
      orders.post(.follow(plan))
    } else if !plan.isEmpty {
      startElection(plan, at: now)
    }
  }

  private func startElection(_ plan: ElectionPlan, at now: Instant) {
    rememberDrain(at: now)
    do throws(SystemError) {
      let orders = try Mailbox<ElectionOrder>()
      let recorder = try openRecording()
      try ElectionLoop.begin(
        plan, drain: operations.drain?.wish, orders: orders, news: news,
        recorder: recorder)
      election.orders = orders
      perform(.electionBegan, at: now)
    } catch {
      journal.write(.error, "the election could not be started: \(error)")
      perform(.failed, at: now)
    }
  }

  /// nil if nothing is recorded.
  private func openRecording() throws(SystemError) -> Recorder? {
    guard let path = options.recording else { return nil }
    journal.write(.notice, "the election is recorded in \(path), with the passwords of its packets")
    return try Recorder(path: path, journal: journal)
  }

  /// SIGXCPU: the kernel says it once for each second of running, this once for each start.
  func sayRunTimeOver() {
    guard !election.hasRunLong else { return }
    election.hasRunLong = true
    journal.write(
      .warning,
      "the election's thread ran for longer than vrrp_rlimit_rttime without a sleep: other work on "
        + "its processor had to wait; it goes on")
  }

  /// What the election has to say.
  func hearElection(at now: Instant) {
    for piece in news.takeAll() {
      election.heard = now
      switch piece {
      case .transition(let transition): follow(transition, at: now)
      case .followed(let standings): follow(standings, at: now)
      case .rivalHeard(let instance, let address):
        tellOfRival(of: instance, address, at: now)
      case .priorityChanged(let instance, let priority):
        tellOfPriority(of: instance, priority, at: now)
      case .notice(let instance, let notice):
        tell(notice, of: instance)
      case .drainEnded(let outcome): perform(.drainEnded(outcome), at: now)
      case .said(let gravity, let text, on: nil): journal.write(gravity.level, text)
      case .said(let gravity, let text, on: let subject?):
        write(gravity.level, text, on: subject, at: now)
      case .turned(let ping, let refusals):
        election.answeredPing = ping
        election.refusals = refusals
        if watchdog?.electionTurned() == true { feedWatchdog() }
      case .status(let status): answerStatus(status, at: now)
      case .foreseen(let foresight): foreseen(foresight, at: now)
      case .sessionChanged(let name, let isUp):
        learn(.session(name), isUp ? .up : .down, at: now)
      case .ended(let reason): electionEnded(reason, at: now)
      }
    }
  }

  private func tell(_ notice: Router.Notice, of instance: String) {
    let text = "vrrp_instance \(instance): \(notice)"
    // A master never hears its backup, so that this is so at each cold start of a pair that is well.
    guard notice == .neverHeardAnybody else {
      return journal.write(notice.isWarning ? .warning : .notice, text)
    }
    guard !election.hasMissedOthers else { return }
    election.hasMissedOthers = true
    journal.write(.info, text)
  }

  private func electionEnded(_ reason: String?, at now: Instant) {
    election.orders = nil
    election.refusals = []
    answerStatus(nil, at: now)
    while !plans.isEmpty { foreseen(nil, at: now) }
    perform(.electionEnded(hasFailed: reason != nil), at: now)
    guard let reason else { return }
    journal.write(
      .error, "the election has failed: \(reason); directord ends, so that another takes over")
  }
}

extension ElectionNews.Gravity {
  fileprivate var level: LogLine.Level {
    switch self {
    case .error: .error
    case .warning: .warning
    case .notice: .notice
    case .info: .info
    }
  }
}
