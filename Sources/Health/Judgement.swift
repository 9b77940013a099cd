/// The one place where a probe's result is amended before it counts. In this order:
///
///     its words are made harmless: a stranger may have written a part of them
///     `reverse`: passed becomes failed, and failed passed; not made stays not made, and what failed
///     before anything left this machine (no route, its own firewall) was not made
///
/// The edge has said before whether the probe was made at all.
extension CheckTiming {
  /// What an answer counts as.
  package func judged(_ result: ProbeResult) -> ProbeResult {
    var judged = result
    judged.detail = result.detail.harmless
    switch result.verdict {
    case .passed:
      guard isReversed else { break }
      let seen = judged.detail.isEmpty ? "it answers" : "it answers (\(judged.detail))"
      judged.verdict = .failed("\(seen), which 'reverse' forbids")
    case .failed(let reason):
      guard isReversed else {
        judged.verdict = .failed(reason.harmless)
        break
      }
      guard !result.wasBlockedHere else {
        return judged.notMade(
          "\(reason.harmless): nothing left this machine, which 'reverse' takes for no answer at all"
        )
      }
      judged.verdict = .passed
      judged.detail = "as 'reverse' asks: \(reason.harmless)"
    case .drain(let reason): judged.verdict = .drain(reason.harmless)
    case .notMade(let reason): judged.verdict = .notMade(reason.harmless)
    }
    return judged
  }
}

extension ProbeResult {
  /// The same of a probe that was not made after all: it says nothing of the server.
  package func notMade(_ reason: String) -> ProbeResult {
    var result = self
    result.verdict = .notMade(reason)
    result.weight = nil
    return result
  }
}

extension String {
  /// A reason in bytes at most: longer ones make logs, letters and environments too large.
  package static let longestReason = 512

  fileprivate var harmless: String { printable.capped(at: Self.longestReason) }

  /// The beginning of it, in UTF-8 no longer than so many bytes, with what says that more was there.
  package func capped(at most: Int) -> String {
    guard utf8.count > most else { return self }
    var beginning = UnicodeScalarView()
    var length = 3
    for scalar in unicodeScalars {
      length += UTF8.width(scalar)
      guard length <= most else { break }
      beginning.append(scalar)
    }
    return String(beginning) + "..."
  }
}
