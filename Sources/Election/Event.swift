package import Network
package import VRRP

/// What happens to the election.
package enum Event: Codable, Hashable, Sendable {
  /// Settings to be followed from now on: the first, or those of a reload.
  case configured(ElectionSettings)
  /// The first settings are followed, and everything that is known of links and trackers was told.
  case started(drained: Bool)
  case packetReceived(ReceivedPacket, interface: String)
  /// One whose headers cannot be read.
  case packetUnreadable(Rejection, interface: String)
  case deadline
  /// nil: the interface does not exist, or no longer.
  case interfaceChanged(String, Interface?)
  case statusChanged(TrackedObject, TrackedStatus)
  /// An address that somebody had removed was put back.
  case addressRestored(Address)
  /// An operator takes this director out of service: it keeps what nobody takes over.
  case drainRequested
  /// The same, whether anybody takes over or not.
  case drainForced
  case undrainRequested
  case stopRequested
}

/// What is to be done once: packets first, then what is said, then announcements, for which the
/// addresses must stand already.
package enum Effect: Hashable, Sendable {
  case send(OutgoingPacket, from: Address, interface: String)
  case transition(Transition)
  /// A master heard one of lower priority.
  case rivalHeard(instance: String, Address)
  case priorityChanged(instance: String, UInt8)
  case notice(instance: String, Router.Notice)
  /// A packet that belongs to no instance; each kind is said at most once a minute.
  case strayHeard(Stray)
  case announce(Address, interface: String)
  /// What has come of a drain.
  case drainEnded(DrainOutcome)

  var order: Int {
    switch self {
    case .send: 0
    case .transition, .rivalHeard, .priorityChanged, .notice, .strayHeard, .drainEnded: 1
    case .announce: 2
    }
  }
}

/// A change that hooks, FIFO and log are told of.
package struct Transition: Hashable, Sendable {
  package enum Object: Hashable, Sendable {
    case instance(String)
    case group(String)
  }

  package var object: Object
  package var from: Router.Standing
  package var to: Router.Standing
  /// Of an instance; a group's is 0, as keepalived has it.
  package var priority: UInt8
  /// Of an instance; of a group only its members' faults.
  package var reason: Router.TransitionReason?

  package init(
    object: Object, from: Router.Standing, to: Router.Standing, priority: UInt8,
    reason: Router.TransitionReason?
  ) {
    self.object = object
    self.from = from
    self.to = to
    self.priority = priority
    self.reason = reason
  }
}

/// An address that must stand on an interface.
package struct HeldAddress: Hashable, Sendable {
  package var address: VirtualAddress
  package var interface: String
  /// Whether packets to it are taken here.
  package var accepts: Bool

  package init(address: VirtualAddress, interface: String, accepts: Bool) {
    self.address = address
    self.interface = interface
    self.accepts = accepts
  }
}
