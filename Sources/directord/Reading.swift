import Configuration
import Files
import Health
import System

/// A configuration file, read and understood on a thread that nobody waits for.
struct Reading: Sendable {
  /// What is to be done with it.
  enum Purpose: Sendable {
    /// The daemon's own file is followed from now on.
    case follow
    /// Only what it would do is told.
    case plan(ControlSocket.ClientIdentifier)
    /// It is followed; with a time, on trial.
    case apply(ControlSocket.ClientIdentifier, within: Duration?)
  }

  var file: String
  var purpose: Purpose
  var loaded: Loaded
  /// Who hooks run as; a user that is not known here does not exist.
  var credentials: [ScriptUser: Credentials]
  /// Who they run as where the file does not say.
  var standardCredentials: Credentials?
  /// When it was read, in seconds since 1970.
  var at: Double

  /// `identifier`: which director it is read as; nil: this host.
  init(file: String, identifier: String? = nil, for purpose: Purpose = .follow) {
    self.file = file
    self.purpose = purpose
    let context = Context.thisMachine(identifier: identifier)
    loaded = load(file, reading: readFiles, context: context)
    if let machine = context.machine {
      loaded.configuration = loaded.configuration?.runnable(on: machine)
    }
    at = ThisProcess.wallClock
    let users = Set(loaded.configuration?.scriptUsers ?? [])
    credentials = Dictionary(
      uniqueKeysWithValues: users.compactMap { user in
        Credentials(user: user.user, group: user.group).map { (user, $0) }
      })
    if let user = loaded.configuration?.global.scriptUser {
      standardCredentials = credentials[user]
    } else {
      // keepalived's rule: this user where there is one, else our own.
      standardCredentials = Credentials(user: "keepalived_script") ?? .own
    }
  }

  /// Reads on a thread of its own and posts what came of it.
  static func begin(
    file: String, identifier: String?, for purpose: Purpose = .follow,
    to mailbox: Mailbox<Reading>
  ) throws(SystemError) {
    try startThread(named: "configuration") {
      mailbox.post(Reading(file: file, identifier: identifier, for: purpose))
    }
  }

  var errors: Int { loaded.diagnostics.count { $0.severity == .error } }
  var warnings: Int { loaded.diagnostics.count { $0.severity == .warning } }
}

extension DirectorConfiguration {
  /// Everybody whom a script is to be run as.
  var scriptUsers: [ScriptUser] {
    let scripts = virtualServers.flatMap(\.scripts)
    let checkers = checks.map { check -> ScriptUser? in
      if case .program(let probe) = check.probe.dialogue { probe.user } else { nil }
    }
    let hooks = routers.map(\.hooks) + syncGroups.map(\.hooks)
    let users = (scripts + hooks.flatMap(\.scripts)).map(\.user)
    let pipes = election.fifos.flatMap { [$0.user, $0.script?.user] }
    return
      (users + self.scripts.map(\.script.user) + pipes + checkers
      + [global.scriptUser, global.notifySuspect?.user]).compactMap(\.self)
  }
}

extension Diagnostic {
  /// One line for the log: `a.conf:12:5: 'lb_agli' is not a word …; did you mean 'lb_algo'?`
  var logged: String { "\(position): \(message)" + (hint.isEmpty ? "" : "; \(hint)") }
}
