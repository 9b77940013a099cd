import Network
import VRRP

/// What is legal and yet seldom meant.
extension Interpretation {
  /// One address on two instances is held wherever either is master. Link-local ones may stand on
  /// many links.
  mutating func warnOfAddressesHeldTwice() {
    var holders: [Address: String] = [:]
    for (router, draft) in zip(routers, routerDrafts) {
      for stated in draft.addresses + draft.excluded {
        let address = stated.value.address
        guard !(address.isLinkLocal && address.family == .ipv6) else { continue }
        if let other = holders[address], other != router.name {
          report.warning("\(address) is held by '\(other)' too", at: stated.word)
        }
        holders[address] = router.name
      }
    }
  }

  /// Trackers that count, and can still never move the addresses.
  mutating func warnOfIdleTracking() {
    for (router, draft) in zip(routers, routerDrafts) {
      let group = syncGroups.first { $0.group.members.contains(router.name) }?.group
      guard group?.usesWeights ?? true, router.instance.router.priority != 255 else { continue }
      let weighted = draft.tracks.filter { $0.value.weight != 0 && !$0.value.isFile }
      if !router.instance.router.election.preempts, let first = weighted.first {
        report.warning(
          "nopreempt keeps a priority that \(first.value.object) changes from moving the addresses: "
            + "a master that fails stays master", at: first.word,
          hint: "weight 0 makes a failure a fault, which hands over; or leave nopreempt out")
      } else {
        for track in weighted { warnOfSmallWeight(track, router, draft) }
      }
    }
  }

  /// The other director's file is not known. Where it has keepalived's priority of 100, a weight
  /// smaller than the distance to it moves nothing.
  private mutating func warnOfSmallWeight(
    _ track: Stated<Track>, _ router: RouterDefinition, _ draft: RouterDraft
  ) {
    let priority = Int(router.instance.router.priority)
    let weight = track.value.weight
    if weight > 0, priority + weight > 254 {
      report.warning(
        "priority \(priority) and weight \(weight) make 254, the most there is: a failure takes "
          + "\(254 - priority) away", at: track.word)
    } else if draft.isMaster, priority > 100, abs(weight) < priority - 100 {
      let after = weight > 0 ? priority : priority + weight
      let other = weight > 0 ? after - weight : after
      report.warning(
        "when \(track.value.object) fails here, the other director takes over only if its own "
          + "priority is above \(other)", at: track.word,
        hint: "a weight larger than the difference of the priorities makes a failure hand over")
    }
  }
}

extension Track {
  fileprivate var isFile: Bool { if case .file = object { true } else { false } }
}
