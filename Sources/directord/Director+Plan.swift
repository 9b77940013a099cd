import Configuration
import Control
import Election
import Network
import Service
import System

/// A plan that waits for what the election foresees.
struct PendingPlan {
  var client: ControlSocket.ClientIdentifier
  var plan: Plan
}

extension Director {
  /// A client wants to know what a file would do: it is read first.
  func requestPlan(
    of file: String, for client: ControlSocket.ClientIdentifier, at now: Instant
  ) {
    read(file, for: .plan(client), client, at: now)
  }

  /// Reads a file for a client, who is told where that cannot begin.
  func read(
    _ file: String, for purpose: Reading.Purpose, _ client: ControlSocket.ClientIdentifier,
    at now: Instant
  ) {
    guard case .serving = phase else {
      return send(.failure("directord is ending"), to: client, at: now)
    }
    guard file.hasPrefix("/") else {
      return send(.failure("'\(file)' is no absolute path"), to: client, at: now)
    }
    do throws(SystemError) {
      try Reading.begin(file: file, for: purpose, to: readings)
    } catch {
      send(.failure("\(error)"), to: client, at: now)
    }
  }

  /// The file was read: what following it would do is told, and none of it done.
  func foresee(_ new: Reading, for client: ControlSocket.ClientIdentifier, at now: Instant) {
    var plan = Plan(
      file: new.file, errors: new.errors, warnings: new.warnings,
      diagnostics: new.loaded.diagnostics.map { $0.rendered() })
    guard let configuration = new.loaded.configuration else {
      return send(.plan(plan), to: client, at: now)
    }
    tableKeeping.observe(at: now) { _ in true }
    let prospect = balancer.prospect(
      of: configuration, kernel: tableKeeping.believed, at: now)
    var report = PlanReport(observation: tableKeeping.observation)
    report.add(prospect)
    report.compare(reading.loaded.configuration ?? configuration, configuration)
    plan.operations = report.operations
    plan.checks = PlannedChecks(
      started: prospect.started, stopped: prospect.stopped, kept: prospect.kept)
    let settings = ElectionPlan(configuration, uptime: election.uptime).settings
    if let orders = election.orders {
      plans.append(PendingPlan(client: client, plan: plan))
      orders.post(.foresee(settings))
    } else {
      let outlook = options.isShadow ? nil : Election().outlook(of: settings, at: now)
      plans.append(PendingPlan(client: client, plan: plan))
      foreseen(outlook, at: now)
    }
  }

  /// The election has told what it would do, in the order in which it was asked; nil: nothing.
  func foreseen(_ outlook: Outlook?, at now: Instant) {
    guard !plans.isEmpty else { return }
    var pending = plans.removeFirst()
    if let outlook {
      var report = PlanReport(observation: tableKeeping.observation)
      report.add(outlook)
      pending.plan.operations += report.operations
    }
    send(.plan(pending.plan), to: pending.client, at: now)
  }
}
