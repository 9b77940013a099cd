import Configuration
import Network
import Service
import System

extension Director {
  /// How long hooks have to end once what they tell of has happened after SIGTERM.
  static let patience = Duration.seconds(5)

  /// How long the kernel has to remove what is ours.
  private static let clearing = Duration.seconds(10)

  /// How long the virtual routers have to hand over, and their hooks to be told: longer than any of
  /// them takes.
  private static let handover = Duration.seconds(20)

  /// SIGTERM: the virtual routers hand over first, then what is ours is cleared away. A second one
  /// ends at once.
  func end(at now: Instant) -> [Effect] {
    switch phase {
    case .serving: return leave(at: now)
    case .leaving:
      // An address that stays behind would be held twice.
      election.orders?.post(.release)
      election.waitsUntil = now + .milliseconds(500)
      electionHooks.kill()
      hooks.kill()
      pipes.kill()
      return []
    case .ending, .ended:
      electionHooks.kill()
      hooks.kill()
      probes.kill()
      phase = .ended(0)
      return []
    }
  }

  private func leave(at now: Instant) -> [Effect] {
    manager.tell([.stopping, .status("ending")])
    askForTime(at: now)
    scripts.kill()
    if trial != nil { discardCandidate(reading.file) }
    refuseDrain("directord is ending", at: now)
    guard let orders = election.orders else { return clearAway(at: now) }
    journal.write(.notice, "directord ends; it hands over what it holds")
    phase = .leaving
    election.waitsUntil = now + Self.handover
    orders.post(.stop)
    return []
  }

  /// Nothing is held any more, and those who are told of it have been.
  func hasHandedOver(at now: Instant) -> Bool {
    let isOver = election.waitsUntil.map { $0 <= now } ?? true
    return isOver || !election.isRunning && electionHooks.isIdle
  }

  /// No more probes, the table as the configuration says, hooks get their time.
  func clearAway(at now: Instant) -> [Effect] {
    phase = .ending
    election.waitsUntil = nil
    let effects = balancer.handle(.stopping, at: now)
    let atStop = reading.loaded.configuration?.global.atStop ?? .removeOurs
    switch atStop {
    case .keep: journal.write(.notice, "directord ends; the table goes on serving")
    case .removeOurs: journal.write(.notice, "directord ends; what is ours is removed")
    case .flush: journal.write(.notice, "directord ends; the whole table is flushed")
    }
    clearAway(atStop, at: now)
    for one in [electionHooks, hooks] {
      one.hurry(within: Self.patience, at: now)
      report(one.removeWaiting(), at: now)
    }
    pipes.end(at: now)
    return effects
  }

  private func clearAway(_ atStop: GlobalDefinitions.AtStop, at now: Instant) {
    if atStop != .keep {
      tableKeeping.restoreTimeouts()
      settings.makeTrue([:])
    }
    if atStop == .flush { tableKeeping.flush() }
    sync.want(nil, at: now)
    probes.passage.isOpened = false
    clearsUntil = now + Self.clearing
  }

  /// What is ours is being cleared away.
  var isClearing: Bool { if case .ending = phase { true } else { false } }

  /// What is ours is gone from the table, or has been waited for long enough.
  func isCleared(at now: Instant) -> Bool { tableKeeping.isSettled || clearsUntil <= now }

  func finish(at now: Instant) {
    write(damping.rest(at: now))
    let atStop = reading.loaded.configuration?.global.atStop ?? .removeOurs
    if atStop != .keep, let left = balancer.owned.sorted().first {
      journal.write(.error, "\(left) and maybe more could not be removed and stay in the kernel")
    }
    keepOwned()
    phase = .ended(0)
  }
}
