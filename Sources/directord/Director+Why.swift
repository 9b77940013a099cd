import Control
import Health
import IPVS
import Network
import Service
import System

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
