import Network

extension ProbeResult {
  /// `passed (HTTP 200, 1.2 ms)`, `failed: connection refused`, `was not made: no descriptor left`.
  package var words: String {
    switch verdict {
    case .passed:
      duration == .zero && !detail.isEmpty
        ? "passed (\(detail.printable))"
        : "passed (\(detail.isEmpty ? "" : "\(detail.printable), ")\(duration.words))"
    case .drain(let reason): "asks to be drained: \(reason.printable)"
    case .failed(let reason): "failed: \(reason.printable)"
    case .notMade(let reason): "was not made: \(reason.printable)"
    }
  }
}

extension String {
  /// With nothing in it that could start another line of a log, end an environment's value or turn the
  /// order in which it is read: what a peer sent is part of some reasons.
  package var printable: String {
    if utf8.allSatisfy({ (32...126).contains($0) }) { return self }
    return String(
      String.UnicodeScalarView(unicodeScalars.map { $0.isHarmless ? $0 : " " }))
  }
}

extension Unicode.Scalar {
  fileprivate var isHarmless: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
