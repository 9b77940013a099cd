import Configuration
import Control
import Network
import Operations
import Service
import System

/// The daemon: one loop that waits, lets the balancer decide, and obeys it.
final class Director {
  static let signals = [
    SignalNumber.hangup, SignalNumber.terminate, SignalNumber.interrupt, SignalNumber.drain,
    SignalNumber.undrain, SignalNumber.runTimeOver,
  ]

  /// What the poller tells of.
  enum Source: UInt64, CaseIterable {
    case signals, probes, electionHooks, hooks, control, readings, election, scripts, trackers,
      pipes, addresses, mail, reports, doctor
  }

  let options: Options
  let journal: Journal
  let manager: ServiceManager
  let poller: Poller
  let probes: Probes
  /// Of virtual routers and groups: each may be what moves an address, so they wait for no other.
  let electionHooks: Hooks
  /// Of real servers and quorums.
  let hooks: Hooks
  let control: ControlSocket
  let readings: Mailbox<Reading>
  let news: Mailbox<ElectionNews>
  let scripts: TrackedScripts
  let trackerNews: Mailbox<Trackers.News>
  let mailReports: Mailbox<String?>
  let reports: Reports
  let doctorNews: Mailbox<Examiner.News>
  let tableKeeping: TableKeeping
  let sync: SyncKeeping
  let settings: SettingsReconciler
  let pipes: NotificationPipes

  var balancer: Balancer
  var operations: DirectorOperations
  /// What is followed.
  var reading: Reading
  /// The file that was just read, for the orders that follow from it.
  var arrived: Reading?
  /// What was followed before a trial, and the copy that is on trial.
  var former: Reading?
  var trialCopy: StagedFile?
  var lastReload: Reload?
  /// What clients are told once the kernel is as it is asked for.
  var answers = PendingAnswers()
  /// Plans that wait for what the election foresees.
  var plans: [PendingPlan] = []
  var post = MailState()
  var doctor = DoctorState()
  var loop = LoopRecord()
  var election = ElectionState()
  /// nil: nothing is tracked that has a thread of its own.
  var trackers: Mailbox<Trackers.Order>?
  /// How real servers are reached, if `suspect_together` asks for it.
  var routes = LearnedRoutes()
  /// nil: no virtual server asks for this machine's addresses.
  var addresses: Interfaces?
  var owned: OwnedServices?
  let drained: DrainRecord?
  let maintained: MaintenanceRecord?
  let since: Double
  var calendar = Calendar()
  var watchdog: Watchdog?
  /// When the service manager is told what is served by now; nil: nothing has changed.
  var tellsManagerAt: Instant?
  var summary = ""
  /// While it starts or ends: when the service manager is asked for more time. nil: it serves.
  var extendsAt: Instant?
  var damping = LogDamping()

  init(
    _ options: Options, environment: [String: String], journal: Journal, hookFiles: UInt
  ) throws(StartError) {
    let directories = Directories(options, environment: environment)
    self.options = options
    self.journal = journal
    since = ThisProcess.wallClock
    manager = ServiceManager(environment: environment)
    reading = try Self.firstReading(options, journal: journal)
    let configuration = reading.loaded.configuration
    if let configuration { try Self.enter(configuration.global.namespaces) }
    let table = try Self.openTable(options, for: configuration, journal: journal)
    control = try Self.openControl(directories.runtime)
    do throws(SystemError) {
      poller = try Poller(capacity: 64)
      probes = try Probes(programFiles: hookFiles)
      electionHooks = try Hooks(limit: nil, openFiles: hookFiles)
      hooks = try Hooks(limit: HookBounds().atOnce, openFiles: hookFiles)
      readings = try Mailbox<Reading>()
      news = try Mailbox<ElectionNews>()
      scripts = try TrackedScripts(openFiles: hookFiles)
      trackerNews = try Mailbox<Trackers.News>()
      pipes = try NotificationPipes(journal: journal, openFiles: hookFiles)
      mailReports = try Mailbox<String?>()
      reports = try Reports()
      doctorNews = try Mailbox<Examiner.News>()
    } catch {
      throw StartError(reason: "\(error)")
    }
    owned = directories.state.map(OwnedServices.init)
    drained = directories.state.map(DrainRecord.init)
    maintained = directories.state.map(MaintenanceRecord.init)
    operations = DirectorOperations(
      following: FileVersion(path: reading.file, digest: reading.digest))
    balancer = Balancer(seed: .random(in: .min ... .max))
    tableKeeping = TableKeeping(table, journal: journal)
    sync = SyncKeeping(table, journal: journal)
    settings = SettingsReconciler(
      Self.settingsEdge(options, configuration), directory: directories.state,
      boot: ThisProcess.bootIdentifier, isShadow: options.isShadow, journal: journal)
    watchdog = manager.watchdogInterval.map { Watchdog(every: $0, from: MonotonicClock.now) }
  }

  /// Serves until it is told to end; answers the exit status.
  func run(_ signals: borrowing Signals) -> Int32 {
    do {
      try begin(watching: signals.descriptor)
      while true {
        if case .ended(let status) = operations.phase { return status }
        let deadline = deadline
        let ready = try poller.wait(until: deadline)
        let now = MonotonicClock.now
        loop.woke(at: now, deadline: deadline)
        turn(ready, signals, at: now)
        loop.slept(at: MonotonicClock.now)
      }
    } catch {
      journal.write(.error, "\(error): directord ends, and leaves the table serving")
      return 1
    }
  }

  private func begin(watching signals: Int32) throws {
    try poller.add(signals, for: .readable, token: Source.signals.rawValue)
    try poller.add(probes.descriptor, for: .readable, token: Source.probes.rawValue)
    try poller.add(
      electionHooks.descriptor, for: .readable, token: Source.electionHooks.rawValue)
    try poller.add(hooks.descriptor, for: .readable, token: Source.hooks.rawValue)
    try poller.add(control.descriptor, for: .readable, token: Source.control.rawValue)
    try poller.add(readings.descriptor, for: .readable, token: Source.readings.rawValue)
    try poller.add(news.descriptor, for: .readable, token: Source.election.rawValue)
    try poller.add(scripts.descriptor, for: .readable, token: Source.scripts.rawValue)
    try poller.add(trackerNews.descriptor, for: .readable, token: Source.trackers.rawValue)
    try poller.add(pipes.descriptor, for: .readable, token: Source.pipes.rawValue)
    try poller.add(mailReports.descriptor, for: .readable, token: Source.mail.rawValue)
    try poller.add(reports.descriptor, for: .readable, token: Source.reports.rawValue)
    try poller.add(doctorNews.descriptor, for: .readable, token: Source.doctor.rawValue)
    askForTime(at: MonotonicClock.now)
    try start(at: MonotonicClock.now)
    removeAbandonedCandidates()
    answer(.done("started"), to: [], tellsReady: true, at: MonotonicClock.now)
    let shadow = options.isShadow ? "; --shadow: the kernel's table is left alone" : ""
    journal.write(
      .notice, "directord \(directordVersion) serves; control socket \(control.path)\(shadow)")
  }

  /// When the next turn is due though nobody has anything to say.
  private var deadline: Instant? {
    [
      balancer.deadline, probes.deadline, electionHooks.deadline, hooks.deadline, control.deadline,
      tableKeeping.deadline, watchdog?.next, tellsManagerAt, operations.deadline, scripts.deadline,
      sync.deadline, pipes.deadline, mailDeadline, routes.deadline, answers.deadline, extendsAt,
      election.reportDue, doctor.schedule.due, damping.deadline,
    ].compactMap(\.self).min()
  }
}
