import Control
import Health
import IPVS
import Network
import Service
import System

extension Director {
  /// A client wants to know why a real server is in or out.
  func explain(_ text: String, at now: Instant) -> Response {
    guard let target = MaintenanceTarget(text) else {
      return .failure(
        "'\(text)' is no real server: expected ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT")
    }
    tableKeeping.refresh(at: now) { balancer.owns($0) }
    tellOfTable(at: now)
    var report = StatusReport(
      desired: tableKeeping.desired, observation: tableKeeping.observation, now: now,
      calendar: calendar)
    var why = Why(realServer: text, at: report.calendar.seconds(of: now))
    for account in balancer.accounts(of: target, at: now) {
      var standing = report.standing(account)
      standing.tableProblem = tableProblem(of: account)
      why.standings.append(standing)
    }
    if why.standings.isEmpty {
      why.nearest = balancer.endpoints(near: target).map(\.description)
    }
    calendar = report.calendar
    return .why(why)
  }

  /// What the table had to be mended of, and what was refused, goes into the timelines.
  func tellOfTable(at now: Instant) {
    let notes = tableKeeping.takeTold()
    if !notes.isEmpty { _ = balancer.handle(.tableTold(notes), at: now) }
  }

  /// How the kernel's table differs from what is wanted, and why; nil where it does not.
  private func tableProblem(of account: Account) -> String? {
    let endpoint = account.realServer.endpoint
    for key in account.virtualServer.services {
      let wanted = tableKeeping.desired[key]?.destinations[endpoint]
      let found = tableKeeping.observation.table[key]?.destinations[endpoint]
      guard wanted?.weight != found?.weight else { continue }
      let there = found.map { "has it with weight \($0.weight)" } ?? "does not have it"
      let ought = wanted.map { "weight \($0.weight) is wanted" } ?? "it ought not to be there"
      let why = tableKeeping.problem(with: key, endpoint).map { ": \($0)" } ?? ""
      return "the kernel's \(key) \(there), and \(ought)\(why)"
    }
    return nil
  }
}

extension StatusReport {
  mutating func standing(_ account: Account) -> RealServerStanding {
    let server = account.realServer
    let answer: RealServerStanding.Answer =
      switch account.answer.standing {
      case .serving: .serving
      case .keeping: .keeping
      case .out: .out
      }
    var standing = RealServerStanding(
      realServer: server.endpoint.description, virtualServer: account.virtualServer.name,
      place: account.place, answer: answer,
      since: account.answer.since.map { calendar.seconds(of: $0) },
      reason: account.answer.reason, outlook: account.answer.outlook,
      weight: weight(server, account.virtualServer.services), forgotten: account.forgotten)
    standing.checks = account.checks.map { self.check($0) }
    standing.timeline = account.timeline.map { self.entry($0) }
    standing.decidedBy = account.evidence.map {
      ProbeAccount(kind: $0.kind, $0.probe, $0.result, at: calendar.seconds(of: $0.instant))
    }
    return standing
  }

  private mutating func check(_ account: Account.Check) -> CheckStanding {
    let last = account.check.last.map { calendar.seconds(of: now - $0.age) }
    return CheckStanding(
      status: check(account.check), standing: account.standing, weight: account.weight,
      next: account.check.isUnderWay ? nil : max(0, account.check.next.inSeconds),
      last: account.last.map {
        ProbeAccount(kind: account.check.kind, account.probe, $0, at: last)
      })
  }

  private mutating func entry(_ entry: Timeline.Entry) -> TimelineEntry {
    TimelineEntry(
      kind: entry.kind.rawValue, at: calendar.seconds(of: entry.instant),
      since: entry.times > 1 ? calendar.seconds(of: entry.since) : nil, times: entry.times,
      words: entry.words)
  }
}
