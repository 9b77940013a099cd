import Health

/// Programs that the file names, asked of the machine if it may be asked.
extension Interpretation {
  static let scriptRules: [Lint] = [
    Lint(.missingProgram, missingPrograms), Lint(.unsafeScript, rootPrograms),
    Lint(.unknownUser, unknownUsers),
  ]

  /// A tracked script and a check whose program cannot run are left out; a hook does not run.
  static func missingPrograms(_ file: Interpretation) -> [Diagnostic] {
    guard let machine = file.context.machine else { return [] }
    return file.programs.compactMap { program in
      guard let path = program.script.arguments.first else { return nil }
      let found = machine.program(path)
      guard found == .missing || found == .notExecutable else { return nil }
      let problem = found == .missing ? "is not there" : "cannot be run"
      return program.finding(
        program.loss == nil ? .note : .warning,
        "'\(path)' \(problem): \(program.loss ?? "it does not run")")
    }
  }

  /// Said once: it is one word that mends it.
  static func rootPrograms(_ file: Interpretation) -> [Diagnostic] {
    guard let machine = file.context.machine else { return [] }
    var isToldOfSecurity = file.global.scriptSecurity
    return file.programs.compactMap { program in
      guard machine.runsAsRoot(program.script.user ?? file.global.scriptUser),
        let path = program.script.arguments.first
      else { return nil }
      let found = machine.program(path)
      if case .changeable(let place, let how) = found {
        let whoever =
          file.global.scriptSecurity
          ? "'\(path)' does not run as root (enable_script_security): others than root can change "
            + "'\(place)' (\(how))" + (program.loss.map { "; \($0)" } ?? "")
          : "whoever can write to '\(place)' (\(how)) is root here: '\(path)' runs as root"
        return program.finding(
          .warning, whoever,
          hint: "name another user (script_user), or let only root write there")
      }
      guard !isToldOfSecurity, found == .safe else { return nil }
      isToldOfSecurity = true
      return program.finding(
        .warning, "'\(path)' runs as root, and nothing checks who else may change it",
        hint: "write enable_script_security in global_defs, or name a user with script_user")
    }
  }

  /// A script is not run as somebody who does not exist.
  static func unknownUsers(_ file: Interpretation) -> [Diagnostic] {
    guard let machine = file.context.machine else { return [] }
    return file.namedUsers.compactMap { named in
      var missing: String?
      if !machine.hasUser(named.value.user) {
        missing = "user '\(named.value.user)'"
      } else if let group = named.value.group, !machine.hasGroup(group) {
        missing = "group '\(group)'"
      }
      return missing.map {
        Diagnostic(
          .warning, "there is no \($0) on this machine: what is to run so does not run",
          at: named.word, hint: "create it, as with 'useradd --system'; or name another")
      }
    }
  }

  private struct NamedProgram {
    var script: Script
    /// What follows if it cannot run; nil: only that it does not.
    var loss: String?

    func finding(
      _ severity: Diagnostic.Severity, _ message: String, hint: String = ""
    ) -> Diagnostic {
      Diagnostic(severity, message, at: script.position, length: 6, hint: hint)
    }
  }

  private var programs: [NamedProgram] {
    var programs = scripts.map {
      NamedProgram(script: $0.script, loss: "vrrp_script \($0.name) is left out")
    }
    programs += checkPrograms.map {
      NamedProgram(
        script: $0.script,
        loss: "the check is left out; without another \($0.server) is taken as always up")
    }
    for hooks in routers.map(\.hooks) + syncGroups.map(\.hooks) {
      programs += hooks.scripts.map { NamedProgram(script: $0) }
    }
    programs += election.fifos.compactMap { fifo in
      fifo.script.map { NamedProgram(script: $0) }
    }
    if let script = global.notifySuspect {
      programs.append(NamedProgram(script: script))
    }
    programs += virtualServers.lazy.flatMap(\.scripts).map { NamedProgram(script: $0) }
    return programs
  }
}
