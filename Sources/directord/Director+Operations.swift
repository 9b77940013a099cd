import Configuration
import Control
import Network
import Operations
import Service
import System

typealias DirectorOperations = Operations<ControlSocket.ClientIdentifier>

extension Director {
  /// Tells the operations what happened, and carries out what follows.
  func perform(_ event: DirectorOperations.Event, at now: Instant) {
    for order in operations.handle(event, at: now) { carryOut(order, at: now) }
  }

  private func carryOut(_ order: DirectorOperations.Order, at now: Instant) {
    switch order {
    case .read(let file, let purpose): beginReading(file, for: purpose, at: now)
    case .tellReloading:
      manager.tell([.reloading(microseconds: UInt64(clamping: now.nanoseconds / 1000))])
    case .follow(let occasion, let clients, let tellsReady):
      guard let new = arrived else { return }
      lastReload = follow(new, occasion, answering: clients, tellsReady: tellsReady, at: now)
    case .keepFormer:
      former = reading
      trialCopy = arrived.flatMap { hold($0.file) }
    case .forgetFormer: (former, trialCopy) = (nil, nil)
    case .followFormer(let occasion, let clients):
      guard let old = former else { return }
      (former, trialCopy) = (nil, nil)
      _ = follow(old, occasion, answering: clients, at: now)
    case .plan(let client):
      if let new = arrived { report(.plan(new, client), at: now) }
    case .discardCandidate(let file): discardCandidate(file)
    case .answer(let clients, let told, let tellsReady):
      answer(told.response, to: clients, tellsReady: tellsReady, at: now)
    case .record(let drain, let clients, let told):
      answer(told.response.with(complaint: keep(drain)), to: clients, at: now)
    case .note(let note):
      let (level, text) = note.line(of: options.configurationFile)
      journal.write(level, text)
    case .drain(let isForced): election.orders?.post(.drain(isForced: isForced))
    case .undrain: election.orders?.post(.undrain)
    case .handOver: election.orders?.post(.stop)
    case .release: election.orders?.post(.release)
    case .beginEnding, .hurryHooks, .killHooks, .clearAway, .finish: end(order, at: now)
    }
  }

  // MARK: Files

  /// A file was read: what it was read for is done.
  func take(_ found: Reading, at now: Instant) {
    let new = found.staying(in: reading.loaded.configuration?.global.namespaces)
    arrived = new
    perform(
      .fileRead(
        new.purpose, FileVersion(path: new.file, digest: new.digest),
        isValid: new.loaded.configuration != nil),
      at: now)
    arrived = nil
  }

  private func beginReading(
    _ file: String?, for purpose: DirectorOperations.Purpose, at now: Instant
  ) {
    do throws(SystemError) {
      try Reading.begin(
        file: file ?? options.configurationFile, options, for: purpose,
        sharing: reading.loaded.configuration, to: readings)
    } catch {
      perform(.readingFailed(purpose, reason: "\(error)"), at: now)
    }
  }

  private func follow(
    _ new: Reading, _ occasion: DirectorOperations.Occasion,
    answering clients: [ControlSocket.ClientIdentifier], tellsReady: Bool = false, at now: Instant
  ) -> Reload {
    let (result, effects) = follow(new, occasion: occasion.words, at: now)
    answer(.reload(result), to: clients, tellsReady: tellsReady, at: now)
    obey(effects, at: now)
    return result
  }

  /// How the copies that `directorctl apply` makes begin.
  private var candidates: String { options.configurationFile + ".candidate-" }

  /// nil: it could not be held, or the file is the daemon's own.
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
  private func discardCandidate(_ file: String) {
    guard file.hasPrefix(candidates) else { return }
    do throws(SystemError) {
      try SmallFile(path: file).remove()
    } catch {
      journal.write(.warning, "\(error): the copy stays")
    }
  }

  var trialStatus: TrialStatus? {
    operations.trial.map {
      TrialStatus(
        file: $0.file.path,
        until: ThisProcess.wallClock + ($0.until - MonotonicClock.now).inSeconds,
        digest: $0.file.digest)
    }
  }

  // MARK: Drain

  /// Whether an earlier run was drained. A record that cannot be read is taken for a drain: the other
  /// director serves meanwhile, and without one this one is master as the last resort.
  func rememberDrain(at now: Instant) {
    do throws(SystemError) {
      switch try drained?.read() ?? .inService {
      case .inService: break
      case .drained(let drain): perform(.drainRemembered(drain), at: now)
      case .unreadable(let path):
        journal.write(
          .error, "\(path) says neither 'drained' nor 'in service': it is taken for 'drained'")
        perform(.drainRemembered(Drain()), at: now)
      }
    } catch {
      journal.write(
        .error, "\(error): whether this director was drained is not known; it is taken for drained")
      perform(.drainRemembered(Drain()), at: now)
    }
  }

  /// What could not be done; nil: a restart will know of it.
  private func keep(_ drain: Drain?) -> String? {
    do throws(SystemError) {
      try drained?.write(drain)
      return nil
    } catch {
      let complaint = "\(error): a restart will not know of it"
      journal.write(.error, complaint)
      return complaint
    }
  }

  /// SIGUSR1 and SIGUSR2. Scripts that were made for keepalived send them for something else.
  func drain(_ isWanted: Bool, on signal: ReceivedSignal, at now: Instant) {
    let name = isWanted ? "SIGUSR1" : "SIGUSR2"
    journal.write(
      .warning,
      "\(name) of process \(signal.process), user \(signal.user): "
        + (isWanted
          ? "this director is to be drained. (keepalived would write its state to a file: that is "
            + "'directorctl status' here.)"
          : "this director is to take part in elections again. (keepalived would write its "
            + "statistics to a file: that is 'directorctl status' here.)"))
    guard isWanted else { return perform(.undrainRequested(nil), at: now) }
    let drain = Drain(
      since: ThisProcess.wallClock,
      by: "SIGUSR1 of process \(signal.process), user \(signal.user)")
    perform(.drainRequested(drain, nil), at: now)
  }
}
