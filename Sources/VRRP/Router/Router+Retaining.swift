package import Network

extension Router {
  /// Addresses that stand on this director though it is no master, so that clients are answered
  /// until somebody is: those that a killed run left, and those that are handed over because somebody
  /// removes them here.
  package struct Retained: Hashable, Sendable {
    package var addresses: Set<Address>
    /// When they are removed, once a master has spoken; nil: none has.
    package var until: Instant?
    /// That master; nil: another member of the sync group heard it.
    package var successor: Address?
  }
}

// MARK: - A start after a kill

extension Router {
  /// Startup while addresses stand that only a killed run of this director can have left. To remove
  /// them and then wait to be elected would cost clients three intervals. Priority 0 makes a backup
  /// take over within its skew (RFC 9568 §6.4.2), and a master say at once that it is one (§6.4.3), so
  /// no address stands twice for longer than one answer takes.
  mutating func inherit(
    _ addresses: Set<Address>, _ faults: Set<FaultReason>, drained: Bool, at now: Instant
  ) -> [Effect] {
    let farewell = advertise(0)
    // What is at fault may be what serves them: then they go at once.
    guard faults.isEmpty || faults.isUndecided else {
      return [farewell] + begin(faults, drained: drained, at: now)
    }
    retained = Retained(addresses: addresses)
    return [farewell] + begin(faults, drained: drained, at: now)
      + [.notice(.inherited(addresses.count))]
  }
}

// MARK: - Somebody removes an address

extension Router {
  /// How long it leaves the other director in charge.
  private static let patience = Duration.seconds(60)

  /// Whether somebody may be there who takes over: a backup is silent, so nobody knows. After nobody
  /// did, only one that was heard since is asked.
  package func mayHandOver(at now: Instant) -> Bool {
    guard case .master = state, priority != 255, drain == nil else { return false }
    guard let last = handedOverAt else { return !neighbors.isEmpty }
    return now - last >= Self.patience && neighbors.values.contains { $0.heard > last }
  }

  /// Asks another director to take over. The addresses stay until it speaks; if it does not, this
  /// router is elected again and nobody was without them.
  mutating func handOver(_ address: Address, at now: Instant) -> [Effect] {
    guard mayHandOver(at: now) else { return [] }
    handedOverAt = now
    retained = Retained(addresses: Set(settings.held.map(\.address)))
    state = .backup(
      Backup(
        timer: .silence(since: now), masterInterval: settings.interval, listeningUntil: now,
        preemptsAt: now + Self.patience))
    return [advertise(0), .transition(from: .master, to: .backup, .addressLost(address))]
  }
}

// MARK: - A master speaks

extension Router {
  /// Somebody is master: what is retained here goes, and with it that of the whole sync group.
  mutating func hearMaster(_ sender: Address, at now: Instant) -> [Effect] {
    guard retained != nil, retained?.until == nil else { return [] }
    retained?.successor = sender
    return letGoSoon(at: now) + [.masterHeard]
  }

  mutating func letGoSoon(at now: Instant) -> [Effect] {
    guard retained != nil, retained?.until == nil else { return [] }
    // It speaks before its addresses stand and are announced, which takes a busy one a moment.
    retained?.until = now + .milliseconds(5)
    return []
  }

  mutating func letGoIfDue(at now: Instant) -> [Effect] {
    guard let retained, let until = retained.until, until <= now else { return [] }
    self.retained = nil
    return [.notice(.letGo(retained.successor))]
  }
}
