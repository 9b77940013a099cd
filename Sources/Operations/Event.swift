package import Election

extension Operations {
  /// What happened.
  package enum Event: Sendable {
    /// By SIGHUP (nil) or a client.
    case reloadRequested(Client?)
    /// What a file would do is asked for.
    case planRequested(file: String, Client)
    /// A file is to be followed; with `within`, in seconds, on trial.
    case applyRequested(file: String, within: Double?, Client)
    /// The trial is to stay, if the bytes that are followed have this digest.
    case confirmRequested(digest: String?, Client)
    case revertRequested(Client)
    /// An order `.read` was carried out; a file that is not valid is refused as a whole.
    case fileRead(Purpose, FileVersion, isValid: Bool)
    /// An order `.read` could not be begun, for this reason.
    case readingFailed(Purpose, reason: String)
    /// An earlier run was drained, and an operator has not ended it.
    case drainRemembered(Drain)
    case drainRequested(Drain, Client?)
    case drainEnded(DrainOutcome)
    case undrainRequested(Client?)
    case electionBegan
    case electionEnded(hasFailed: Bool)
    /// SIGTERM, SIGINT.
    case endRequested
    /// No virtual router is held, and the hooks that say so have ended.
    case handedOver
    /// Hooks, probes and pipes have ended.
    case edgesAreQuiet(tableIsSettled: Bool)
    /// The daemon cannot go on.
    case failed
    /// `deadline` has come.
    case deadline
  }

  /// What a file is read for.
  package enum Purpose: Hashable, Sendable {
    /// It is followed from now on, unless a later reload has taken this one's place.
    case reload(generation: Int)
    /// What it would do is told.
    case plan(Client)
    /// It is followed; with a time, on trial.
    case apply(Client, within: Duration?)
  }
}
