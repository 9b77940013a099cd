/// A program to run because something happened.
package struct Hook: Hashable, Sendable {
  /// Whom it tells of. Hooks of one object run one at a time and in order.
  package var object: String
  /// The program first. No shell sees them.
  package var arguments: [String]
  /// Added to what every program gets. A value is cut to `longestValue`: the kernel starts no program
  /// with a longer string than 128 KiB.
  package var environment: [String: String]
  /// nil is the daemon's own user.
  package var credentials: Credentials?
  /// `enable_script_security`: as root only a program runs that nobody but root can change.
  package var mustBeSafe: Bool
  /// How long it may take; nil is what `Hooks` has for all.
  package var bound: Duration?
  /// What it writes goes into the report of its end, and is not told line by line.
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

  /// In bytes of UTF-8.
  static let longestValue = 4096

  /// The command as an operator would type it.
  package var command: String { arguments.joined(separator: " ") }
}

/// What a hook does, and what became of it. `output` is the beginning of what one that is heard has written.
package enum HookReport: Hashable, Sendable {
  /// It has written these lines; of one that is heard they come with its end alone.
  case wrote(Hook, [String])
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
