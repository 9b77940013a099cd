import Configuration
import Control
import Election
import IPVS
import Network
import Operations
import Service
import System

/// A plan that waits for what the election foresees.
struct PendingPlan: Sendable {
  var client: ControlSocket.ClientIdentifier
  var configuration: DirectorConfiguration
  var plan: Plan
}

extension Director {
  /// What the service loop would do is known: the election is asked for its part.
  func foresee(_ pending: PendingPlan, at now: Instant) {
    plans.append(pending)
    foreseeElection(ElectionPlan(pending.configuration, uptime: election.uptime), at: now)
  }

  /// If no election runs it is foreseen how it would begin.
  private func foreseeElection(_ plan: ElectionPlan, at now: Instant) {
    if let orders = election.orders { return orders.post(.foresee(plan)) }
    guard !options.isShadow, !plan.isEmpty else { return foreseen(nil, at: now) }
    do throws(SystemError) {
      foreseen(try Foresight(ofStart: plan, at: now), at: now)
    } catch {
      journal.write(.warning, "\(error): what the election would do is not foreseen")
      foreseen(nil, at: now)
    }
  }

  /// The election has told what it would do, in the order in which it was asked; nil: nothing.
  func foreseen(_ foresight: Foresight?, at now: Instant) {
    guard !plans.isEmpty else { return }
    var pending = plans.removeFirst()
    let (old, new) = (reading.loaded.configuration ?? pending.configuration, pending.configuration)
    var report = PlanReport(observation: Observation())
    if !options.isShadow { report.compare(old.election.fifos, new.election.fifos) }
    if let foresight {
      report.add(foresight)
      report.compare(Tracked(old), Tracked(new))
      report.compare(old.sessions, new.sessions)
    }
    let standings = foresight?.outlook.after.objectStandings ?? []
    let daemons = new.election.syncDaemon.map { definition in
      definition.daemons(
        isMaster: standings.contains {
          $0.isHolding && $0.object == definition.instance.map(Transition.Object.instance)
        })
    }
    report.addDaemons(sync.changes(to: daemons))
    if let foresight { report.add(foreseenHooks(foresight.outlook.transitions, new)) }
    pending.plan.operations += report.operations
    send(.plan(pending.plan), to: pending.client, at: now)
  }
}
