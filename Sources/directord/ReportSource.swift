import Configuration
import Control
import IPVS
import Network
import Service
import System

/// What was seen of the kernel's table, and when.
struct SeenTable: Sendable {
  var observation: Observation
  var instant: Instant
  /// Which state of our own doing it is.
  var revision: UInt64
}

/// Copies of what the service loop knew at one moment, which is all that a report is made of.
struct ReportSource: Sendable {
  /// Counters in a status may be so old.
  private static let freshness = Duration.seconds(1)

  var balancer: Balancer
  var table: TableView
  var seen: SeenTable?
  var calendar: Calendar
  var now: Instant

  // MARK: Status

  /// Everything that is served: `status` with what concerns the whole daemon.
  func status(_ status: Status) -> Report {
    let (whole, seen) = whole(status)
    return .answer(Response.status(whole).line, seen)
  }

  /// The same as a value, with what was seen of the table.
  func whole(_ status: Status) -> (status: Status, seen: SeenTable) {
    var status = status
    let seen: SeenTable
    do throws(TableError) {
      seen = try look()
    } catch {
      seen = self.seen ?? SeenTable(observation: Observation(), instant: now, revision: 0)
      status.daemon.refusals.append("\(error): counters and weights may be old")
    }
    status.daemon.refusals += table.refusals
    var report = StatusReport(
      desired: table.desired, observation: seen.observation, now: now, calendar: calendar)
    let snapshot = balancer.snapshot(at: now)
    status.virtualServers = snapshot.virtualServers.map { report.virtualServer($0) }
    status.canaries = snapshot.canaries.map { report.canary($0) }
    status.suspectWays = snapshot.suspectWays.map { report.suspectWay($0) }
    status.probes = ProbeStatus(started: snapshot.probesStarted, saved: snapshot.probesSaved)
    return (status, seen)
  }

  /// The table as the kernel has it, not older than may be.
  private func look() throws(TableError) -> SeenTable {
    if let seen, seen.revision == table.revision, now < seen.instant + Self.freshness {
      return seen
    }
    let observation = try table.observer { balancer.owns($0) }
    return SeenTable(observation: observation, instant: now, revision: table.revision)
  }

  // MARK: Why

  /// Why a real server is in or out.
  func why(_ text: String) -> Report {
    guard let target = MaintenanceTarget(text) else {
      return .answer(
        Response.failure(
          "'\(text)' is no real server: expected ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT"
        ).line)
    }
    let accounts = balancer.accounts(of: target, at: now)
    let keys = Set(accounts.flatMap(\.virtualServer.services))
    let observation = (try? table.observer { keys.contains($0) }) ?? Observation()
    var report = StatusReport(
      desired: table.desired, observation: observation, now: now, calendar: calendar)
    var why = Why(realServer: text, at: report.calendar.seconds(of: now))
    for account in accounts {
      var standing = report.standing(account)
      standing.tableProblem = table.problem(of: account, in: observation)
      why.standings.append(standing)
    }
    if why.standings.isEmpty {
      why.nearest = balancer.endpoints(near: target).map(\.description)
    }
    return .answer(Response.why(why).line)
  }

  // MARK: Plan

  /// What following a file would do, without the election's part; `former` is what is followed now.
  func plan(
    _ new: Reading, since former: DirectorConfiguration?, isShadow: Bool,
    for client: ControlSocket.ClientIdentifier
  ) -> Report {
    var plan = Plan(
      file: new.file, errors: new.errors, warnings: new.warnings,
      diagnostics: new.loaded.diagnostics.map { $0.rendered() })
    guard let configuration = new.loaded.configuration else {
      return .answer(Response.plan(plan).line)
    }
    let observation: Observation
    do throws(TableError) {
      observation = try table.observer { _ in true }
    } catch {
      return .answer(Response.failure("\(error): what the file would change is not known").line)
    }
    let prospect = balancer.prospect(
      of: isShadow ? configuration.checkedDirectly : configuration, kernel: observation.table,
      at: now)
    var report = PlanReport(observation: observation)
    report.checkServices = table.checkServices.union(configuration.checkServices.keys)
    report.add(prospect)
    report.compare(former ?? configuration, configuration)
    report.compareSettings(former ?? configuration, configuration)
    report.add(prospect.hooks)
    plan.operations = report.operations
    plan.checks = PlannedChecks(
      started: prospect.started, stopped: prospect.stopped, kept: prospect.kept)
    return .plan(PendingPlan(client: client, configuration: configuration, plan: plan))
  }
}
