package import Network

extension Router {
  /// What happens to a router.
  package enum Event: Hashable, Sendable {
    /// Startup (RFC 9568 §6.4.1), with what stands against taking part, and whether an operator
    /// had drained this director before. `standing`: addresses that a killed run left.
    case started(faults: Set<FaultReason>, drained: Bool, standing: Set<Address> = [])
    /// An advertisement that passed every check, from a neighbour's address.
    case advertisementReceived(Advertisement, from: Address, isAuthenticated: Bool = false)
    case packetRejected(Rejection, from: Address?)
    case deadline
    /// The address to send from, which decides ties; nil: there is none.
    case sourceChanged(Address?)
    /// How many addresses an advertisement takes on the interface.
    case capacityChanged(Int)
    /// What the trackers make of the priority, 1…255, and every reason against taking part.
    case conditionsChanged(priority: UInt8, faults: Set<FaultReason>)
    /// Every member of the sync group may be master now, or must not.
    case groupGranted
    case groupYielded
    /// Another member of the sync group heard a rival.
    case groupHeardRival
    /// An operator takes this director out of service. Unless that is forced, it keeps what nobody
    /// takes over, and takes over as the last resort.
    case drainRequested(isForced: Bool = false)
    /// Another member of the sync group heard a master while addresses were retained.
    case groupHeardMaster
    case undrainRequested
    case stopRequested
    /// Other settings for the same virtual router.
    case configured(Settings)
    /// An address was put back that somebody had removed.
    case addressRestored(Address)
    /// Somebody removes an address again and again: another director may fare better.
    case addressLost(Address)
    /// The same, and nobody is known who could take over.
    case addressKept(Address)
  }

  /// What is to be done once, in this order.
  package enum Effect: Hashable, Sendable {
    case advertise(Advertisement)
    /// Gratuitous ARP or neighbour advertisements for these, that many times.
    case announce([VirtualAddress], rounds: Int)
    case transition(from: Standing, to: Standing, TransitionReason)
    /// A master heard one of lower priority: keepalived's `notify_master_rx_lower_pri`, unless it is
    /// the last word of the one that was just taken over from.
    case rivalHeard(Address, isFarewell: Bool)
    /// A master spoke while addresses were retained, which are removed now.
    case masterHeard
    case priorityChanged(UInt8)
    case notice(Notice)
  }

  package enum TransitionReason: Hashable, Sendable {
    case started
    case ownerStarted
    /// Nobody was heard for so long.
    case silence(Duration)
    case masterReleased(Address?)
    /// A master of lower priority was heard and is taken over from.
    case preemption
    case higherPriority(UInt8, Address)
    case tie(Address)
    case group
    case faults(Set<FaultReason>)
    case recovered
    case drain
    case undrain
    case stop
    /// The next master has spoken.
    case relieved(Address)
    /// Nobody has spoken before the bound.
    case unrelieved
    /// A drained director has heard nobody for so long.
    case lastResort(Duration)
    /// Somebody removes this address again and again.
    case addressLost(Address)
  }

  /// What an operator should know; each kind is said at most once a minute for one router.
  package enum Notice: Hashable, Sendable {
    case rejected(Rejection, router: UInt8, from: Address?, count: Int)
    case addressListDiffers(from: Address, theirs: [Address])
    /// Not one address is the same: it is no director of this pair.
    case otherRouter(UInt8, from: Address, theirs: [Address])
    /// `taken`: what counts instead, if it is too long for a sender without authentication.
    case intervalDiffers(from: Address, Duration, taken: Duration? = nil)
    case secondOwner(Address)
    case rival(Address, priority: UInt8)
    /// Master, and no advertisement of anybody was ever heard.
    case neverHeardAnybody
    /// Woke up that much too late: a master may have been taken for dead.
    case late(Duration)
    /// A killed run left so many addresses, which stay for now.
    case inherited(Int)
    /// Retained addresses are removed: a master has spoken.
    case letGo(Address?)
    /// An address is removed again and again, and there is nobody to hand it over to.
    case keepsLosing(Address)
    /// Nobody was heard for so long, and other members of the sync group still hear a master.
    case waitsForGroup(Duration)
  }

  /// How often things happened since the start.
  package struct Counters: Hashable, Sendable {
    package var advertisementsSent = 0
    package var advertisementsReceived = 0
    package var priorityZeroSent = 0
    package var priorityZeroReceived = 0
    package var becameMaster = 0
    package var yielded = 0
    package var rivalsHeard = 0
    package var addressListDiffered = 0
    package var intervalDiffered = 0
    package var ignored = 0
    package var rejected: [Rejection.Cause: Int] = [:]
  }

  /// A neighbour that was heard.
  package struct Neighbor: Hashable, Sendable {
    package var priority: UInt8
    package var interval: Duration
    package var heard: Instant
  }
}

extension Router.TransitionReason {
  /// Whether the other members of a sync group yield with the one that yields for this reason: a
  /// group that is handed over is asked as a whole.
  package var takesGroupAlong: Bool {
    switch self {
    case .group, .addressLost: false
    case .started, .ownerStarted, .silence, .masterReleased, .preemption, .higherPriority, .tie,
      .faults, .recovered, .drain, .undrain, .stop, .relieved, .unrelieved, .lastResort:
      true
    }
  }
}

extension Router {
  /// What comes of an event, with what those need who watch over many routers: to look at each of them
  /// is to copy it.
  package struct Reaction: Sendable {
    package var effects: [Effect]
    /// When `deadline` is due; nil: nothing is waited for.
    package var deadline: Instant?
    /// Other addresses may be held than before.
    package var movesAddresses: Bool
  }

  package mutating func react(to event: Event, at now: Instant) -> Reaction {
    let (before, held) = (standing, retained)
    let effects = handle(event, at: now)
    return Reaction(
      effects: effects, deadline: deadline,
      movesAddresses: standing != before || retained != held)
  }
}
