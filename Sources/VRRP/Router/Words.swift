internal import Network

// What happens to a router, in an operator's words: what, why, what follows.

extension Router.TransitionReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .started: "it was started, and listens"
    case .ownerStarted: "it owns the addresses"
    case .silence(let time): "nobody was heard for \(time.words)"
    case .masterReleased(let master?): "\(master) let go"
    case .masterReleased(nil): "the master let go"
    case .preemption: "the master has a lower priority"
    case .higherPriority(let priority, let address): "\(address) has priority \(priority)"
    case .tie(let address): "\(address) has the same priority and a greater address"
    case .group: "the sync group gave way"
    case .faults(let reasons): reasons.sorted().map(\.description).joined(separator: ", ")
    case .recovered: "nothing stands against it any more"
    case .drain: "an operator drains this director"
    case .undrain: "an operator takes this director back"
    case .stop: "this director stops"
    case .relieved(let address): "\(address) has taken over"
    case .unrelieved: "nobody has taken over in time"
    case .lastResort(let time):
      "drained, but nobody else was heard for \(time.words), and somebody must serve"
    }
  }
}

extension Router.Notice: CustomStringConvertible {
  package var description: String {
    switch self {
    case .rejected(let rejection, let router, let source, let count):
      "An advertisement of virtual router \(router)\(source.map { " from \($0)" } ?? "") was dropped: "
        + "\(rejection). \(count) so far; the next line of this kind follows in a minute at the "
        + "earliest."
    case .addressListDiffers(let source, let theirs):
      "\(source) advertises other addresses (\(theirs.map(\.description).joined(separator: ", "))) "
        + "than are configured here; it is heard all the same. Make the lists the same."
    case .otherRouter(let router, let source, let theirs):
      "Another virtual router uses VRID \(router) from source \(source): it advertises "
        + "\(theirs.map(\.description).joined(separator: ", ")), and none of the addresses configured "
        + "here. It takes part in this election all the same. Give one of the two another "
        + "virtual_router_id."
    case .intervalDiffers(let source, let interval):
      "\(source) advertises every \(interval), which is not the interval configured here."
    case .secondOwner(let source):
      "\(source) says that it owns the addresses too (priority 255); only one may. "
        + "The greater address prevails. Give one of them a lower priority."
    case .rival(let source, let priority):
      "\(source) is master too, with priority \(priority); it has been answered and should give way. "
        + "Both did not hear each other for a while: look at the network between them."
    case .neverHeardAnybody:
      "Master, but no advertisement of any other director was ever heard. If there is one, look at "
        + "multicast, firewalls (protocol 112) and the TTL between the two."
    case .late(let time):
      "The election woke up \(time.words) too late; a living master may have been taken for dead."
    }
  }

  /// Whether something is wrong, or only worth knowing.
  package var isWarning: Bool {
    switch self {
    case .rejected, .addressListDiffers, .otherRouter, .secondOwner, .rival, .late: true
    case .intervalDiffers, .neverHeardAnybody: false
    }
  }
}
