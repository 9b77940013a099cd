import Configuration
import Health
import Network

// A check of a fact is a probe that is answered here, from what is known. When the fact changes, it is
// due at once; while nothing is known, it waits, for a bounded time.
extension Balancer {
  mutating func learn(_ fact: Fact, _ status: FactStatus, at now: Instant) -> [Effect] {
    guard facts.updateValue(status, forKey: fact) != status else { return [] }
    hasten(factPlaces[fact] ?? [], at: now)
    return stage == .running ? wakeChecks(at: now) : []
  }

  /// Which checks look at what from now on. Of what is looked after no more, nothing is known.
  mutating func lookAtFacts() {
    factPlaces = [:]
    for place in slots.indices {
      if let probe = slots[place]?.fact { factPlaces[probe.fact, default: []].append(place) }
    }
    let sessions = configuration.sessionNames
    facts = facts.filter { fact, _ in
      switch fact {
      case .file: factPlaces[fact] != nil
      case .session(let name): sessions.contains(name)
      }
    }
  }

  /// Until when a check waits for news of what nothing is known of; nil: it does not wait.
  func wait(of slot: Slot, at now: Instant) -> Instant? {
    guard let probe = slot.fact, facts[probe.fact] == nil else { return nil }
    let end = slot.check.since + FactProbe.patience
    return end > now + Self.slack ? end : nil
  }
}
