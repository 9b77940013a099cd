package import Election

// Drain: this director hands over what it holds, and stays out of elections until it is taken back.

extension Operations {
  /// A drain that was asked for, and has not ended.
  struct DrainRequest: Sendable {
    /// What was in force before.
    var former: Drain?
    /// Who waits for its end.
    var clients: [Client] = []
  }

  mutating func remember(_ drain: Drain) -> [Order] {
    self.drain = drain
    return [.note(.drainRemembered(drain))]
  }

  mutating func requestDrain(_ drain: Drain, for client: Client?) -> [Order] {
    guard isElecting, phase == .serving else {
      return [.note(.drainRefused(.nothingToDrain))] + refuse(.nothingToDrain, client)
    }
    var request = drainRequest ?? DrainRequest(former: self.drain)
    if let client { request.clients.append(client) }
    drainRequest = request
    // Before the hooks, which are told of it.
    self.drain = drain
    return [.drain(isForced: drain.isForced)]
  }

  /// It is kept over a restart if it took effect.
  mutating func drainEnded(_ outcome: DrainOutcome) -> [Order] {
    guard let request = drainRequest else { return [] }
    drainRequest = nil
    let isDone = outcome.isDrained && !outcome.isLastResort
    let note = Order.note(.drainEnded(outcome, drain, isDone: isDone))
    guard isDone else {
      drain = request.former
      return [note, .answer(request.clients, .notDrained(outcome), tellsReady: false)]
    }
    return [note, .record(drain, answering: request.clients, .drained(outcome))]
  }

  /// It takes part in elections again.
  mutating func undrain(for client: Client?) -> [Order] {
    guard isElecting, phase == .serving else {
      return client == nil
        ? [.note(.drainRefused(.nothingToUndrain))] : refuse(.nothingToUndrain, client)
    }
    let wasDrained = drain != nil
    let refusals = refuseDrain(.drainTakenBack)
    drain = nil
    return refusals + [.undrain] + (wasDrained ? [.note(.backInService)] : [])
      + [.record(nil, answering: client.map { [$0] } ?? [], .inService)]
  }

  /// Those who wait for a drain are told that it has not come about.
  mutating func refuseDrain(_ refusal: RequestRefusal) -> [Order] {
    guard let request = drainRequest else { return [] }
    drainRequest = nil
    guard !request.clients.isEmpty else { return [] }
    return [.answer(request.clients, .refused(refusal), tellsReady: false)]
  }
}

extension DrainOutcome {
  /// Whether something stays here that was to be handed over before.
  package var isLastResort: Bool { handOvers.contains { $0.fate == .lastResort } }
}
