import Control
import Election
import Network
import Routing
import System
import VRRP

// MARK: - What is asked for

extension ElectionLoop {
  func take(_ order: ElectionOrder, at now: Instant) {
    switch order {
    case .follow(let plan): follow(plan, at: now)
    case .statusChanged(let object, let status): handle(.statusChanged(object, status), at: now)
    case .drain: handle(.drainRequested, at: now)
    case .undrain: handle(.undrainRequested, at: now)
    case .stop: stop(at: now)
    case .release: isEnding = true
    case .report: news.post(.status(report(at: now)))
    case .foresee(let plan): foresee(plan, at: now)
    }
  }

  func follow(_ plan: ElectionPlan, at now: Instant) {
    if plan.thread != self.plan.thread { apply(plan.thread) }
    record.follow(plan.settings.instances, from: self.plan.settings.instances)
    self.plan = plan
    keeping.claimed = plan.claimed
    composed = nil
    var early = wanted
    for instance in plan.settings.instances { early.take(instance) }
    post(links.raise(early, at: now))
    watch(plan.settings.instances)
    told = told.filter { plan.interfaces.contains($0.key) }
    for name in plan.interfaces where told[name] == nil { told[name] = .some(nil) }
    tellInterfaces(plan.interfaces, at: now)
    tell(neighbors.follow(plan.sessions, at: now), at: now)
    handle(.configured(plan.settings), at: now)
    keepBelongings()
    composed = nil
    isOutdated = true
    isSegmentOutdated = true
    news.post(.followed(election.objectStandings))
  }

  /// Watches what these instances need, and those that have not let go yet.
  func watch(_ instances: [InstanceSettings]) {
    interfaces.watch(
      Watched(
        plan, instances + election.instances.map(\.settings),
        belongings.merging(plan.belongings) { $1 }))
  }

  private func keepBelongings() {
    let old = belongings
    belongings = plan.belongings
    for key in election.instances.map(\.settings.key) where belongings[key] == nil {
      belongings[key] = old[key]
    }
  }

  private func stop(at now: Instant) {
    isStopping = true
    neighbors.stop(at: now)
    handle(.stopRequested, at: now)
  }

  private func foresee(_ plan: ElectionPlan, at now: Instant) {
    let foreseer = self.foreseer ?? Foreseer(news)
    self.foreseer = foreseer
    foreseer.foresee(
      plan, election, wanted: wanted, keeping.view(claimed: plan.claimed), at: now)
  }
}
