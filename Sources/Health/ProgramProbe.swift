import Network

/// `MISC_CHECK`: a program, and what its exit code says.
package struct ProgramProbe: Hashable, Sendable {
  /// The program first; no shell sees them.
  package var arguments: [String]
  /// nil: `script_user`.
  package var user: ScriptUser?
  /// `misc_dynamic`: exit codes from 2 on are weights.
  package var isDynamic: Bool

  package init(arguments: [String], user: ScriptUser? = nil, isDynamic: Bool = false) {
    self.arguments = arguments
    self.user = user
    self.isDynamic = isDynamic
  }

  /// How a run of it ended.
  package enum End: Hashable, Sendable {
    /// With this exit code, 0…255.
    case exited(Int32)
    case killed(signal: Int32)
    /// It took longer than it may, and was ended.
    case timedOut
    /// In words.
    case notStarted(String)
  }
}

/// A user, and a group if one is named.
package struct ScriptUser: Hashable, Sendable {
  package var user: String
  package var group: String?

  package init(user: String, group: String? = nil) {
    self.user = user
    self.group = group
  }
}

extension ProgramProbe {
  // The criteria (keepalived.conf(5): MISC_CHECK):
  //
  //   exit code   without misc_dynamic   with it
  //   0           passes                 passes; the weight is what it was
  //   1           fails                  fails
  //   2 to 255    fails                  passes; the weight is two less
  //
  // A run that is ended by a signal, or that had to be ended, has failed. One that could not be
  // started says nothing of the server.
  /// What a run says. `output` is what the program wrote, of which the first line is told.
  package func result(
    _ end: End, output: [UInt8], duration: Duration, timeout: Duration
  ) -> ProbeResult {
    let line = printable(output.drop { $0 == 10 || $0 == 13 })
    let said = line.isEmpty ? "" : ": \"\(line)\""
    switch end {
    case .exited(0):
      return ProbeResult(.passed, detail: "exit code 0\(said)", duration: duration)
    case .exited(let code) where isDynamic && code > 1:
      return ProbeResult(
        .passed, detail: "exit code \(code) for weight \(code - 2)\(said)", duration: duration,
        weight: .absolute(Int(code) - 2))
    case .exited(let code):
      return ProbeResult(.failed("exit code \(code)\(said)"), duration: duration)
    case .killed(let signal):
      return ProbeResult(.failed("ended by signal \(signal)\(said)"), duration: duration)
    case .timedOut:
      return ProbeResult(
        .failed("not ended within \(timeout.words), and killed\(said)"), duration: duration)
    case .notStarted(let reason):
      return ProbeResult(.notMade(reason), duration: duration)
    }
  }
}
