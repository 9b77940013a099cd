import Configuration
import Health
import IPVS
import Network
import Operations
import Service
import System

extension Director {
  /// One turn: what happened is told to the balancer, the table is made true, and then the world is
  /// told.
  func turn(_ ready: [Poller.Readiness], _ signals: borrowing Signals, at now: Instant) {
    let sources = Set(ready.compactMap { Source(rawValue: $0.token) })
    var effects: [Effect] = []
    if sources.contains(.probes) || isDue(probes.deadline, now) { effects += probeEnds(at: now) }
    if isDue(balancer.deadline, now) { effects += balancer.handle(.deadline, at: now) }
    if sources.contains(.readings) {
      for reading in readings.takeAll() { take(reading, at: now) }
    }
    if isDue(operations.deadline, now) { perform(.deadline, at: now) }
    if sources.contains(.signals) { take(signals, at: now) }
    obey(effects, at: now)
    if sources.contains(.addresses) { hearAddresses(at: now) }
    if sources.contains(.election) { hearElection(at: now) }
    if sources.contains(.scripts) || isDue(scripts.deadline, now) { advanceScripts(at: now) }
    if sources.contains(.trackers) { hearTrackers(at: now) }
    if sources.contains(.electionHooks) || isDue(electionHooks.deadline, now) {
      report(electionHooks.advance(at: now), at: now)
    }
    if sources.contains(.hooks) || isDue(hooks.deadline, now) {
      report(hooks.advance(at: now), at: now)
    }
    if isDue(election.reportDue, now) { answerStatus(nil, at: now) }
    if sources.contains(.reports) { hearReports(at: now) }
    if sources.contains(.doctor) { hearDoctor(at: now) }
    if isDue(doctor.schedule.due, now) { beginExamination(at: now) }
    if sources.contains(.control) || isDue(control.deadline, now) { answerClients(at: now) }
    if sources.contains(.pipes) || isDue(pipes.deadline, now) { pipes.advance(at: now) }
    if isDue(routes.deadline, now) { learnRoutes(at: now) }
    if isDue(sync.deadline, now) { sync.makeTrue(at: now) }
    if sources.contains(.mail) || isDue(mailDeadline, now) { advanceMail(at: now) }
    if isDue(watchdog?.next, now) { stepWatchdog(at: now) }
    if isDue(tellsManagerAt, now) { tellManager([]) }
    if isDue(extendsAt, now) { askForTime(at: now) }
    write(damping.due(at: now))
    if operations.phase == .leaving, !election.isRunning, electionHooks.isIdle {
      perform(.handedOver, at: now)
    }
    if operations.phase == .ending, hasQuietEdges {
      perform(.edgesAreQuiet(tableIsSettled: tableKeeping.isSettled), at: now)
    }
    giveAnswers(at: now)
  }

  private var hasQuietEdges: Bool {
    electionHooks.isIdle && hooks.isIdle && pipes.isIdle && probes.isIdle
  }

  private func isDue(_ deadline: Instant?, _ now: Instant) -> Bool {
    deadline.map { $0 <= now } ?? false
  }

  private func probeEnds(at now: Instant) -> [Effect] {
    do throws(SystemError) {
      return try probes.turn(at: now).flatMap {
        balancer.handle(.probeEnded($0.identifier, judged($0, at: now)), at: now)
      }
    } catch {
      // The checks find out for themselves that their probes do not end, and try again.
      journal.write(.error, "probes: \(error)")
      return []
    }
  }

  /// A probe through IPVS fails too if somebody has taken its service out of the table, which says
  /// nothing of the server. The table is looked at if the failure changes something or passes.
  private func judged(_ ended: Probes.Ended, at now: Instant) -> ProbeResult {
    guard let key = ended.checkService, case .failed = ended.result.verdict,
      balancer.isDecisive(ended.result, of: ended.identifier)
    else { return ended.result }
    guard !tableKeeping.finds(key, at: now) else { return ended.result }
    return ended.result.notMade(
      "\(key), which leads the probe to the real server, was not in the table")
  }

  private func take(_ signals: borrowing Signals, at now: Instant) {
    while let signal = signals.next() {
      switch signal.number {
      case SignalNumber.hangup: perform(.reloadRequested(nil), at: now)
      case SignalNumber.drain: drain(true, on: signal, at: now)
      case SignalNumber.undrain: drain(false, on: signal, at: now)
      case SignalNumber.runTimeOver: sayRunTimeOver()
      case _: perform(.endRequested, at: now)
      }
    }
  }

  /// Speak, make true, announce.
  func obey(_ effects: [Effect], at now: Instant) {
    startProbes(effects, at: now)
    makeTrue(at: now)
    announce(effects, at: now)
  }

  private func startProbes(_ effects: [Effect], at now: Instant) {
    for effect in effects {
      switch effect {
      case .startProbe(let identifier, let probe): probes.start(identifier, probe, at: now)
      case .cancelProbe(let identifier): probes.cancel(identifier)
      case .runHook, .tell, .suspect, .log: break
      }
    }
  }

  /// Once the table is as it must be, so that a hook sees the finished world.
  private func announce(_ effects: [Effect], at now: Instant) {
    for effect in effects {
      switch effect {
      case .startProbe, .cancelProbe: break
      case .suspect(let what, let isSuspect): follow(what, isSuspect: isSuspect, at: now)
      case .runHook(let request): run([request], among: hooks, at: now)
      case .tell(let notice):
        pipes.write(NotificationLine(notice))
        mail(notice)
      case .log(let line): journal.write(line.level, line.text)
      }
    }
  }

  /// Sends the kernel some of what differs. What is ours is written before it is sent, so that a run
  /// that is killed leaves nothing that the next one does not know.
  func makeTrue(at now: Instant) {
    let touched = balancer.takeTouched()
    for key in touched.services { tableKeeping.want(key, balancer.desired(key)) }
    for destination in touched.destinations { tableKeeping.want(destination) }
    // What is served is counted over all real servers: not in each turn.
    if !touched.isEmpty { tellsManagerAt = tellsManagerAt ?? now + Self.summaryDelay }
    keepOwned()
    tableKeeping.turn(at: now)
    tellOfTable(at: now)
    let gone = balancer.leaving.filter { !tableKeeping.mayHave($0) }
    if !gone.isEmpty { _ = balancer.handle(.servicesRemoved(gone), at: now) }
    // Not after each batch of many that are removed.
    if tableKeeping.isSettled { keepOwned() }
  }

  func keepOwned() {
    guard owned?.revision != balancer.ownership else { return }
    do throws(SystemError) {
      try owned?.write(balancer.owned, revision: balancer.ownership)
    } catch {
      journal.write(
        .warning,
        "\(error): a later start will not know which services are ours, and leaves those that its "
          + "configuration does not name")
    }
  }

  private static let summaryDelay = Duration.milliseconds(500)

  private func stepWatchdog(at now: Instant) {
    switch watchdog?.step(electionRuns: election.isRunning, at: now) {
    case nil: break
    case .feed?: feedWatchdog()
    case .askElection?: _ = pingElection()
    case .leave?:
      journal.write(
        .error,
        "the election's loop has not turned for \((now - election.heard).components.seconds) s: the "
          + "watchdog is not fed, so that the service manager starts directord again")
    }
  }

  /// So much more time is asked for while a start or an end takes long, and so often: a manager that is
  /// not asked again knows that the daemon stands still.
  private static let moreTime = Duration.seconds(30)
  private static let extensionInterval = Duration.seconds(10)

  func askForTime(at now: Instant) {
    extendsAt = now + Self.extensionInterval
    manager.tell([
      .extendTimeout(microseconds: UInt64(Self.moreTime.components.seconds) * 1_000_000)
    ])
  }

  func feedWatchdog() {
    manager.tell([.watchdog])
    tellManager([])
  }

  /// Tells the service manager the states, and what is served if that is news.
  func tellManager(_ states: [ServiceManager.State]) {
    tellsManagerAt = nil
    let text = balancer.tally
    guard !states.isEmpty || text != summary else { return }
    summary = text
    manager.tell(states + [.status(text)])
  }
}
