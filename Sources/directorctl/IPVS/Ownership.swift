import Configuration
import IPVS

/// What directord looks after in the kernel's IPVS, and where its file says so.
struct Ownership {
  /// Each with its place in the file; nil: the file does not name it (a service of forwarded checks,
  /// or what an earlier file had).
  var services: [ServiceKey: Position?] = [:]
  /// The file has `lvs_sync_daemon`.
  var hasSyncDaemon = false
  /// The file has `lvs_timeouts`.
  var hasTimeouts = false
  /// nil: no directord answers.
  var file: String?

  /// Why a command is directord's own business; nil: it is not.
  func objection(to command: Command) -> String? {
    switch command {
    case .newService(let key, _), .setService(let key, _), .deleteService(let key),
      .newDestination(let key, _, _), .setDestination(let key, _, _),
      .deleteDestination(let key, _):
      guard let place = services[key] else { return nil }
      return "\(key) is directord's (\(words(place)))"
    case .flush:
      guard let key = services.keys.min() else { return nil }
      let more = services.count - 1
      return "\(key)" + (more > 0 ? " and \(counted(more, "service")) more are" : " is")
        + " directord's"
    case .setTimeouts: return hasTimeouts ? "the timeouts are directord's (lvs_timeouts)" : nil
    case .startDaemon, .stopDaemon:
      return hasSyncDaemon ? "the sync daemons are directord's (lvs_sync_daemon)" : nil
    // directord counts on no counter.
    case .zero: return nil
    }
  }

  /// What to do instead of what is refused.
  func advice(for command: Command) -> String {
    let name = file ?? "its file"
    return switch command {
    case .newDestination, .setDestination, .deleteDestination:
      "change it there, or use 'directorctl maintenance'"
    case .newService, .setService, .deleteService:
      "change it there, or use 'directorctl drain'"
    case .flush: "take them out of \(name), or delete your own one by one (-D)"
    case .zero, .setTimeouts, .startDaemon, .stopDaemon: "change \(name)"
    }
  }

  /// What becomes of what was forced.
  func consequence(of command: Command) -> String {
    guard file != nil else { return "directord puts it back when it starts" }
    return if case .setTimeouts = command {
      "it stays until directord reads its file again"
    } else {
      "directord puts it back within 30 s"
    }
  }

  /// `directord.conf:12`
  private func words(_ place: Position?) -> String {
    if let place { return "\(place.file):\(place.line)" }
    return file == nil ? "its last run left it" : "for its own checks"
  }

  /// What a file asks for.
  mutating func add(_ configuration: DirectorConfiguration) {
    for server in configuration.virtualServers {
      for key in server.services where services[key] != nil {
        services[key] = server.position
      }
    }
    hasSyncDaemon = configuration.election.syncDaemon != nil
    hasTimeouts = configuration.global.timeouts != Timeouts()
  }
}
