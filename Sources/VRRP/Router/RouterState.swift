package import Network

extension Router {
  /// RFC 9568 §6.4's states, and three that a director needs besides. Each carries exactly its data.
  package enum State: Hashable, Sendable {
    /// Not started, or stopped.
    case initialize
    case backup(Backup)
    case master(Master)
    /// Has sent priority 0, and holds its addresses until the next master has spoken.
    case leaving(Leaving)
    /// Stays out of elections by an operator's wish.
    case drained(Drained)
    /// May not take part: at least one reason.
    case fault(Fault)
  }

  package struct Backup: Hashable, Sendable {
    /// What Active_Down_Timer runs from.
    package enum Timer: Hashable, Sendable {
      /// The last advertisement that counted, or the moment of becoming backup.
      case silence(since: Instant)
      /// The master let go with priority 0: a skew from then.
      case released(Instant)
      /// An owner waits for nobody.
      case owner(Instant)
    }

    package var timer: Timer
    /// Active_Adver_Interval: the master's own in version 3.
    package var masterInterval: Duration
    /// Until when silence proves nothing.
    package var listeningUntil: Instant
    /// When a running `preempt_delay` ends.
    package var preemptsAt: Instant?
    /// The timer has run out, and the sync group is waited for.
    package var isOverdue = false
    /// Whom the last advertisement that counted came from.
    package var master: Address?
  }

  package struct Master: Hashable, Sendable {
    package var since: Instant
    /// Adver_Timer.
    package var advertisesAt: Instant
    var announcements: Announcements
    /// When a router of lower priority was last heard to be master too.
    package var rivalHeardAt: Instant?
  }

  package struct Leaving: Hashable, Sendable {
    package enum Destination: Hashable, Sendable {
      case stopped
      case drained
    }

    package var until: Instant
    package var destination: Destination
    /// The next master, once it has spoken, and the interval that it advertises in.
    package var successor: Address?
    package var masterInterval: Duration
    /// Nobody has spoken in time, and the sync group decides whether it is master again.
    package var isOverdue = false
  }

  package struct Drained: Hashable, Sendable {
    /// Whom it hears. When the timer runs out, nobody else is there.
    package var watch: Backup
  }

  package struct Fault: Hashable, Sendable {
    package var reasons: Set<FaultReason>
  }

  /// How an operator keeps a director out of elections.
  package enum Drain: Hashable, Sendable {
    /// It is master as the last resort, with the lowest priority, while nobody else is heard.
    case unlessAlone
    /// It holds nothing, whether anybody else does or not.
    case forced
  }

  /// A state without its data, as hooks and logs have it.
  package enum Standing: String, Hashable, Sendable {
    case initialize, backup, master, leaving, drained, fault
  }

  /// Master although drained, because nobody else is there.
  package var isLastResort: Bool { standing == .master && drain != nil }

  /// Whether a drain waits for the next master's word.
  package var isHandingOver: Bool {
    if case .leaving(let leaving) = state { leaving.destination == .drained } else { false }
  }

  /// Whether this router leaves, and the next master has spoken.
  package var hasSuccessor: Bool {
    if case .leaving(let leaving) = state { leaving.successor != nil } else { false }
  }

  package var standing: Standing {
    switch state {
    case .initialize: .initialize
    case .backup: .backup
    case .master: .master
    case .leaving: .leaving
    case .drained: .drained
    case .fault: .fault
    }
  }
}

/// Why a router may not take part.
package enum FaultReason: Hashable, Sendable, Comparable {
  case interfaceDown(String)
  case interfaceMissing(String)
  /// No address to send from: of the interface, or the one configured.
  case sourceMissing
  case scriptFailed(String)
  /// A tracked object that decides has given no result yet.
  case pending(String)
  case processMissing(String)
  case file(String)
  case canary(String)
  case sessionDown(String)
  /// The addresses were taken away again and again.
  case addressLost(Address)
  /// Another member of the sync group is in fault.
  case member(String)
  /// `unicast_fault_no_peer`
  case peersMissing
}

extension Set<FaultReason> {
  /// Nothing is known to be wrong, but something has not been heard of yet.
  package var isUndecided: Bool {
    !isEmpty
      && allSatisfy { reason in
        switch reason {
        case .pending: true
        case .interfaceDown, .interfaceMissing, .sourceMissing, .scriptFailed, .processMissing,
          .file, .canary, .sessionDown, .addressLost, .member, .peersMissing:
          false
        }
      }
  }
}

extension FaultReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .interfaceDown(let name): "interface \(name) is down"
    case .interfaceMissing(let name): "interface \(name) does not exist"
    case .sourceMissing: "there is no address to send from"
    case .scriptFailed(let name): "script \(name) fails"
    case .pending(let object): "\(object) has given no result yet"
    case .processMissing(let name): "process \(name) does not run as wanted"
    case .file(let name): "file \(name) says so"
    case .canary(let name): "canary \(name) fails"
    case .sessionDown(let name): "BFD session \(name) is not up"
    case .addressLost(let address): "address \(address) is taken away again and again"
    case .member(let name): "\(name) of the same group is in fault"
    case .peersMissing: "unicast has no peer; name the other director in unicast_peer"
    }
  }
}
