import Configuration
import Network
import Operations
import Service
import System

extension Director {
  /// Carries out an order of the end.
  func end(_ order: DirectorOperations.Order, at now: Instant) {
    switch order {
    case .beginEnding:
      manager.tell([.stopping, .status("ending")])
      askForTime(at: now)
      scripts.kill()
    case .hurryHooks: electionHooks.hurry(within: hookPatience, at: now)
    case .killHooks(let isEnd):
      electionHooks.kill()
      hooks.kill()
      pipes.kill()
      if isEnd { probes.kill() }
    case .clearAway: clearAway(at: now)
    case .finish: finish(at: now)
    case _: break
    }
  }

  /// No more probes, the table as the configuration says, hooks get their time.
  private func clearAway(at now: Instant) {
    let effects = balancer.handle(.stopping, at: now)
    let atStop = reading.loaded.configuration?.global.atStop ?? .removeOurs
    switch atStop {
    case .keep: journal.write(.notice, "directord ends; the table goes on serving")
    case .removeOurs: journal.write(.notice, "directord ends; what is ours is removed")
    case .flush: journal.write(.notice, "directord ends; the whole table is flushed")
    }
    clearAway(atStop, at: now)
    for one in [electionHooks, hooks] {
      one.hurry(within: hookPatience, at: now)
      report(one.removeWaiting(), at: now)
    }
    pipes.end(at: now)
    obey(effects, at: now)
  }

  private func clearAway(_ atStop: GlobalDefinitions.AtStop, at now: Instant) {
    if atStop != .keep {
      tableKeeping.restoreTimeouts()
      settings.makeTrue([:])
    }
    if atStop == .flush { tableKeeping.flush() }
    sync.want(nil, at: now)
    probes.passage.isOpened = false
  }

  private func finish(at now: Instant) {
    write(damping.rest(at: now))
    let atStop = reading.loaded.configuration?.global.atStop ?? .removeOurs
    if atStop != .keep, let left = balancer.owned.sorted().first {
      journal.write(.error, "\(left) and maybe more could not be removed and stay in the kernel")
    }
    keepOwned()
  }
}
