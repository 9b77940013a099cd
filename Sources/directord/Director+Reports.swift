import Configuration
import Control
import Election
import Network
import Service
import System

extension Director {
  /// So long a status waits for what the election says of itself.
  private static let electionPatience = Duration.seconds(1)

  /// The election answers for itself, if there is one.
  func requestStatus(for client: ControlSocket.ClientIdentifier, at now: Instant) {
    guard let orders = election.orders else {
      return report(.status([client], nil, silence: nil), at: now)
    }
    election.clients.append(client)
    guard election.clients.count == 1, !doctor.awaitsElection else { return }
    askForReport(orders, at: now)
  }

  func askForReport(_ orders: Mailbox<ElectionOrder>, at now: Instant) {
    election.reportDue = now + Self.electionPatience
    orders.post(.report)
  }

  /// The election has told of itself; nil: it has not in time, or has ended.
  func answerStatus(_ status: ElectionStatus?, at now: Instant) {
    election.reportDue = nil
    if doctor.awaitsElection { examine(status, at: now) }
    guard !election.clients.isEmpty else { return }
    let clients = election.clients
    election.clients = []
    let silence = status == nil && election.isRunning ? now - election.heard : nil
    report(.status(clients, status.map(withDrain), silence: silence), at: now)
  }

  /// The election knows that it is drained, and this loop why.
  private func withDrain(_ status: ElectionStatus) -> ElectionStatus {
    var status = status
    status.drain = election.drain.map {
      DrainStatus(since: $0.since, by: $0.by, reason: $0.reason)
    }
    return status
  }

  /// Has something made that a client wants to know.
  func report(_ request: ReportRequest, at now: Instant) {
    reports.add(request)
    beginReport(at: now)
  }

  private func beginReport(at now: Instant) {
    guard let request = reports.next() else { return }
    // What the kernel's table had to be mended of is in the timelines first.
    tellOfTable(at: now)
    do throws(SystemError) {
      try reports.begin(for: request.clients, make(request, at: now))
    } catch {
      for client in request.clients { send(.failure("\(error)"), to: client, at: now) }
    }
  }

  private func make(_ request: ReportRequest, at now: Instant) -> @Sendable () -> Report {
    // So that a wall clock that was set is noticed.
    _ = calendar.seconds(of: now)
    let source = ReportSource(
      balancer: balancer, table: tableKeeping.view, seen: reports.seen, calendar: calendar,
      now: now)
    switch request {
    case .status(_, let election, let silence):
      var status = Status(daemon: daemonStatus, election: election)
      status.doctor = doctorStatus
      status.electionSilentFor = silence?.inSeconds
      return { [status] in source.status(status) }
    case .why(let text, _): return { source.why(text) }
    case .plan(let new, let client):
      let (former, isShadow) = (reading.loaded.configuration, options.isShadow)
      return { source.plan(new, since: former, isShadow: isShadow, for: client) }
    }
  }

  var daemonStatus: DaemonStatus {
    var status = DaemonStatus(
      pid: ThisProcess.identifier, since: since, configurationFile: options.configurationFile,
      configurationLoaded: reading.at, shadow: options.isShadow, lastReload: reload.last,
      reloading: reload.isUnderWay, trial: trialStatus, loop: loop.status)
    status.repairs = tableKeeping.repairs
    status.stateDirectoryTrouble = maintained?.trouble
    return status
  }

  func hearReports(at now: Instant) {
    for finished in reports.takeFinished() {
      switch finished.report {
      case .answer(let line, _):
        for client in finished.clients { control.send(line, to: client, at: now) }
      case .plan(let pending): foresee(pending, at: now)
      }
    }
    beginReport(at: now)
  }

  /// What the table had to be mended of, and what was refused, goes into the timelines.
  func tellOfTable(at now: Instant) {
    let notes = tableKeeping.takeTold()
    if !notes.isEmpty { _ = balancer.handle(.tableTold(notes), at: now) }
  }
}
