/// Routers that are master together or not at all: keepalived's `vrrp_sync_group`.
package struct SyncGroup: Codable, Hashable, Sendable {
  package var name: String
  /// The instances' names, in the order of the configuration.
  package var members: [String]
  /// What all members track.
  package var tracks: [Track]
  /// `sync_group_tracking_weight`: without it, weights of members and group count nothing, since
  /// priorities that move apart would tear the group.
  package var usesWeights: Bool

  package init(
    name: String, members: [String], tracks: [Track] = [], usesWeights: Bool = false
  ) {
    self.name = name
    self.members = members
    self.tracks = tracks
    self.usesWeights = usesWeights
  }

  /// The tracks that count for a member which has `own`. A file's weight becomes 0, and so a fault;
  /// other objects with a weight are left out.
  package func tracks(with own: [Track]) -> [Track] {
    let all = own + tracks
    guard !usesWeights else { return all }
    return all.compactMap { track in
      guard track.weight != 0 else { return track }
      guard case .file = track.object else { return nil }
      return Track(track.object, isReversed: track.isReversed)
    }
  }

  /// Whether every member may be master now: each is, its timer has run out, or nobody has taken
  /// over from it.
  package static func mayBecomeMaster(_ members: [Router.State]) -> Bool {
    var isWaited = false
    for state in members {
      switch state {
      case .master: continue
      case .backup(let backup) where backup.isOverdue: isWaited = true
      case .drained(let drained) where drained.watch.isOverdue: isWaited = true
      case .leaving(let leaving) where leaving.isOverdue: isWaited = true
      case .backup, .initialize, .leaving, .drained, .fault: return false
      }
    }
    return isWaited
  }

  /// Whether those that nobody has taken over from must let go, because another member has.
  package static func mustLetGo(_ members: [Router.State]) -> Bool {
    var isWaited = false
    var isTorn = false
    for state in members {
      switch state {
      case .leaving(let leaving) where leaving.isOverdue: isWaited = true
      case .leaving: return false
      case .master: continue
      case .initialize, .backup, .drained, .fault: isTorn = true
      }
    }
    return isWaited && isTorn
  }

  /// The group's standing, for its hooks.
  package static func standing(_ members: [Router.Standing]) -> Router.Standing {
    let order: [Router.Standing] = [.fault, .initialize, .leaving, .drained, .backup]
    return order.first(where: members.contains) ?? (members.isEmpty ? .initialize : .master)
  }
}
