package import Network

/// A session with one neighbour in asynchronous mode (RFC 5880 §6): each side speaks at an interval,
/// and who is not heard for some of them is down. It opens no socket and asks no clock.
package struct Session: Sendable {
  package internal(set) var settings: SessionSettings
  package private(set) var state = ControlPacket.State.down
  package private(set) var diagnostic = ControlPacket.Diagnostic.none
  package private(set) var since: Instant
  /// bfd.LocalDiscr: unique among the sessions of this director, never 0.
  package let discriminator: UInt32
  package private(set) var counters = Counters()

  /// What the neighbour said last (bfd.Remote…).
  private var remote = Remote()
  private var nextTransmit: Instant?
  /// When the neighbour counts as lost.
  private var detection: Instant?
  /// A change of the intervals waits for the neighbour's word that it has heard of it (§6.5).
  private var isPolling = false
  /// What is spoken by until the poll has ended.
  private var transmitInterval: Duration
  private var receiveInterval: Duration
  private var randomness: Randomness

  private struct Remote {
    var discriminator: UInt32 = 0
    var state = ControlPacket.State.down
    var isDemanding = false
    var requiredReceive = Duration.microseconds(1)
    var desiredTransmit = Duration.zero
    var multiplier: UInt8 = 1
  }

  package struct Counters: Hashable, Sendable {
    package var sent = 0
    package var received = 0
    package var rejected: [ControlPacket.Rejection: Int] = [:]
    /// How often it has left Up.
    package var lost = 0
  }

  package enum Event: Hashable, Sendable {
    case started
    case received(ControlPacket)
    case rejected(ControlPacket.Rejection)
    case deadline
    case configured(SessionSettings)
    /// The end: the neighbour is told that this is meant.
    case stopped
  }

  package enum Effect: Hashable, Sendable {
    case send(ControlPacket)
    case transition(from: ControlPacket.State, to: ControlPacket.State, ControlPacket.Diagnostic)
  }

  /// - Parameters:
  ///   - discriminator: not 0.
  ///   - seed: decides the jitter.
  package init(
    _ settings: SessionSettings, discriminator: UInt32, seed: UInt64, at now: Instant
  ) {
    self.settings = settings
    self.discriminator = discriminator
    since = now
    transmitInterval = settings.idle
    receiveInterval = settings.requiredReceive
    randomness = Randomness(seed: seed)
  }

  package var isUp: Bool { state == .up }

  /// When `handle(.deadline)` is due; nil: nothing is waited for.
  package var deadline: Instant? { [nextTransmit, detection].compactMap(\.self).min() }

  /// The only entrance. `now` never goes back.
  package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    switch event {
    case .started:
      guard !settings.isPassive else { return [] }
      return transmit(at: now)
    case .received(let packet): return receive(packet, at: now)
    case .rejected(let reason):
      counters.rejected[reason, default: 0] += 1
      return []
    case .deadline: return expire(at: now)
    case .configured(let settings):
      follow(settings, at: now)
      return []
    case .stopped: return stop(at: now)
    }
  }
}

// MARK: - What happens

extension Session {
  /// RFC 5880 §6.8.6.
  private mutating func receive(_ packet: ControlPacket, at now: Instant) -> [Effect] {
    counters.received += 1
    let wasHeard = remote.discriminator != 0
    remote = Remote(
      discriminator: packet.mine, state: packet.state, isDemanding: packet.isDemand,
      requiredReceive: .microseconds(Int64(packet.requiredReceive)),
      desiredTransmit: .microseconds(Int64(packet.desiredTransmit)), multiplier: packet.multiplier)
    if isPolling, packet.isFinal { endPoll() }
    guard state != .adminDown else { return [] }
    var effects = become(next(after: packet.state), .neighborSignaledDown, at: now)
    detection = now + detectionTime
    effects += schedule(wasHeard: wasHeard, hasChanged: !effects.isEmpty, at: now)
    if packet.isPoll { effects.append(.send(self.packet(isFinal: true))) }
    return effects
  }

  // The state machine (RFC 5880 §6.2, §6.8.6); rows are our state, columns what the neighbour says:
  //
  //              AdminDown   Down    Init    Up
  //   Down       Down        Init    Up      Down
  //   Init       Down        Init    Up      Up
  //   Up         Down        Down    Up      Up
  private func next(after heard: ControlPacket.State) -> ControlPacket.State {
    switch (state, heard) {
    case (.adminDown, _): .adminDown
    case (_, .adminDown): .down
    case (.down, .down), (.initialize, .down): .initialize
    case (.down, .initialize), (.initialize, .initialize), (.initialize, .up): .up
    case (.down, .up), (.up, .down): .down
    case (.up, .initialize), (.up, .up): .up
    }
  }

  /// - Parameter reason: why, if the next state is Down.
  private mutating func become(
    _ next: ControlPacket.State, _ reason: ControlPacket.Diagnostic, at now: Instant
  ) -> [Effect] {
    guard next != state else { return [] }
    let old = state
    switch next {
    case .up: diagnostic = .none
    case .down: diagnostic = reason
    case .adminDown, .initialize: break
    }
    if old == .up { counters.lost += 1 }
    state = next
    since = now
    changeIntervals()
    return [.transition(from: old, to: next, diagnostic)]
  }

  private mutating func expire(at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    if let moment = detection, moment <= now {
      detection = nil
      // "MUST be set to zero if a period of a Detection Time passes without the receipt of a valid,
      // authenticated BFD packet from the remote system" (§6.8.1).
      remote = Remote()
      if state == .initialize || state == .up {
        effects = become(.down, .detectionTimeExpired, at: now)
        nextTransmit = nextTransmit.map { _ in now }
      }
      if settings.isPassive { nextTransmit = nil }
    }
    if let moment = nextTransmit, moment <= now { effects += transmit(at: now) }
    return effects
  }

  private mutating func stop(at now: Instant) -> [Effect] {
    let hasPeer = remote.discriminator != 0
    diagnostic = .administrativelyDown
    let old = state
    state = .adminDown
    nextTransmit = nil
    detection = nil
    let farewell: [Effect] = hasPeer ? [.send(packet())] : []
    return old == .adminDown ? [] : farewell
  }

  private mutating func follow(_ new: SessionSettings, at now: Instant) {
    settings = new
    changeIntervals()
  }
}

// MARK: - Speaking

extension Session {
  /// "MUST NOT transmit … if bfd.RemoteMinRxInterval is zero", nor while the neighbour demands silence
  /// in Up, nor if a passive one was not spoken to (§6.8.7).
  private var maySpeak: Bool {
    if remote.requiredReceive == .zero { return false }
    if settings.isPassive, remote.discriminator == 0 { return false }
    return !(remote.isDemanding && state == .up && remote.state == .up && !isPolling)
  }

  private mutating func transmit(at now: Instant) -> [Effect] {
    guard maySpeak else {
      nextTransmit = nil
      return []
    }
    nextTransmit = now + jittered(max(transmitInterval, remote.requiredReceive))
    counters.sent += 1
    return [.send(packet())]
  }

  /// After something was heard: a change is told at once, and a slower neighbour's word counts.
  private mutating func schedule(
    wasHeard: Bool, hasChanged: Bool, at now: Instant
  ) -> [Effect] {
    if hasChanged || !wasHeard || nextTransmit == nil { return transmit(at: now) }
    guard maySpeak else {
      nextTransmit = nil
      return []
    }
    let latest = now + max(transmitInterval, remote.requiredReceive)
    if let next = nextTransmit, next > latest { nextTransmit = latest }
    return []
  }

  private func packet(isFinal: Bool = false) -> ControlPacket {
    ControlPacket(
      diagnostic: diagnostic, state: state, isPoll: isPolling && !isFinal, isFinal: isFinal,
      multiplier: settings.multiplier, mine: discriminator, yours: remote.discriminator,
      desiredTransmit: (state == .up ? settings.desiredTransmit : settings.idle).microseconds,
      requiredReceive: settings.requiredReceive.microseconds)
  }

  /// "When bfd.SessionState is not Up, the system MUST set bfd.DesiredMinTxInterval to a value of not
  /// less than one second" (§6.8.3). In Up a slower pace, and a faster one to be heard at, count only
  /// once the neighbour has answered a poll.
  private mutating func changeIntervals() {
    let wanted = state == .up ? settings.desiredTransmit : settings.idle
    if state == .up {
      isPolling = wanted != transmitInterval || receiveInterval != settings.requiredReceive
      transmitInterval = min(transmitInterval, wanted)
      receiveInterval = max(receiveInterval, settings.requiredReceive)
    } else {
      isPolling = false
      transmitInterval = wanted
      receiveInterval = settings.requiredReceive
    }
  }

  private mutating func endPoll() {
    isPolling = false
    transmitInterval = state == .up ? settings.desiredTransmit : settings.idle
    receiveInterval = settings.requiredReceive
  }

  /// "the Detect Mult value received from the remote, times the agreed transmit interval of the remote"
  /// (§6.8.4).
  private var detectionTime: Duration {
    max(receiveInterval, remote.desiredTransmit) * Int(remote.multiplier)
  }

  /// "reduced by a random value of 0 to 25%", and with a multiplier of 1 to no more than 90 % of the
  /// interval (§6.8.7).
  private mutating func jittered(_ interval: Duration) -> Duration {
    let greatest: Int64 = settings.multiplier == 1 ? 900 : 1000
    let part = Int64.random(in: 750...greatest, using: &randomness)
    return interval * part / 1000
  }
}

extension SessionSettings {
  fileprivate var idle: Duration { max(idleTransmit, .seconds(1)) }
}

extension Duration {
  /// As the wire has it, up to 71 minutes.
  fileprivate var microseconds: UInt32 { UInt32(clamping: nanoseconds / 1000) }
}
