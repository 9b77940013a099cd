import Election
import Network
import Routing
import System
import VRRP

/// What following another plan would make of the instances and of the kernel; nothing of it is done.
struct Foresight: Sendable {
  var outlook: Outlook
  /// What must stand now, and what would.
  var before: Wanted
  var after: Wanted
  /// What would be done at once, in this order, and once every added instance is elected.
  var atOnce: [RoutingCommand]
  var afterElection: [RoutingCommand]
  /// Interfaces' names by number, those among them that would be made or go.
  var names: [UInt32: String]

  /// - Parameters:
  ///   - wanted: what must stand now.
  ///   - view: the kernel as it is.
  init(
    of plan: ElectionPlan, _ election: Election, wanted: Wanted, _ view: KernelView,
    at now: Instant
  ) {
    var view = view
    before = wanted
    var early = wanted
    for instance in plan.settings.instances { early.take(instance) }
    atOnce = view.raise(early)
    let interfaces = plan.interfaces.map { ($0, view.interface(named: $0)) }
    outlook = election.outlook(
      of: plan.settings, interfaces: Dictionary(interfaces, uniquingKeysWith: { $1 }), at: now)
    after = Wanted(plan, outlook.after, plan.belongings)
    atOnce += view.make(after)
    let elected = Wanted(plan, outlook.after, plan.belongings, electing: outlook.added)
    afterElection = view.make(elected)
    names = view.names
  }
}

extension Foresight {
  /// If no election runs yet.
  init(ofStart plan: ElectionPlan, at now: Instant) throws(SystemError) {
    let keeping = try Keeping(try Interfaces())
    self.init(
      of: plan, Election(), wanted: Wanted(), keeping.view(claimed: plan.claimed), at: now)
  }
}

extension ElectionLoop {
  func foresight(of plan: ElectionPlan, at now: Instant) -> Foresight {
    Foresight(of: plan, election, wanted: wanted, keeping.view(claimed: plan.claimed), at: now)
  }
}
