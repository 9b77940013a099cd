import Health
import Network

/// A key that a check's server has asked for: the next login asks for the same, as a rule.
struct DerivedKey {
  let derivation: KeyDerivation
  let key: [UInt8]
}

/// What conversations need computed.
extension Probes {
  /// No probe's, as that of the sessions of FTP.
  static let workToken = UInt64.max - 2
  /// A longer text is searched on another thread.
  private static let shortText = 16 << 10
  /// What a short text may take of a turn before it goes to another thread too.
  private static let shortTime = Duration.milliseconds(1)
  /// The processor time that a probe may cost in all its computations.
  private static let limit = Duration.milliseconds(150)
  /// A check that costs more than this waits with its like.
  private static let costlyTime = Duration.milliseconds(20)

  func compute(_ attempt: Attempt, _ work: Work, at now: Instant) {
    switch work {
    case .derive(let derivation):
      if let known = derivedKeys[attempt.identifier.check], known.derivation == derivation {
        return worked(attempt, .derived(known.key), at: now)
      }
    case .search(_, let text, _):
      guard attempt.computed < Probes.limit else { return worked(attempt, .tooCostly, at: now) }
      if text.count <= Probes.shortText, !allowance.isSpent {
        let begun = MonotonicClock.now
        let outcome = work.outcome { MonotonicClock.now - begun < Probes.shortTime }
        allowance.charge(TurnAllowance.reading + text.count)
        if outcome != .tooCostly {
          attempt.computed += MonotonicClock.now - begun
          return worked(attempt, outcome, at: now)
        }
        allowance.charge(TurnAllowance.computation)
      }
    }
    let order = Workers.Order(
      token: attempt.token, work: work, limit: Probes.limit - attempt.computed)
    attempt.isComputing = true
    guard workers.begin(order, isCostly: costlyChecks.contains(attempt.identifier.check)) else {
      return end(attempt, .notMade("\(attempt.probe.subject): no thread for its work"), at: now)
    }
  }

  func endWork(at now: Instant) {
    for ended in workers.takeEnded() {
      guard let attempt = attempts[ended.token], attempt.token == ended.token,
        attempt.isComputing
      else { continue }
      attempt.isComputing = false
      attempt.computed += ended.spent
      let check = attempt.identifier.check
      if ended.spent > Probes.costlyTime {
        costlyChecks.insert(check)
      } else {
        costlyChecks.remove(check)
      }
      if case .derive(let derivation) = ended.work, case .derived(let key) = ended.outcome {
        derivedKeys[check] = DerivedKey(derivation: derivation, key: key)
      }
      worked(attempt, ended.outcome, at: now)
      goOn(attempt, at: now)
    }
  }

  /// What came meanwhile was not read, and no edge tells of it again.
  private func goOn(_ attempt: Attempt, at now: Instant) {
    guard attempts[attempt.token] === attempt, !attempt.isComputing else { return }
    if attempt.isOverdue {
      expire(attempt, hasBegun: true, at: now)
    } else if attempt.isConnected {
      wait(attempt, for: [.readable, .ended])
    }
  }

  private func worked(_ attempt: Attempt, _ outcome: Work.Outcome, at now: Instant) {
    if attempt.conversation == nil {
      pageSearched(attempt, outcome, at: now)
    } else {
      perform(attempt, .worked(outcome), at: now)
    }
  }
}
