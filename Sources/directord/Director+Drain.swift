import Control
import Election
import Network
import Service
import System

/// A drain that was asked for, and has not ended.
struct DrainRequest {
  /// What was in force before.
  var former: Drain?
}

extension Director {
  /// Whether an earlier run was drained. A record that cannot be read is taken for a drain: the other
  /// director serves meanwhile, and without one this one is master as the last resort.
  func rememberDrain() {
    do throws(SystemError) {
      switch try drained?.read() ?? .inService {
      case .inService: election.drain = nil
      case .drained(let drain): election.drain = drain
      case .unreadable(let path):
        election.drain = Drain()
        journal.write(
          .error, "\(path) says neither 'drained' nor 'in service': it is taken for 'drained'")
      }
    } catch {
      election.drain = Drain()
      journal.write(
        .error, "\(error): whether this director was drained is not known; it is taken for drained")
    }
    guard let drain = election.drain else { return }
    journal.write(
      .warning,
      "this director was drained \(drain.words), and stays out of elections: "
        + "'directorctl undrain' or SIGUSR2 takes it back")
  }

  /// Hands over what is held and stays out of elections. The answer comes when somebody has taken
  /// over, or nobody.
  func requestDrain(
    _ drain: Drain, for client: ControlSocket.ClientIdentifier?, at now: Instant
  ) {
    guard let orders = election.orders, case .serving = phase else {
      let text = "no virtual router runs here: there is nothing to drain"
      if let client { send(.failure(text), to: client, at: now) }
      return journal.write(.notice, text)
    }
    if election.drainRequest == nil { election.drainRequest = DrainRequest(former: election.drain) }
    if let client { awaitDrain(client) }
    // Before the hooks, which are told of it.
    election.drain = drain
    orders.post(.drain(isForced: drain.isForced))
  }

  /// A drain has ended: it is kept over a restart if it took effect.
  func follow(_ outcome: DrainOutcome, at now: Instant) {
    guard let request = election.drainRequest else { return }
    election.drainRequest = nil
    let drain = election.drain
    let isDone = outcome.isDrained && !outcome.isLastResort
    if !isDone { election.drain = request.former }
    var text = outcome.words
    var response = Response.failure(text)
    if isDone {
      response = .done(text)
      if let complaint = keep(drain) {
        text += "\n" + complaint
        response = .failure(text)
      }
    }
    let words = drain.map { ", \($0.words)" } ?? ""
    journal.write(isDone ? .notice : .warning, outcome.line + words)
    answer(response, to: answers.takeDrainClients(), at: now)
  }

  /// It takes part in elections again; what came of it, in words.
  func undrain(at now: Instant) -> Response {
    guard let orders = election.orders, case .serving = phase else {
      return .failure("no virtual router runs here: there is nothing to take back")
    }
    let wasDrained = election.drain != nil
    refuseDrain("it was taken back before anybody had taken over", at: now)
    election.drain = nil
    orders.post(.undrain)
    let text = "in service: this director takes part in elections again"
    if wasDrained { journal.write(.notice, text) }
    if let complaint = keep(nil) { return .failure(text + "\n" + complaint) }
    return .done(text)
  }

  func refuseDrain(_ reason: String, at now: Instant) {
    answer(.failure("not drained: \(reason)"), to: answers.takeDrainClients(), at: now)
    election.drainRequest = nil
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
    if isWanted {
      let drain = Drain(
        since: ThisProcess.wallClock,
        by: "SIGUSR1 of process \(signal.process), user \(signal.user)")
      requestDrain(drain, for: nil, at: now)
    } else if case .failure(let reason) = undrain(at: now) {
      journal.write(.warning, reason)
    }
  }
}
