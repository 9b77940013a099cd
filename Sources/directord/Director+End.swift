import Configuration
import Network
import Service
import System

extension Director {
  /// How long hooks have to end after SIGTERM.
  private static let patience = Duration.seconds(5)

  /// SIGTERM: no more probes, the table as the configuration says, hooks get their time. A second
  /// one ends at once.
  func end(at now: Instant) -> [Effect] {
    switch phase {
    case .serving: break
    case .ending, .ended:
      hooks.kill()
      phase = .ended(0)
      return []
    }
    phase = .ending
    manager.tell([.stopping, .status("ending")])
    let effects = balancer.handle(.stopping, at: now)
    let atStop = reading.loaded.configuration?.global.atStop ?? .removeOurs
    switch atStop {
    case .keep: journal.write(.notice, "directord ends; the table goes on serving")
    case .removeOurs: journal.write(.notice, "directord ends; what is ours is removed")
    case .flush: journal.write(.notice, "directord ends; the whole table is flushed")
    }
    clearAway(atStop, at: now)
    report(hooks.finish(by: now + Self.patience))
    return effects
  }

  private func clearAway(_ atStop: GlobalDefinitions.AtStop, at now: Instant) {
    if atStop != .keep { tableKeeping.restoreTimeouts() }
    if atStop == .flush { tableKeeping.flush() }
    makeTrue(at: now)
    // What the kernel did not take for what it was is looked at once more, and removed.
    makeTrue(at: now)
    if atStop != .keep, let left = balancer.owned.sorted().first {
      journal.write(.error, "\(left) and maybe more could not be removed and stay in the kernel")
    }
    keepOwned()
  }
}
