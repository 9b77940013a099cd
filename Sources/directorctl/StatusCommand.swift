import ArgumentParser
import Control

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the virtual servers, their real servers and their checks.")

  @OptionGroup var socket: SocketOption
  @OptionGroup var colour: ColourOption
  @Flag(help: "Write JSON, with a schema that later versions only add to.") var json = false

  func run() throws {
    let shadow = socket.shadow
    if let shadow {
      let text =
        "directorctl: no directord answers at \(socket.path); this is the shadow at \(shadow)\n"
      Terminal.write(Array(text.utf8), to: 2)
    }
    guard let status = try answer(at: shadow ?? socket.path) else { return }
    guard !json else { return Terminal.write(status.json) }
    let page = StatusPage(
      now: Terminal.now, width: Terminal.width, paint: Paint(isColoured: colour.isWanted))
    Terminal.write(Array(page.text(of: status).utf8))
  }

  /// The daemon's answer; nil if it is written as it came.
  private func answer(at path: String) throws -> Status? {
    do throws(DaemonError) {
      let daemon = Daemon(path: path)
      let line = try daemon.line(answering: .status, within: 10)
      guard json, StatusDocument.isStatus(line) else {
        return try daemon.answer(to: .status, in: line)
      }
      Terminal.write(indented(line) + [UInt8(ascii: "\n")])
      return nil
    } catch {
      throw refusal(error.description)
    }
  }
}

/// The daemon's answer; what it cannot answer ends the program with 1.
func ask<Answer>(_ query: Query<Answer>, _ path: String, within seconds: Int) throws -> Answer {
  do throws(DaemonError) {
    return try Daemon(path: path).answer(to: query, within: seconds)
  } catch {
    throw refusal(error.description)
  }
}

/// Says why on standard error.
func refusal(_ reason: String) -> ExitCode {
  Terminal.write(Array("directorctl: \(reason)\n".utf8), to: 2)
  return ExitCode(1)
}
