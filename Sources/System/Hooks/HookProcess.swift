import CLinux
import Glibc
import Network

/// A hook that runs: a session of its own, and what tells its end.
final class HookProcess {
  let hook: Hook
  let started: Instant
  /// Readable when the process has ended.
  let descriptor: Descriptor
  /// What it writes.
  let output: ProgramOutput
  private let process: pid_t
  /// Holds errno if the program could not be started.
  private let failure: Descriptor

  /// Starts the program: standard input from /dev/null, both outputs to `output`. `openFiles` is the
  /// soft limit that it gets; 0 leaves ours.
  init(_ hook: Hook, at now: Instant, openFiles: UInt) throws(SystemError) {
    guard let name = hook.arguments.first, let path = programFile(name) else {
      throw SystemError("find '\(hook.arguments.first ?? "")'", ENOENT)
    }
    let input = try Descriptor("open /dev/null", open("/dev/null", O_RDONLY | O_CLOEXEC))
    var ends: [CInt] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe2") }
    let reading = Descriptor(owning: ends[0])
    let writing = Descriptor(owning: ends[1])
    let output = try ProgramOutput(owner: hook.credentials)
    let process = output.lend { output in
      run(path, hook, (input.number, output, failure: writing.number), openFiles: openFiles)
    }
    guard process > 0 else { throw SystemError("fork") }
    let number = clinux_pidfd_open(process)
    guard number >= 0 else {
      let error = SystemError("pidfd_open")
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
      throw error
    }
    self.hook = hook
    started = now
    self.process = process
    failure = reading
    self.output = output
    descriptor = Descriptor(owning: number)
  }

  /// Sends a signal to the whole group. (Before the child has made its group there is none: then to
  /// the child.)
  func signal(_ number: CInt) {
    if kill(-process, number) != 0 { kill(process, number) }
  }

  /// What became of it, once the descriptor is readable, after the lines that it wrote last; nil while
  /// it runs.
  func end(at now: Instant, timedOut: Bool) -> (lines: [String], report: HookReport)? {
    guard clinux_has_ended(process) != 0 else { return nil }
    // Whatever it left behind in its group was part of the hook. Before the process is reaped: until
    // then nobody else can have its number.
    kill(-process, SIGKILL)
    var status: CInt = 0
    guard waitpid(process, &status, WNOHANG) == process else { return nil }
    let lines = output.end(at: now)
    return (lines, report(status, at: now, timedOut: timedOut))
  }

  private func report(_ status: CInt, at now: Instant, timedOut: Bool) -> HookReport {
    var number: CInt = 0
    let size = MemoryLayout<CInt>.size
    if read(failure.number, &number, size) == size {
      let program = hook.arguments.first ?? ""
      return .notStarted(hook, SystemError("start '\(program)'", number).description)
    }
    let duration = now - started
    let said = output.beginning
    if timedOut { return .timedOut(hook, duration: duration, output: said) }
    let signal = status & 0x7f
    return signal == 0
      ? .exited(hook, code: (status >> 8) & 0xff, duration: duration, output: said)
      : .killed(hook, signal: signal, duration: duration, output: said)
  }
}

private func run(
  _ path: String, _ hook: Hook, _ ends: (input: CInt, output: CInt, failure: CInt),
  openFiles: UInt
) -> pid_t {
  var program = clinux_program()
  program.input = ends.input
  program.output = ends.output
  program.failure = ends.failure
  program.open_files = openFiles
  // An unprivileged daemon can be only itself.
  if let credentials = hook.credentials, !credentials.isOwn {
    program.changes_user = 1
    program.user = credentials.user
    program.group = credentials.group
  }
  let environment = standardEnvironment(of: hook.credentials)
    .merging(hook.environment.mapValues(cut)) { $1 }
  let forShell = ["/bin/sh", path] + hook.arguments.dropFirst()
  return withCStrings(hook.arguments) { arguments in
    withCStrings(forShell) { forShell in
      withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
        path.withCString { path in
          let groups = [program.group] + (hook.credentials?.otherGroups ?? [])
          return groups.withUnsafeBufferPointer { groups in
            program.path = path
            program.arguments = arguments
            program.shell_arguments = forShell
            program.environment = environment
            program.groups = groups.baseAddress
            program.group_count = groups.count
            return clinux_start(&program)
          }
        }
      }
    }
  }
}

/// What every program gets: of our own environment what a script may count on (the notify socket and
/// the watchdog were meant for us alone), and the home of the user that it runs as.
private func standardEnvironment(of credentials: Credentials?) -> [String: String] {
  var result: [String: String] = [:]
  let isOwn = credentials?.isOwn ?? true
  // Our own PATH and HOME are another user's business no more than ours.
  let names = ["LANG", "TZ", "RUNTIME_DIRECTORY", "STATE_DIRECTORY"]
  for name in isOwn ? names + ["PATH", "HOME", "USER", "LOGNAME"] : names {
    if let value = getenv(name) { result[name] = String(cString: value) }
  }
  if result["PATH"] == nil { result["PATH"] = searchPath.joined(separator: ":") }
  if let home = credentials?.home { result["HOME"] = home }
  for name in ["USER", "LOGNAME"] { result[name] = credentials?.name ?? result[name] }
  return result
}

private func cut(_ value: String) -> String {
  guard value.utf8.count > Hook.longestValue else { return value }
  return String(decoding: value.utf8.prefix(Hook.longestValue), as: UTF8.self) + "…"
}

/// Lends a null-terminated array of C strings.
func withCStrings<Answer>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Answer
) -> Answer {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return body(pointers)
}
