extension Refusal {
  /// What an operator is told who asked for this one change: what is wrong, and what to do about it.
  package var answer: String {
    switch (command, number) {
    case (.newService(let key, _), Number.exists): "\(key) is there already: -E changes it"
    case (.setService(let key, _), Number.noProcess), (.deleteService(let key), Number.noProcess),
      (.newDestination(let key, _, _), Number.noProcess),
      (.setDestination(let key, _, _), Number.noProcess),
      (.deleteDestination(let key, _), Number.noProcess), (.zero(let key?), Number.noProcess):
      "there is no service \(key)"
    case (.newDestination(let key, let endpoint, _), Number.exists):
      "\(key) has the real server \(endpoint) already: -e changes it"
    case (.setDestination(let key, let endpoint, _), Number.noEntry),
      (.deleteDestination(let key, let endpoint), Number.noEntry):
      "\(key) has no real server \(endpoint)"
    case (.startDaemon(let daemon), Number.exists):
      "a sync daemon runs as \(daemon.role) already: --stop-daemon \(daemon.role) stops it"
    case (.startDaemon(let daemon), Number.noDevice):
      "there is no interface \(daemon.interface)"
    case (.stopDaemon(let role), Number.noProcess): "no sync daemon runs as \(role)"
    default: inWords
    }
  }

  /// `the kernel refused to change it: Invalid argument`
  private var inWords: String {
    let object = command.object.map { "\($0): " } ?? ""
    return "\(object)\(Complaint(refusal: self).words)"
  }
}
