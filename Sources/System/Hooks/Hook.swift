/// A program to run because something happened.
package struct Hook: Hashable, Sendable {
  /// Whom it tells of. Hooks of one object run one at a time and in order.
  package var object: String
  /// The program first. No shell sees them.
  package var arguments: [String]
  /// Added to the daemon's own environment.
  package var environment: [String: String]
  /// nil is the daemon's own user.
  package var credentials: Credentials?
  /// `enable_script_security`: as root only a program runs that nobody but root can change.
  package var mustBeSafe: Bool
  /// How long it may take; nil is what `Hooks` has for all.
  package var bound: Duration?
  /// What it writes goes into the report, and not to the daemon's standard error.
  package var isHeard: Bool

  package init(
    object: String, arguments: [String], environment: [String: String] = [:],
    credentials: Credentials? = nil, mustBeSafe: Bool = false, bound: Duration? = nil,
    isHeard: Bool = false
  ) {
    self.object = object
    self.arguments = arguments
    self.environment = environment
    self.credentials = credentials
    self.mustBeSafe = mustBeSafe
    self.bound = bound
    self.isHeard = isHeard
  }

  /// The command as an operator would type it.
  package var command: String { arguments.joined(separator: " ") }
}

/// What became of a hook. `output` is the beginning of what one that is heard has written.
package enum HookReport: Hashable, Sendable {
  /// It ran to its end, in `duration`.
  case exited(Hook, code: Int32, duration: Duration, output: [UInt8])
  case killed(Hook, signal: Int32, duration: Duration, output: [UInt8])
  /// It took longer than it may, and was ended.
  case timedOut(Hook, duration: Duration, output: [UInt8])
  /// It could not be started; in words.
  case notStarted(Hook, String)
  /// A later one of its object came before it could start: it will not run.
  case superseded(Hook)
}
