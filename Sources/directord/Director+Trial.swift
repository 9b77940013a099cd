import Control
import Network
import Service
import System

/// A configuration that was applied and is left again unless it is confirmed.
struct Trial {
  /// What was followed before.
  var former: Reading
  var until: Instant
  /// The copy that is followed; nil: it could not be held, or the file is the daemon's own.
  var copy: StagedFile?

  /// How much longer it lasts, as `90 s`.
  func rest(at now: Instant) -> String {
    "\(max(0, (until - now).nanoseconds / 1_000_000_000)) s"
  }
}

extension Director {
  /// Between these a time to confirm in may be, in seconds.
  private static let trialSeconds = 1.0...86_400.0

  /// A client wants a file to be followed; with `within`, in seconds, on trial.
  func requestApply(
    _ file: String, within: Double?, for client: ControlSocket.ClientIdentifier, at now: Instant
  ) {
    if let trial {
      let text =
        "\(reading.file) is on trial for \(trial.rest(at: now)) more: 'directorctl confirm' or "
        + "'directorctl revert' first"
      return send(.failure(text), to: client, at: now)
    }
    if let within, !Self.trialSeconds.contains(within) {
      return send(.failure("a trial lasts 1 s to 1 day"), to: client, at: now)
    }
    let bound = within.map { Duration.nanoseconds(Int64($0 * 1e9)) }
    read(file, for: .apply(client, within: bound), client, at: now)
  }

  func apply(
    _ new: Reading, within: Duration?, for client: ControlSocket.ClientIdentifier, at now: Instant
  ) -> [Effect] {
    guard trial == nil else {
      send(.failure("another configuration is on trial"), to: client, at: now)
      return []
    }
    let former = reading
    let occasion = "\(new.file) applied" + (within == nil ? "" : " on trial")
    let (result, effects) = follow(new, occasion: occasion, at: now)
    reload.last = result
    if let within, result.outcome != .refused {
      trial = Trial(former: former, until: now + within, copy: hold(new.file))
      journal.write(
        .notice,
        "\(new.file) is on trial for \(within.components.seconds) s; without "
          + "'directorctl confirm' \(former.file) is followed again")
    }
    answer(.reload(result), to: [client], at: now)
    return effects
  }

  /// What is on trial stays.
  func confirmTrial(of digest: String?) -> Response {
    guard trial != nil else { return .failure("nothing is on trial: there is nothing to confirm") }
    guard digest == nil || digest == reading.digest else {
      return .failure(
        "\(reading.file) is on trial with other bytes than are to be confirmed: 'directorctl status' "
          + "shows the trial, 'directorctl revert' ends it")
    }
    trial = nil
    journal.write(.notice, "\(reading.file) is confirmed, and stays")
    return .done("confirmed: \(reading.file) stays")
  }

  /// What is on trial is left: the operator says so, or nobody has confirmed it in time.
  func revertTrial(_ client: ControlSocket.ClientIdentifier?, at now: Instant) -> [Effect] {
    guard let trial else {
      if let client { send(.failure("nothing is on trial"), to: client, at: now) }
      return []
    }
    let reason = client == nil ? "was not confirmed in time" : "is reverted"
    journal.write(
      .warning, "\(reading.file) \(reason): what was followed before is followed again")
    self.trial = nil
    discardCandidate(reading.file)
    let (result, effects) = follow(
      trial.former, occasion: "the trial \(reason)", at: now)
    answer(.reload(result), to: client.map { [$0] } ?? [], at: now)
    return effects
  }

  /// How the copies that `directorctl apply` makes begin.
  private var candidates: String { options.configurationFile + ".candidate-" }

  private func hold(_ file: String) -> StagedFile? {
    guard file.hasPrefix(candidates) else { return nil }
    do throws(SystemError) {
      return try StagedFile(path: file)
    } catch {
      journal.write(
        .warning, "\(error): a directord that starts meanwhile takes the copy for one left behind")
      return nil
    }
  }

  /// A directord that was killed during a trial, or a 'directorctl apply' that was, has left its copy.
  func removeAbandonedCandidates() {
    for path in StagedFile.removeAbandoned(beginning: candidates) {
      journal.write(.notice, "\(path) is removed: nobody follows this copy of a trial any more")
    }
  }

  /// The copy that `directorctl apply` has made, and nothing else: nobody follows it any more.
  func discardCandidate(_ file: String) {
    guard file.hasPrefix(candidates) else { return }
    do throws(SystemError) {
      try SmallFile(path: file).remove()
    } catch {
      journal.write(.warning, "\(error): the copy stays")
    }
  }

  var trialStatus: TrialStatus? {
    trial.map {
      TrialStatus(
        file: reading.file,
        until: ThisProcess.wallClock + ($0.until - MonotonicClock.now).inSeconds,
        digest: reading.digest)
    }
  }
}
