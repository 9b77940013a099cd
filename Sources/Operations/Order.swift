package import Election

extension Operations {
  /// What is to be done.
  package enum Order: Hashable, Sendable {
    /// A file is read on a thread of its own; nil: the daemon's own.
    case read(file: String?, Purpose)
    /// The service manager is told that a reload is under way. An order with `tellsReady` ends it.
    case tellReloading
    /// The file that was just read is followed, and its diagnostics answer the clients.
    case follow(Occasion, answering: [Client], tellsReady: Bool)
    /// What is followed now is kept for `.followFormer`.
    case keepFormer
    case forgetFormer
    case followFormer(Occasion, answering: [Client])
    /// What the file that was just read would do is worked out for a client.
    case plan(Client)
    /// The copy that `directorctl apply` made is removed.
    case discardCandidate(String)
    /// Clients are told when the table and the addresses are as they are asked for; a refusal at once.
    case answer([Client], RequestAnswer, tellsReady: Bool)
    /// The election hands over what it holds, and stays out of elections.
    case drain(isForced: Bool)
    case undrain
    /// A drain, or its end, is written down, so that a restart knows of it; then clients are told.
    case record(Drain?, answering: [Client], RequestAnswer)
    case note(OperationNote)
    /// The service manager is told that the daemon ends, and tracked scripts are ended.
    case beginEnding
    /// The virtual routers hand over.
    case handOver
    /// Addresses are given up at once.
    case release
    /// Hooks have `hookPatience` from now on.
    case hurryHooks
    /// Hooks are ended; with `true` probes too.
    case killHooks(Bool)
    /// What is ours is removed, or kept, as the configuration says.
    case clearAway
    /// The last lines of the log are written.
    case finish
  }

  /// Why a configuration is followed.
  package enum Occasion: Hashable, Sendable {
    case reload
    case applied(file: String, onTrial: Bool)
    case trialExpired
    case trialReverted
  }
}

/// What a client is told.
package enum RequestAnswer: Hashable, Sendable {
  case refused(RequestRefusal)
  case confirmed(file: String)
  case drained(DrainOutcome)
  case notDrained(DrainOutcome)
  case inService
}

/// Why something is not done.
package enum RequestRefusal: Hashable, Sendable {
  case ending
  /// Another file is on trial, for so long still.
  case onTrial(file: String, rest: Duration)
  case trialBegunMeanwhile
  case trialTime
  case notAbsolute(String)
  case readingsHang(Int)
  case nothingToConfirm
  case nothingToRevert
  case otherBytes(file: String)
  case nothingToDrain
  case nothingToUndrain
  case drainTakenBack
  case drainCutByEnd
  case drainCutByElection
  /// The edge's own words.
  case words(String)
}

/// What the log is told.
package enum OperationNote: Hashable, Sendable {
  case reads
  case reloadRefused(RequestRefusal)
  case reloadHangs(after: Duration)
  case reloadIsStale
  case trialBegan(FileVersion, within: Duration, former: String)
  case trialConfirmed(file: String)
  case trialEnded(file: String, isExpired: Bool)
  case drainRefused(RequestRefusal)
  case drainEnded(DrainOutcome, Drain?, isDone: Bool)
  case drainRemembered(Drain)
  case backInService
  case handsOver
}

/// That an operator has drained this director: since when, who and why.
package struct Drain: Hashable, Sendable {
  /// In seconds since 1970; nil: not known.
  package var since: Double?
  /// `root, with directorctl`, `SIGUSR1 of process 77, user 0`
  package var by: String?
  package var reason: String?
  /// It takes over from nobody, though nobody else may be there.
  package var isForced: Bool

  package init(
    since: Double? = nil, by: String? = nil, reason: String? = nil, isForced: Bool = false
  ) {
    self.since = since
    self.by = by
    self.reason = reason
    self.isForced = isForced
  }
}
