import Control
import Network
import Operations
import Service
import System

extension Director {
  /// Hears what clients want, and answers what can be answered now.
  func answerClients(at now: Instant) {
    for line in control.advance(at: now) {
      do throws(ProtocolError) {
        switch try Request(line: line.bytes) {
        case .status: requestStatus(for: line.client, at: now)
        case .reload: perform(.reloadRequested(line.client), at: now)
        case .plan(let file): perform(.planRequested(file: file, line.client), at: now)
        case .apply(let file, let within):
          perform(.applyRequested(file: file, within: within, line.client), at: now)
        case .confirm(let digest):
          perform(.confirmRequested(digest: digest, line.client), at: now)
        case .revert: perform(.revertRequested(line.client), at: now)
        case .drain(let reason, let isForced):
          let drain = Drain(
            since: ThisProcess.wallClock, by: line.operator, reason: reason?.oneLine,
            isForced: isForced)
          perform(.drainRequested(drain, line.client), at: now)
        case .undrain: perform(.undrainRequested(line.client), at: now)
        case .maintenance(let server, let reason, let isForced):
          let wish = MaintenanceWish(
            target: server, reason: reason.map { $0.oneLine ?? "an operator asked for it" },
            by: line.operator, isForced: isForced)
          answer(maintain(wish, at: now), to: [line.client], at: now)
        case .maintenanceList: send(listMaintenance(), to: line.client, at: now)
        case .why(let server): report(.why(server, line.client), at: now)
        }
      } catch {
        send(.failure(error.description), to: line.client, at: now)
      }
    }
  }

  func send(_ response: Response, to client: ControlSocket.ClientIdentifier, at now: Instant) {
    control.send(response.line, to: client, at: now)
  }
}

extension ControlSocket.Line {
  /// `root, with directorctl`
  fileprivate var `operator`: String {
    let name = user.map { $0 == 0 ? "root" : "user \($0)" } ?? "an operator"
    return "\(name), with directorctl"
  }
}

extension String {
  /// What fits into one line of a record: no control characters, at most 200 characters.
  fileprivate var oneLine: String? {
    let scalars = unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    let text = String(String.UnicodeScalarView(scalars).prefix(200))
    return text.contains { $0 != " " } ? text : nil
  }
}
