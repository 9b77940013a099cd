import Service

/// What the command line says. Few libraries in a privileged process: so it is read by hand.
struct Options {
  var configurationFile = "/etc/directord/directord.conf"
  var isShadow = false
  /// The least important level that is logged.
  var logLevel = LogLine.Level.info
  var runtimeDirectory: String?
  var stateDirectory: String?
  /// Which director the file is read as; nil: the host's name up to its first dot.
  var identifier: String?
  /// What keepalived skips is left out with a warning, and does not refuse the file.
  var isLenient = false
  /// Where the election is recorded.
  var recording: String?

  enum Parsed {
    case run(Options)
    case help
    case version
    /// In words.
    case wrong(String)
  }

  static let help = """
    directord: a keepalived-compatible director for Linux Virtual Server

    usage: directord [OPTION...]

      -f, --config FILE          the configuration (/etc/directord/directord.conf)
      -i, --config-id ID         for lines that begin with @ID: which director this is (the host's
                                 name up to its first dot)
          --shadow               leave the kernel's table alone: work on one in memory, run no
                                 hook, and log what would be done
          --lenient              leave out what keepalived skips, such as an unknown keyword,
                                 with a warning each, and do not refuse the file for it
          --log-level LEVEL      error, warning, notice, info (default) or debug
          --runtime-directory D  where the control socket is: $RUNTIME_DIRECTORY or /run/directord
          --state-directory D    what outlives the daemon: $STATE_DIRECTORY or /var/lib/directord
          --record FILE          write what happens to the election, for 'directorctl replay'
          --version
          --help

    It runs in the foreground and logs to standard error. SIGHUP reads the configuration again,
    SIGTERM and SIGINT end it; a second one ends it at once. `directorctl status` shows what it
    does, `directorctl check FILE` what is wrong with a configuration.

    Exit status: 0 after SIGTERM; 1 if the kernel has no IPVS, another directord runs or something
    failed; 2 for a wrong command line; 78 if the configuration is refused at the start.
    """
}

extension Options.Parsed {
  init(_ arguments: [String]) {
    var options = Options()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = argument.hasPrefix("--") ? String(parts[0]) : argument
      let given = argument.hasPrefix("--") && parts.count > 1 ? String(parts[1]) : nil
      switch name {
      case "--help", "-h":
        self = .help
        return
      case "--version", "-v":
        self = .version
        return
      case "--shadow" where given == nil: options.isShadow = true
      case "--lenient" where given == nil: options.isLenient = true
      case "--config", "-f", "--config-id", "-i", "--log-level", "--runtime-directory",
        "--state-directory",
        "--record":
        guard let value = given ?? rest.popFirst(), !value.isEmpty else {
          self = .wrong("\(name) wants a value")
          return
        }
        if let reason = options.set(name, to: value) {
          self = .wrong(reason)
          return
        }
      case _:
        self = .wrong("there is no option '\(argument)'")
        return
      }
    }
    self = .run(options)
  }
}

extension Options {
  /// Why the value does not do; nil if it does.
  fileprivate mutating func set(_ name: String, to value: String) -> String? {
    switch name {
    case "--log-level":
      guard let level = LogLine.Level(name: value) else {
        return "'\(value)' is no level: error, warning, notice, info or debug"
      }
      logLevel = level
    case "--runtime-directory": runtimeDirectory = value
    case "--state-directory": stateDirectory = value
    case "--record": recording = value
    case "--config-id", "-i": identifier = value
    case _: configurationFile = value
    }
    return nil
  }
}

extension LogLine.Level {
  fileprivate init?(name: String) {
    switch name {
    case "error": self = .error
    case "warning": self = .warning
    case "notice": self = .notice
    case "info": self = .info
    case "debug": self = .debug
    case _: return nil
    }
  }
}
