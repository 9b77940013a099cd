import Network
import VRRP

/// Who becomes master, and what never moves the addresses.
extension Interpretation {
  static let electionRules: [Lint] = [
    Lint(.idleTracking, idleTracking),
    Lint(.unauthenticatedUnicast, unauthenticatedUnicast),
  ]

  /// A group's advertisements come from the link itself, which their TTL proves; those of a peer may
  /// come from anywhere.
  static func unauthenticatedUnicast(_ file: Interpretation) -> [Diagnostic] {
    zip(file.routers, file.routerDrafts).compactMap { router, draft in
      guard case .unicast(let peers, _) = router.instance.carrier.destination, !peers.isEmpty,
        case .none = router.instance.carrier.authentication, let peer = draft.peers.first
      else { return nil }
      return Diagnostic(
        .warning,
        "\(draft.title) hears unicast without authentication: whoever can send packets from a "
          + "peer's address, also through routers, can take the virtual addresses away",
        at: draft.unicast ?? peer.word,
        hint: "auth_hmac { key 1 hex:… } with the same key on both directors")
    }
  }

  /// Trackers that count, and can still never move the addresses.
  static func idleTracking(_ file: Interpretation) -> [Diagnostic] {
    zip(file.routers, file.routerDrafts).flatMap { router, draft in
      let weighted = draft.tracks.filter { $0.value.weight != 0 && !$0.value.isFile }
      guard !weighted.isEmpty, router.instance.router.priority != 255 else {
        return [Diagnostic]()
      }
      let group = file.syncGroups.first { $0.group.members.contains(router.name) }?.group
      guard group?.usesWeights ?? true else { return [] }
      if !router.instance.router.election.preempts, let first = weighted.first {
        return [
          Diagnostic(
            .warning,
            "nopreempt keeps a priority that \(first.value.object) changes from moving the "
              + "addresses: a master that fails stays master", at: first.word,
            hint: "weight 0 makes a failure a fault, which hands over; or leave nopreempt out")
        ]
      }
      return weighted.compactMap { smallWeight($0, router, draft) }
    }
  }

  /// The other director's file is not known. If it has keepalived's priority of 100, a weight
  /// smaller than the distance to it moves nothing.
  private static func smallWeight(
    _ track: Stated<Track>, _ router: RouterDefinition, _ draft: RouterDraft
  ) -> Diagnostic? {
    let priority = Int(router.instance.router.priority)
    let weight = track.value.weight
    if weight > 0, priority + weight > 254 {
      return Diagnostic(
        .warning,
        "priority \(priority) and weight \(weight) make 254, the most there is: a failure takes "
          + "\(254 - priority) away", at: track.word)
    }
    guard draft.isMaster, priority > 100, abs(weight) < priority - 100 else { return nil }
    return Diagnostic(
      .note,
      "when \(track.value.object) fails here, the other director takes over only if its own "
        + "priority is above \(priority - abs(weight))", at: track.word,
      hint: "a weight larger than the difference of the priorities makes a failure hand over")
  }
}

extension Track {
  fileprivate var isFile: Bool { if case .file = object { true } else { false } }
}
