/// What a client asks the daemon, one JSON object a line: `{"version":1,"request":"status"}`.
package enum Request: String, Hashable, Sendable, CaseIterable {
  /// What the daemon serves, and how it fares.
  case status
  /// The configuration file is to be read again, as on SIGHUP; answered when that is done.
  case reload
  /// This director hands over what it holds and stays out of elections, as on SIGUSR1.
  case drain
  /// It takes part again, as on SIGUSR2.
  case undrain
}

/// The schema's version. Fields may be added to it; what is there keeps its name and its meaning.
package let protocolVersion = 1

/// The program's version.
package let directordVersion = "0.1.0"

struct RequestMessage: Codable {
  var version: Int
  var request: String
}
