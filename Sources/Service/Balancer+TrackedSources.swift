import Configuration
import Health
import Network

// A check of a tracked source is a probe that is answered here, from what is known. When the source
// changes, the check is due at once; while nothing is known, it waits, for a bounded time.
extension Balancer {
  mutating func learn(_ source: TrackedSource, _ status: TrackedSourceStatus, at now: Instant)
    -> [Effect]
  {
    guard trackedSources.updateValue(status, forKey: source) != status else { return [] }
    hasten(trackedSourcePlaces[source] ?? [], at: now)
    return stage == .running ? wakeChecks(at: now) : []
  }

  /// Which checks look at what from now on. Of what is looked after no more, nothing is known.
  mutating func mapTrackedSources() {
    trackedSourcePlaces = [:]
    for place in slots.indices {
      if let probe = slots[place]?.tracked {
        trackedSourcePlaces[probe.source, default: []].append(place)
      }
    }
    let sessions = configuration.sessionNames
    trackedSources = trackedSources.filter { source, _ in
      switch source {
      case .file: trackedSourcePlaces[source] != nil
      case .session(let name): sessions.contains(name)
      }
    }
  }

  /// Until when a check waits for news of what nothing is known of; nil: it does not wait.
  func wait(of slot: Slot, at now: Instant) -> Instant? {
    guard let probe = slot.tracked, trackedSources[probe.source] == nil else { return nil }
    let end = slot.check.since + TrackedProbe.patience
    return end > now + Self.slack ? end : nil
  }
}
