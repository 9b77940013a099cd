import Control
import Foundation
import System
import Testing

/// The programs as they were built, beside the tests.
enum Programs {
  static let directory: URL = {
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return own.deletingLastPathComponent()
  }()

  struct Result {
    var code: Int32
    var output: String
    var errors: String
  }

  /// Runs a program to its end.
  static func run(_ name: String, _ arguments: [String]) throws -> Result {
    let process = Process()
    process.executableURL = directory.appending(path: name)
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self))
  }
}

/// A directord --shadow that runs in a directory of its own, and is gone with this.
final class ShadowDirector {
  let directory: URL
  let process = Process()
  private let log: FileHandle

  var configuration: URL { directory.appending(path: "directord.conf") }
  var socket: String { directory.appending(path: "run/control.sock").path }

  init(_ text: String, environment: [String: String] = [:], in other: URL? = nil) throws {
    // Short: a socket's name has at most 107 bytes.
    directory = other ?? URL(filePath: "/tmp/directord-test-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let logFile = directory.appending(path: "log")
    try Data().write(to: logFile)
    log = try FileHandle(forWritingTo: logFile)
    try Data(text.utf8).write(to: configuration)
    process.executableURL = Programs.directory.appending(path: "directord")
    process.arguments = [
      "--shadow", "--config", configuration.path, "--runtime-directory",
      directory.appending(path: "run").path,
    ]
    process.environment = environment
    process.standardError = log
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: directory)
  }

  func write(_ text: String) throws { try Data(text.utf8).write(to: configuration) }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// The exit status; nil if it does not end within 20 s.
  func end() -> Int32? {
    for _ in 0..<400 where process.isRunning { usleep(50_000) }
    return process.isRunning ? nil : process.terminationStatus
  }

  var said: String {
    (try? String(contentsOf: directory.appending(path: "log"), encoding: .utf8)) ?? ""
  }

  func control(_ arguments: String...) throws -> Programs.Result {
    try Programs.run("directorctl", arguments + ["--socket", socket])
  }

  var status: Status? {
    guard let result = try? control("status", "--json"), result.code == 0,
      case .status(let status)? = try? Response(line: Array(result.output.utf8))
    else { return nil }
    return status
  }

  /// The first status that is so, within 20 s.
  func status(where isSo: (Status) -> Bool) -> Status? {
    for _ in 0..<400 {
      if let status, isSo(status) { return status }
      usleep(50_000)
    }
    return nil
  }
}

/// A port of the loopback that takes connections, until this is gone.
final class Listener {
  private let descriptor: Int32
  let port: UInt16

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = descriptor
    let named = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, length) == 0 && listen(number, 512) == 0
          && getsockname(number, $0, &length) == 0
      }
    }
    guard named else { throw SystemError("listen") }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }
}
