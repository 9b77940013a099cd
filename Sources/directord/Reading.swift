import Configuration
import Control
import Files
import Operations
import System

/// A configuration file, read and understood on a thread that nobody waits for.
struct Reading: Sendable {
  var file: String
  var purpose: DirectorOperations.Purpose
  var loaded: Loaded
  /// Who hooks and the programs of checks run as.
  var programs: ProgramSettings
  /// Of the file's bytes; nil: it could not be read.
  var digest: String?
  /// When it was read, in seconds since 1970.
  var at: Double

  /// `options` say which director it is read as, and how strictly; `former` is what is followed now.
  init(
    file: String, _ options: Options,
    for purpose: DirectorOperations.Purpose = .reload(generation: 0),
    sharing former: DirectorConfiguration? = nil
  ) {
    self.file = file
    self.purpose = purpose
    var context = Context.thisMachine(identifier: options.identifier, asksForLinks: true)
    context.isLenient = options.isLenient
    var bytes: [UInt8]?
    loaded = load(
      file,
      reading: { pattern, including in
        let files = readFiles(matching: pattern, including: including)
        if including == nil, bytes == nil { bytes = files.first?.contents }
        return files
      }, context: context)
    digest = bytes.map(fingerprint)
    if let machine = context.machine {
      loaded.configuration = loaded.configuration?.runnable(on: machine)
    }
    if let former { loaded.configuration = loaded.configuration?.sharing(with: former) }
    at = ThisProcess.wallClock
    let global = loaded.configuration?.global
    programs = ProgramSettings(
      naming: loaded.configuration?.scriptUsers ?? [], standard: global?.scriptUser,
      areWhole: global?.takesAllGroups ?? false, mustBeSafe: global?.scriptSecurity ?? false)
  }

  /// Reads on a thread of its own and posts what came of it.
  static func begin(
    file: String, _ options: Options, for purpose: DirectorOperations.Purpose,
    sharing former: DirectorConfiguration?, to mailbox: Mailbox<Reading>
  ) throws(SystemError) {
    try startThread(named: "configuration") {
      mailbox.post(Reading(file: file, options, for: purpose, sharing: former))
    }
  }

  /// Refuses a file that names other network namespaces than those that the daemon has entered.
  func staying(in namespaces: Namespaces?) -> Reading {
    guard let configuration = loaded.configuration, let namespaces,
      configuration.global.namespaces != namespaces
    else { return self }
    var refused = self
    refused.loaded.configuration = nil
    refused.loaded.diagnostics.append(
      Diagnostic(
        .error, code: .refusedWord,
        "net_namespace or net_namespace_ipvs has changed, and directord cannot move while it runs",
        at: Position(file: file, line: 1, column: 1), hint: "restart directord"))
    return refused
  }

  var errors: Int { loaded.diagnostics.count { $0.severity == .error } }
  var warnings: Int { loaded.diagnostics.count { $0.severity == .warning } }
}

extension Diagnostic {
  /// One line for the log: `a.conf:12:5: 'lb_agli' is not a word …; did you mean 'lb_algo'?`
  var logged: String { "\(position): \(message)" + (advice.isEmpty ? "" : "; \(advice)") }
}
