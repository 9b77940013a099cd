import System

/// Where the daemon keeps what others find.
struct Directories {
  var runtime: String
  /// nil under --shadow: what is ours there is ours in memory alone.
  var state: String?

  init(_ options: Options, environment: [String: String]) {
    // systemd separates several by colons.
    let given = { (name: String) in
      environment[name]?.split(separator: ":").first.map(String.init)
    }
    let state = options.stateDirectory ?? given("STATE_DIRECTORY") ?? "/var/lib/directord"
    self.state = options.isShadow ? nil : state
    runtime =
      options.runtimeDirectory ?? given("RUNTIME_DIRECTORY")
      ?? Self.standardRuntime(isShadow: options.isShadow, environment: environment)
  }

  /// A shadow keeps out of the way of the one that is in charge, and needs no privileges.
  private static func standardRuntime(isShadow: Bool, environment: [String: String]) -> String {
    guard isShadow else { return "/run/directord" }
    if ThisProcess.isRoot { return "/run/directord-shadow" }
    if let directory = environment["XDG_RUNTIME_DIR"] { return directory + "/directord-shadow" }
    return "/tmp/directord-shadow-\(ThisProcess.user)"
  }
}
