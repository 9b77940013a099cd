import ArgumentParser
import IPVS
import System

/// Carries out changes of the table that are the operator's to make.
struct IPVSChanges {
  var invocation: IPVSInvocation

  func carryOut(_ commands: [Command]) throws {
    let table = try openedTable()
    try ask(of: commands)
    let refusals: [Refusal]
    do throws(TableError) {
      refusals = try table.apply(commands)
    } catch {
      throw refused(error)
    }
    for refusal in refusals { say(refusal.answer) }
    if !refusals.isEmpty { throw ExitCode(1) }
  }

  /// What is directord's is refused, or said if it is forced.
  private func ask(of commands: [Command]) throws {
    let own = Ownership.gathered(
      socket: invocation.socket, stateDirectory: invocation.stateDirectory)
    var said: Set<String> = []
    for command in commands {
      guard let objection = own.objection(to: command), said.insert(objection).inserted else {
        continue
      }
      say(
        invocation.force
          ? "\(objection): \(own.consequence(of: command))"
          : "\(objection); \(own.advice(for: command)). --force changes it all the same")
    }
    if !said.isEmpty, !invocation.force { throw ExitCode(1) }
  }

  private func say(_ text: String) {
    Terminal.write(Array("directorctl: \(printable(text))\n".utf8), to: 2)
  }
}

/// Says why the table cannot be read or changed at all.
func refused(_ error: TableError) -> ExitCode { refusal(error.description) }
