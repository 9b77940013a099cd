import ArgumentParser
import Control

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Has the daemon follow a configuration file, for good or on trial.",
    discussion: """
      The file is copied beside the daemon's own as NAME.candidate-…, and \
      takes its place once it is followed, with the owner, group and mode of what was there, which \
      stays as NAME.previous. With --confirm it takes its place only when 'directorctl confirm' comes \
      in time; otherwise the daemon goes back by itself, and so does one that is restarted meanwhile. \
      'confirm' installs the very bytes that the daemon follows (what they include is not looked at). \
      Exits with 1 if the file was refused.
      """)

  @Argument(help: "The configuration file.", completion: .file()) var file: String
  @Option(help: "Go back unless it is confirmed within this time: 90s, 5m, 1h.")
  var confirm: TrialTime?
  @OptionGroup var socket: SocketOption

  func run() throws {
    let target = ConfigurationFile(path: try daemonStatus(socket.path).configurationFile)
    guard target.path.hasPrefix("/") else {
      throw refusal("the daemon knows its file as '\(target.path)' only: restart it")
    }
    let bytes = try ConfigurationFile.contents(of: file)
    // The daemon's own file is followed where it is.
    let candidate = target.isSame(as: file) ? target.path : try target.stage(bytes)
    let reload = try applied(candidate, of: target)
    for diagnostic in reload.diagnostics { print(diagnostic) }
    guard reload.outcome != .refused else {
      target.discard(candidate)
      print(reload.words)
      throw ExitCode(1)
    }
    for shortcoming in reload.shortcomings ?? [] { print("not done: \(printable(shortcoming))") }
    guard reload.digest == fingerprint(of: bytes) else {
      throw refusal(
        "\(candidate) was changed by somebody else meanwhile: it is followed, but not kept")
    }
    try finish(candidate, bytes, of: target)
  }

  /// The answer. If the daemon says nothing, it may follow the copy all the same: the copy stays then.
  private func applied(_ candidate: String, of target: ConfigurationFile) throws -> Reload {
    do throws(DaemonError) {
      return try Daemon(path: socket.path)
        .answer(to: .apply(file: candidate, within: confirm?.seconds), within: 120)
    } catch {
      switch error {
      case .unreachable, .refused: target.discard(candidate)
      case .silent, .strange: break
      }
      throw refusal(error.description)
    }
  }

  private func finish(
    _ candidate: String, _ bytes: [UInt8], of target: ConfigurationFile
  ) throws {
    guard let confirm else {
      if candidate != target.path {
        try target.commit(try target.prepare(bytes))
        target.discard(candidate)
      }
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
    commandName: "confirm", abstract: "Lets a configuration stay that was applied on trial.",
    discussion: """
      Installs the very bytes that the daemon follows; if the file on trial was changed since it was \
      applied, nothing is confirmed.
      """)

  @OptionGroup var socket: SocketOption

  func run() throws {
    let daemon = try daemonStatus(socket.path)
    guard let trial = daemon.trial else {
      return try steer(.confirm(digest: nil), socket.path)
    }
    let bytes = try ConfigurationFile.contents(of: trial.file)
    guard fingerprint(of: bytes) == trial.digest else {
      throw refusal(
        "\(trial.file) was changed after it was applied, and is not what the daemon follows: "
          + "'directorctl revert', and apply it again")
    }
    let target = ConfigurationFile(path: daemon.configurationFile)
    guard trial.file != target.path else {
      return try steer(.confirm(digest: trial.digest), socket.path)
    }
    // Whatever can fail is done before the daemon is told.
    let prepared = try target.prepare(bytes)
    do {
      try steer(.confirm(digest: trial.digest), socket.path)
    } catch {
      target.discard(prepared)
      throw error
    }
    try target.commit(prepared)
    target.discard(trial.file)
    print("it is \(target.path) now")
  }
}

struct RevertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Leaves a configuration that was applied on trial, without waiting.")

  @OptionGroup var socket: SocketOption

  func run() throws {
    let daemon = try daemonStatus(socket.path)
    let reload = try ask(.revert, socket.path, within: 30)
    if let trial = daemon.trial {
      ConfigurationFile(path: daemon.configurationFile).discard(trial.file)
    }
    print("reverted: \(reload.words)")
  }
}

private func daemonStatus(_ path: String) throws -> DaemonStatus {
  try ask(.status, path, within: 10).daemon
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
