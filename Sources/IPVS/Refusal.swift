import Network

/// A command that the kernel did not obey.
package struct Refusal: Hashable, Sendable {
  package var command: Command
  /// errno, positive.
  package var number: Int32
  /// The kernel's or the C library's words for it.
  package var reason: String

  package init(_ command: Command, number: Int32, reason: String) {
    self.command = command
    self.number = number
    self.reason = reason
  }
}

extension Refusal {
  /// errno's numbers as linux/asm-generic/errno-base.h has them.
  enum Number {
    static let noEntry: Int32 = 2
    static let noProcess: Int32 = 3
    static let exists: Int32 = 17
    static let noDevice: Int32 = 19
    static let invalid: Int32 = 22
    static let range: Int32 = 34
  }

  /// True if the table is not what we took it for: somebody else changed it. `ENOENT` for a
  /// service means that its scheduler or persistence engine is not there.
  var tellsOfStrangeTable: Bool {
    switch command {
    case .newService: number == Number.exists
    case .setService, .deleteService: number == Number.noProcess
    case .newDestination: number == Number.exists || number == Number.noProcess
    case .setDestination, .deleteDestination:
      number == Number.noEntry || number == Number.noProcess
    case .flush, .zero, .setTimeouts, .startDaemon, .stopDaemon: false
    }
  }

  /// What the operator may do about it, if that is known.
  var mend: String? {
    switch (command, number) {
    case (.newService(_, let settings), Number.noEntry),
      (.setService(_, let settings), Number.noEntry):
      let engine = settings.persistence?.engine.map { " and ip_vs_pe_\($0)" } ?? ""
      return
        "the kernel has no such scheduler or engine: modprobe ip_vs_\(settings.scheduler)\(engine)"
    case (.newDestination(let key, let endpoint, let settings), Number.invalid),
      (.setDestination(let key, let endpoint, let settings), Number.invalid):
      guard endpoint.address.family != key.family else { return nil }
      guard case .tunnel = settings.forwarding else {
        return
          "a real server of another address family than its virtual server needs lvs_method TUN"
      }
      return "the kernel mixes address families only while no connection sync daemon runs"
    case (.newDestination, Number.range), (.setDestination, Number.range):
      return "the lower threshold must not be above the upper one"
    default: return nil
    }
  }
}

/// What is said of a refusal, and when it is tried again.
package struct Complaint: Hashable, Sendable, CustomStringConvertible {
  package var refusal: Refusal
  /// nil: never.
  package var retry: Duration?

  /// `real server 10.0.0.2:80 of tcp 192.0.2.1:80: the kernel refused to add it: Invalid argument;
  /// tried again in 4 s`
  package var description: String {
    let object = refusal.command.object.map { "\($0)" } ?? "IPVS"
    return "\(object): \(words)"
  }

  /// The same without the object.
  package var words: String {
    let mend = refusal.mend.map { " (\($0))" } ?? ""
    let again = retry.map { "; tried again in \($0.components.seconds) s" } ?? ""
    return "the kernel refused to \(refusal.command.verb): \(refusal.reason)\(mend)\(again)"
  }
}

extension Command {
  /// What it does, after "to".
  package var verb: String {
    switch self {
    case .newService, .newDestination: "add it"
    case .setService, .setDestination: "change it"
    case .deleteService, .deleteDestination: "remove it"
    case .flush: "flush the table"
    case .zero: "set the counters to zero"
    case .setTimeouts: "set the connection timeouts"
    case .startDaemon(let daemon): "start \(daemon)"
    case .stopDaemon(let role): "stop the sync daemon as \(role)"
    }
  }
}

/// What somebody else changed in what is ours, and what is put back.
package struct Repair: Hashable, Sendable, CustomStringConvertible {
  package enum Finding: Hashable, Sendable {
    /// It was gone; with it, for a virtual server, so many real servers.
    case missing(destinations: Int)
    /// It was there though nobody asked for it.
    case unasked
    case service(found: ServiceSettings, wanted: ServiceSettings)
    case destination(found: DestinationSettings, wanted: DestinationSettings)
  }

  package var object: TableObject
  package var finding: Finding

  /// `real server 10.0.0.2:80 of tcp 192.0.2.1:80: somebody else set weight 5; put back: weight 1`
  package var description: String { "\(object): \(words)" }

  /// The same without the object.
  package var words: String {
    switch finding {
    case .missing(let count):
      let servers = count == 0 ? "" : " with \(count) real server\(count == 1 ? "" : "s")"
      return "somebody else removed it; put back\(servers)"
    case .unasked:
      return "somebody else added it; removed"
    case .service(let found, let wanted):
      return "somebody else set \(found.text); put back: \(wanted.text)"
    case .destination(let found, let wanted):
      let (theirs, ours) = found.differences(to: wanted)
      return "somebody else set \(theirs); put back: \(ours)"
    }
  }
}
