package import Network

// Reloads, plans and trials: a file is read, and then followed, weighed or refused.

/// So many files are read at once.
let mostReadings = 8

extension Operations {
  /// A configuration that was applied and is left again unless it is confirmed.
  package struct Trial: Hashable, Sendable {
    package var file: FileVersion
    /// What was followed before.
    package var former: FileVersion
    package var until: Instant
  }

  /// Between these a time to confirm in may be, in seconds.
  private static var trialSeconds: ClosedRange<Double> { 1...86_400 }

  // MARK: Requests

  mutating func requestReload(for client: Client?, at now: Instant) -> [Order] {
    if let refusal = serving ?? onTrial(at: now) {
      let answer = refuse(refusal, client)
      return refusal == .ending ? answer : [.note(.reloadRefused(refusal))] + answer
    }
    guard case .begin(let generation) = reload.request(for: client, at: now) else { return [] }
    return [.tellReloading, .note(.reads)] + read(nil, .reload(generation: generation), at: now)
  }

  mutating func requestReading(
    of file: String, _ purpose: Purpose, for client: Client, at now: Instant
  ) -> [Order] {
    if let refusal = serving { return refuse(refusal, client) }
    guard file.hasPrefix("/") else { return refuse(.notAbsolute(file), client) }
    return read(file, purpose, at: now)
  }

  mutating func requestApply(
    _ file: String, within: Double?, for client: Client, at now: Instant
  ) -> [Order] {
    if let refusal = onTrial(at: now) { return refuse(refusal, client) }
    if let within, !Self.trialSeconds.contains(within) { return refuse(.trialTime, client) }
    let bound = within.map { Duration.nanoseconds(Int64($0 * 1e9)) }
    return requestReading(of: file, .apply(client, within: bound), for: client, at: now)
  }

  // MARK: Readings

  private mutating func read(_ file: String?, _ purpose: Purpose, at now: Instant) -> [Order] {
    readings += 1
    guard readings <= mostReadings else {
      return readingFailed(purpose, .readingsHang(readings - 1), at: now)
    }
    return [.read(file: file, purpose)]
  }

  /// No thread reads the file.
  mutating func readingFailed(
    _ purpose: Purpose, _ reason: RequestRefusal, at now: Instant
  ) -> [Order] {
    readings -= 1
    switch purpose {
    case .reload:
      return [.note(.reloadRefused(reason))]
        + endReload(at: now) { .answer($0, .refused(reason), tellsReady: true) }
    case .plan(let client), .apply(let client, _): return refuse(reason, client)
    }
  }

  mutating func take(
    _ file: FileVersion, for purpose: Purpose, isValid: Bool, at now: Instant
  ) -> [Order] {
    readings -= 1
    switch purpose {
    case .reload(let generation): return reload(generation, file, isValid, at: now)
    case .plan(let client):
      return serving.map { refuse($0, client) } ?? [.plan(client)]
    case .apply(let client, let within):
      return apply(file, within: within, isValid, for: client, at: now)
    }
  }

  private mutating func reload(
    _ generation: Int, _ file: FileVersion, _ isValid: Bool, at now: Instant
  ) -> [Order] {
    guard generation == reload.generation, reload.isUnderWay else {
      return [.note(.reloadIsStale)]
    }
    // A trial that began meanwhile goes on: its end must not bring back what nobody asked for.
    if let refusal = serving ?? onTrial(at: now) {
      return [.note(.reloadRefused(refusal))]
        + endReload(at: now) { .answer($0, .refused(refusal), tellsReady: true) }
    }
    if isValid { followed = file }
    return endReload(at: now) { .follow(.reload, answering: $0, tellsReady: true) }
  }

  private mutating func endReload(
    at now: Instant, _ order: ([Client]) -> Order
  ) -> [Order] {
    let (clients, isWanted) = reload.end()
    return [order(clients)] + (isWanted ? requestReload(for: nil, at: now) : [])
  }

  mutating func reloadHangs(at now: Instant) -> [Order] {
    [.note(.reloadHangs(after: reloadPatience))]
      + (reload.stick() ? requestReload(for: nil, at: now) : [])
  }

  // MARK: Trials

  private mutating func apply(
    _ file: FileVersion, within: Duration?, _ isValid: Bool, for client: Client, at now: Instant
  ) -> [Order] {
    if let refusal = serving { return refuse(refusal, client) }
    guard trial == nil else { return refuse(.trialBegunMeanwhile, client) }
    let follow = Order.follow(
      .applied(file: file.path, onTrial: within != nil), answering: [client], tellsReady: false)
    guard isValid else { return [follow] }
    let former = followed
    followed = file
    guard let within else { return [follow] }
    trial = Trial(file: file, former: former, until: now + within)
    return [
      .keepFormer, follow, .note(.trialBegan(file, within: within, former: former.path)),
    ]
  }

  mutating func confirm(_ digest: String?, for client: Client) -> [Order] {
    guard let trial else { return refuse(.nothingToConfirm, client) }
    guard digest == nil || digest == trial.file.digest else {
      return refuse(.otherBytes(file: trial.file.path), client)
    }
    self.trial = nil
    return [
      .forgetFormer, .note(.trialConfirmed(file: trial.file.path)),
      .answer([client], .confirmed(file: trial.file.path), tellsReady: false),
    ]
  }

  /// The trial is left: a client says so, or (nil) nobody has confirmed it in time.
  mutating func revert(for client: Client?) -> [Order] {
    guard let trial else { return refuse(.nothingToRevert, client) }
    self.trial = nil
    followed = trial.former
    return [
      .note(.trialEnded(file: trial.file.path, isExpired: client == nil)),
      .discardCandidate(trial.file.path),
      .followFormer(
        client == nil ? .trialExpired : .trialReverted, answering: client.map { [$0] } ?? []),
    ]
  }

  // MARK: Refusals

  /// Why nothing new begins; nil: it may.
  var serving: RequestRefusal? { phase == .serving ? nil : .ending }

  private func onTrial(at now: Instant) -> RequestRefusal? {
    trial.map { .onTrial(file: $0.file.path, rest: max(.zero, $0.until - now)) }
  }

  func refuse(_ refusal: RequestRefusal, _ client: Client?) -> [Order] {
    client.map { [.answer([$0], .refused(refusal), tellsReady: false)] } ?? []
  }
}
