/// What guards a virtual server against checks that are wrong. None of it is keepalived's.
package struct Protection: Hashable, Sendable {
  /// `panic_threshold`: if fewer than so many per cent of the real servers pass, all serve.
  package var panicThreshold: Int?
  /// `max_removed`
  package var removals: RemovalLimit?
  /// `canary`: the name of one that is asked before a failure counts.
  package var canary: String?

  package init(
    panicThreshold: Int? = nil, removals: RemovalLimit? = nil, canary: String? = nil
  ) {
    self.panicThreshold = panicThreshold
    self.removals = removals
    self.canary = canary
  }
}

/// At most `count` real servers, one or more, are removed within `window`.
package struct RemovalLimit: Hashable, Sendable {
  package var count: Int
  package var window: Duration

  package init(count: Int, window: Duration) {
    self.count = count
    self.window = window
  }
}

/// `suspect_together`: if unrelated real servers that are reached one way fail at once it is this
/// director that may see badly.
package struct SuspicionRule: Hashable, Sendable {
  /// Which of those that are asked must fail; never fewer than two.
  package enum Threshold: Hashable, Sendable {
    /// 1…100 in a hundred of them.
    case percentage(Int)
    /// So many, two or more.
    case count(Int)
  }

  /// Its name among canaries, for `track_canary`.
  package static let name = "suspect_together"

  package var threshold: Threshold
  /// For how long a failure may be kept from counting.
  package var hold: Duration

  package init(_ threshold: Threshold, hold: Duration = .seconds(60)) {
    self.threshold = threshold
    self.hold = hold
  }
}

/// `flap_damping`: from the second fall on a real server is held down for `first`, then for twice as
/// long each time, up to `most`; one that has been up for `most` begins anew.
package struct FlapDamping: Hashable, Sendable {
  package var first: Duration
  package var most: Duration

  package init(first: Duration, most: Duration) {
    self.first = first
    self.most = most
  }
}

/// `canary`: addresses whose failure says that it is this director that sees badly.
package struct CanaryDefinition: Hashable, Sendable {
  package var name: String
  /// Each with a check or more.
  package var addresses: [RealServer]
  package var position: Position

  package init(name: String, addresses: [RealServer], position: Position) {
    self.name = name
    self.addresses = addresses
    self.position = position
  }

  /// It is checked as a virtual server without services is.
  package var asVirtualServer: VirtualServer {
    VirtualServer(name: .canary(name), services: [], realServers: addresses, position: position)
  }
}
