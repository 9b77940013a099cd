import Control
import Election
import Network
import Operations
import Service
import System

// What clients and the log are told of operations.

extension RequestAnswer {
  var response: Response {
    switch self {
    case .refused(let refusal): .failure(refusal.words)
    case .confirmed(let file): .done("confirmed: \(file) stays")
    case .drained(let outcome): .done(outcome.words)
    case .notDrained(let outcome): .failure(outcome.words)
    case .inService: .done(inServiceWords)
    }
  }
}

extension Response {
  /// A failure if something could not be done.
  func with(complaint: String?) -> Response {
    guard let complaint, case .done(let text) = self else { return self }
    return .failure(text + "\n" + complaint)
  }
}

private let inServiceWords = "in service: this director takes part in elections again"

extension RequestRefusal {
  var words: String {
    switch self {
    case .ending: "directord is ending"
    case .onTrial(let file, let rest):
      "\(file) is on trial for \(rest.components.seconds) s more: 'directorctl confirm' or "
        + "'directorctl revert' first"
    case .trialBegunMeanwhile: "another configuration is on trial"
    case .trialTime: "a trial lasts 1 s to 1 day"
    case .notAbsolute(let file): "'\(file)' is no absolute path"
    case .readingsHang(let count):
      "\(count) files are being read already, and their reading has not ended"
    case .nothingToConfirm: "nothing is on trial: there is nothing to confirm"
    case .nothingToRevert: "nothing is on trial"
    case .otherBytes(let file):
      "\(file) is on trial with other bytes than are to be confirmed: 'directorctl status' shows the "
        + "trial, 'directorctl revert' ends it"
    case .nothingToDrain: "no virtual router runs here: there is nothing to drain"
    case .nothingToUndrain: "no virtual router runs here: there is nothing to take back"
    case .drainTakenBack: "not drained: it was taken back before anybody had taken over"
    case .drainCutByEnd: "not drained: directord is ending"
    case .drainCutByElection: "not drained: the election has ended"
    case .words(let text): text
    }
  }
}

extension RequestRefusal {
  fileprivate var isTrial: Bool { if case .onTrial = self { true } else { false } }
}

extension DirectorOperations.Occasion {
  var words: String {
    switch self {
    case .reload: "reload"
    case .applied(let file, let onTrial): "\(file) applied" + (onTrial ? " on trial" : "")
    case .trialExpired: "the trial was not confirmed in time"
    case .trialReverted: "the trial is reverted"
    }
  }
}

extension OperationNote {
  /// `file`: the daemon's own configuration.
  func line(of file: String) -> (LogLine.Level, String) {
    switch self {
    case .reads: (.info, "\(file) is read again")
    case .reloadRefused(let refusal):
      (
        refusal.isTrial ? .warning : .error,
        "reload: \(refusal.words); the configuration stays as it is"
      )
    case .reloadHangs(let time):
      (
        .error,
        "reload: \(file) has not been read for \(time.components.seconds) s: its file system hangs; "
          + "the configuration stays as it is, and another reload may be asked for"
      )
    case .reloadIsStale: (.notice, "reload: an earlier one has been read by now, and is left out")
    case .trialBegan(let trial, let time, let former):
      (
        .notice,
        "\(trial.path) is on trial for \(time.components.seconds) s; without 'directorctl confirm' "
          + "\(former) is followed again"
      )
    case .trialConfirmed(let trial): (.notice, "\(trial) is confirmed, and stays")
    case .trialEnded(let trial, let isExpired):
      (
        .warning,
        "\(trial) \(isExpired ? "was not confirmed in time" : "is reverted"): what was followed before "
          + "is followed again"
      )
    case .drainRefused(let refusal): (.notice, refusal.words)
    case .drainEnded(let outcome, let drain, let isDone):
      (isDone ? .notice : .warning, outcome.line + (drain.map { ", \($0.words)" } ?? ""))
    case .drainRemembered(let drain):
      (
        .warning,
        "this director was drained \(drain.words), and stays out of elections: 'directorctl undrain' "
          + "or SIGUSR2 takes it back"
      )
    case .backInService: (.notice, inServiceWords)
    case .handsOver: (.notice, "directord ends; it hands over what it holds")
    }
  }
}
