import ArgumentParser
import Control

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Has the daemon follow a configuration file, for good or on trial.",
    discussion: """
      The file is copied beside the daemon's own, as NAME.candidate, and takes its place once it \
      is followed; what was there stays as NAME.previous. With --confirm it takes its place only \
      when 'directorctl confirm' comes in time; otherwise the daemon goes back by itself, and so \
      does one that is restarted meanwhile. Ends with 1 where the file was refused.
      """)

  @Argument(help: "The configuration file.", completion: .file()) var file: String
  @Option(help: "Go back unless it is confirmed within this time: 90s, 5m, 1h.")
  var confirm: TrialTime?
  @OptionGroup var socket: SocketOption

  func run() throws {
    let target = ConfigurationFile(path: try daemonStatus(socket.path).configurationFile)
    let candidate = try target.stage(absolutePath(file))
    let request = Request.apply(file: candidate, within: confirm?.seconds)
    switch try ask(request, socket.path, within: 120) {
    case .reload(let reload):
      for diagnostic in reload.diagnostics { print(diagnostic) }
      if reload.outcome == .refused {
        target.discard(candidate)
        print(reload.words)
        throw ExitCode(1)
      }
      for shortcoming in reload.shortcomings ?? [] { print("not done: \(printable(shortcoming))") }
      try finish(candidate, of: target)
    case .failure(let reason):
      target.discard(candidate)
      throw refusal(reason)
    case .status, .plan, .why, .done: throw refusal("it answered something else")
    }
  }

  private func finish(_ candidate: String, of target: ConfigurationFile) throws {
    guard let confirm else {
      try target.install(candidate)
      print("applied; it is \(target.path) now")
      return
    }
    print("applied on trial: 'directorctl confirm' within \(confirm.text), or it is left again")
    if candidate == target.path {
      print("(the file is the daemon's own: a restart would follow it all the same)")
    }
  }
}

struct ConfirmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm", abstract: "Lets a configuration stay that was applied on trial.")

  @OptionGroup var socket: SocketOption

  func run() throws {
    let daemon = try daemonStatus(socket.path)
    try steer(.confirm, socket.path)
    let target = ConfigurationFile(path: daemon.configurationFile)
    guard let trial = daemon.trial else { return }
    try target.install(trial.file)
    if trial.file != target.path { print("it is \(target.path) now") }
  }
}

struct RevertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Leaves a configuration that was applied on trial, without waiting.")

  @OptionGroup var socket: SocketOption

  func run() throws {
    let daemon = try daemonStatus(socket.path)
    switch try ask(.revert, socket.path, within: 30) {
    case .reload(let reload):
      if let trial = daemon.trial {
        ConfigurationFile(path: daemon.configurationFile).discard(trial.file)
      }
      print("reverted: \(reload.words)")
    case .failure(let reason): throw refusal(reason)
    case .status, .plan, .why, .done: throw refusal("it answered something else")
    }
  }
}

private func daemonStatus(_ path: String) throws -> DaemonStatus {
  switch try ask(.status, path, within: 10) {
  case .status(let status): return status.daemon
  case .failure(let reason): throw refusal(reason)
  case .reload, .plan, .why, .done: throw refusal("it answered something else")
  }
}

/// How long a trial lasts: `90s`, `5m`, `1h`, `90`.
struct TrialTime: ExpressibleByArgument {
  var seconds: Double
  var text: String

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    let digits = unit == nil ? argument[...] : argument.dropLast()
    guard let number = Double(digits), number > 0, number.isFinite else { return nil }
    seconds = number * (unit ?? 1)
    text = unit == nil ? argument + "s" : argument
  }
}
