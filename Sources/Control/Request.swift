/// What a client asks the daemon, one JSON object a line: `{"version":1,"request":"status"}`.
package enum Request: Hashable, Sendable {
  /// What the daemon serves, and how it fares.
  case status
  /// The configuration file is to be read again, as on SIGHUP; answered when that is done.
  case reload
  /// What following this file would do. Nothing is done.
  case plan(file: String)
  /// This file is to be followed; with a time, in seconds, it is left again after it unless `confirm`
  /// comes before.
  case apply(file: String, within: Double?)
  /// What was applied stays, if the bytes that are followed have this digest.
  case confirm(digest: String?)
  /// What was applied is left now.
  case revert
  /// This director hands over what it holds and stays out of elections, as on SIGUSR1.
  /// It is answered once another has taken over, or none; if none has, nothing is changed unless it
  /// is forced.
  case drain(reason: String?, isForced: Bool = false)
  /// It takes part again, as on SIGUSR2.
  case undrain
  /// A real server (`10.0.0.2:80`, or `10.0.0.2` for all of a machine's) gets nothing new from now on
  /// and keeps its connections, for this reason; nil: it serves again. Refused if a virtual server
  /// would lose its quorum or serve nobody, unless it is forced.
  case maintenance(realServer: String, reason: String?, isForced: Bool = false)
  /// What operators have put into maintenance.
  case maintenanceList
  /// Why a real server, named in the same way, is in or out.
  case why(realServer: String)

  /// Every request's name.
  package static let names = [
    "status", "reload", "plan", "apply", "confirm", "revert", "drain", "undrain",
    "maintenance", "why",
  ]
}

/// The schema's version. Fields may be added to it; what is there keeps its name and its meaning.
package let protocolVersion = 1

/// The program's version.
package let directordVersion = "0.1.0"

/// The JSON object of a request: its name and, if it has one, its subject.
struct RequestMessage: Codable {
  var version = protocolVersion
  var request: String
  /// An absolute path.
  var file: String?
  /// Seconds.
  var within: Double?
  var realServer: String?
  /// In an operator's words.
  var reason: String?
  /// Of a file's bytes.
  var digest: String?
  /// Whatever it costs.
  var force: Bool?
}

extension RequestMessage {
  init(_ request: Request) {
    switch request {
    case .status: self.init(request: "status")
    case .reload: self.init(request: "reload")
    case .plan(let file): self.init(request: "plan", file: file)
    case .apply(let file, let within): self.init(request: "apply", file: file, within: within)
    case .confirm(let digest): self.init(request: "confirm", digest: digest)
    case .revert: self.init(request: "revert")
    case .drain(let reason, let isForced):
      self.init(request: "drain", reason: reason, force: isForced ? true : nil)
    case .undrain: self.init(request: "undrain")
    case .maintenance(let server, let reason, let isForced):
      self.init(
        request: "maintenance", realServer: server, reason: reason, force: isForced ? true : nil)
    case .maintenanceList: self.init(request: "maintenance")
    case .why(let server): self.init(request: "why", realServer: server)
    }
  }
}

extension Request {
  init(_ message: RequestMessage) throws(ProtocolError) {
    switch (message.request, message.file) {
    case ("status", _): self = .status
    case ("reload", _): self = .reload
    case ("plan", let file?): self = .plan(file: file)
    case ("apply", let file?): self = .apply(file: file, within: message.within)
    case ("plan", nil), ("apply", nil): throw .missing("file")
    case ("confirm", _): self = .confirm(digest: message.digest)
    case ("revert", _): self = .revert
    case ("drain", _):
      self = .drain(reason: message.reason, isForced: message.force ?? false)
    case ("undrain", _): self = .undrain
    case ("maintenance", _):
      self =
        message.realServer.map {
          .maintenance(
            realServer: $0, reason: message.reason, isForced: message.force ?? false)
        } ?? .maintenanceList
    case ("why", _):
      guard let server = message.realServer else { throw .missing("realServer") }
      self = .why(realServer: server)
    case (let name, _): throw .unknownRequest(String(name.prefix(40)))
    }
  }
}
