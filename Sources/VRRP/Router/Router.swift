package import Network

/// One virtual router of this director: RFC 9568 §6 with its errata, RFC 3768 if version 2
/// differs, and keepalived's behaviour where networks rely on it.
///
/// The addresses that must be held follow from the state; see `held`.
package struct Router: Sendable {
  package internal(set) var settings: Settings { didSet { listAdvertised() } }
  package internal(set) var state = State.initialize
  /// The effective priority, 1…255.
  package internal(set) var priority: UInt8
  /// That an operator keeps this director out of elections; nil: it takes part.
  package internal(set) var drain: Drain?
  /// The address to send from; it decides ties.
  package internal(set) var source: Address?
  package internal(set) var counters = Counters()
  /// How many addresses an advertisement takes here.
  var capacity = 255 { didSet { listAdvertised() } }
  /// The addresses that an advertisement names; the rest is held all the same.
  private(set) var advertised: [Address] = []
  /// Those heard, at most sixteen.
  package internal(set) var neighbors: [Address: Neighbor] = [:]
  /// Addresses that stand here though this router is no master.
  package internal(set) var retained: Retained?
  /// When it last gave the addresses up because somebody removes them again and again.
  var handedOverAt: Instant?
  /// The end of `vrrp_startup_delay`.
  var quietUntil = Instant(nanoseconds: .min)
  var notices = NoticeLimit()

  package init(_ settings: Settings, source: Address? = nil) {
    self.settings = settings.bounded
    self.priority = settings.priority
    self.source = source
    listAdvertised()
  }

  private mutating func listAdvertised() {
    advertised = settings.addresses.prefix(capacity).map(\.address)
  }

  /// The only entrance. `now` never goes back.
  package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    switch event {
    case .started(let faults, let drained, let standing):
      start(faults, drained: drained, standing: standing, at: now)
    case .advertisementReceived(let advertisement, let source, let isAuthenticated):
      receive(advertisement, from: source, isAuthenticated: isAuthenticated, at: now)
    case .packetRejected(let rejection, let source): reject(rejection, from: source, at: now)
    case .deadline: expire(at: now)
    case .sourceChanged(let source): follow(source, at: now)
    case .capacityChanged(let capacity): take(capacity)
    case .conditionsChanged(let priority, let faults): follow(priority, faults, at: now)
    case .groupGranted: becomeMasterIfOverdue(at: now)
    case .groupYielded: yieldToGroup(at: now)
    case .groupHeardRival: announceAgain(at: now)
    case .drainRequested(let isForced): drain(isForced ? .forced : .unlessAlone, at: now)
    case .groupHeardMaster: letGoSoon(at: now)
    case .undrainRequested: undrain(at: now)
    case .stopRequested: stop(at: now)
    case .configured(let settings): reconfigure(settings, at: now)
    case .addressRestored(let address): announce(address)
    case .addressLost(let address): handOver(address, at: now)
    case .addressKept(let address): notice(.keepsLosing(address), at: now)
    }
  }

  /// When `handle(.deadline)` is due; nil: nothing is waited for.
  package var deadline: Instant? {
    switch state {
    case .initialize: nil
    case .fault: retained?.until
    case .backup(let backup):
      earliest(backup.isOverdue ? backup.warnsAt : end(of: backup), retained?.until)
    case .drained(let drained):
      earliest(isOutOfService(drained) ? nil : end(of: drained.watch), retained?.until)
    case .master(let master):
      min(master.advertisesAt, master.announcements.deadline ?? master.advertisesAt)
    case .leaving(let leaving): leaving.isOverdue ? nil : leaving.until
    }
  }

  /// The priority that it takes part with: a drained one has the lowest, so that anybody else who
  /// can serve takes over.
  var bid: UInt8 { drain == nil ? priority : 1 }

  /// Whether what belongs to the virtual router must stand on this director now.
  package var isHolding: Bool {
    switch state {
    case .master, .leaving: true
    case .backup, .drained, .fault: retained != nil
    case .initialize: false
    }
  }

  /// The addresses that this director must hold now.
  package var held: [VirtualAddress] {
    switch state {
    case .master, .leaving: settings.held
    case .backup, .drained, .fault:
      settings.held.filter { retained?.addresses.contains($0.address) ?? false }
    case .initialize: []
    }
  }

  /// Whether packets to the held addresses are taken: "MUST accept packets … if it is the owner or
  /// Accept_Mode is True" (RFC 9568 §6.4.3).
  package var accepts: Bool { settings.accepts || settings.priority == 255 }

  /// What this router would send now with `priority`; its carrier authenticates it.
  package func advertisement(priority: UInt8) -> Advertisement {
    Advertisement(
      version: settings.version, virtualRouter: settings.virtualRouter, priority: priority,
      interval: settings.interval, addresses: advertised)
  }

  private mutating func take(_ capacity: Int) -> [Effect] {
    self.capacity = capacity
    return []
  }
}

// MARK: - Times

extension Router {
  /// Skew_Time: ((256 − priority) × Active_Adver_Interval) / 256 (RFC 9568 §6.1); in version 2
  /// (256 − priority) / 256 seconds, whatever the interval (RFC 3768 §6.1).
  func skew(_ masterInterval: Duration) -> Duration {
    .nanoseconds(skew(of: masterInterval.nanoseconds))
  }

  // Whole nanoseconds: each advertisement asks for them, and a Duration's multiplication and division
  // cost more than all else that it does.
  private func skew(of interval: Int64) -> Int64 {
    let unit: Int64 =
      switch settings.version {
      case .two: 1_000_000_000
      case .three: interval
      }
    return unit.multipliedReportingOverflow(by: 256 - Int64(bid)).partialValue / 256
  }

  /// Active_Down_Interval: three intervals and a skew, or as many as `down_timer_adverts` says.
  func downInterval(_ masterInterval: Duration) -> Duration {
    let interval = masterInterval.nanoseconds
    let missed = Int64(settings.election.missedAdvertisements)
    return .nanoseconds(
      interval.multipliedReportingOverflow(by: missed).partialValue &+ skew(of: interval))
  }

  /// When a backup's timer runs out. It is not state, since the priority may change meanwhile.
  func end(of backup: Backup) -> Instant {
    switch backup.timer {
    case .silence(let since):
      max(since + downInterval(backup.masterInterval), backup.listeningUntil, quietUntil)
    case .released(let moment): max(moment + skew(backup.masterInterval), quietUntil)
    case .owner(let moment): max(moment, quietUntil)
    }
  }

  /// How long addresses are held for a successor that has not spoken: a backup waits for a skew,
  /// which is less than an interval.
  var handoverBound: Duration { min(settings.interval + .milliseconds(100), .seconds(15)) }
}
