import VRRP

extension Interpretation {
  /// `vrrp_sync_group`, after all instances.
  mutating func readSyncGroup(_ node: Node) {
    guard let name = argument(node, expecting: "the group's name") else { return }
    if syncGroups.contains(where: { $0.name == name.text }) {
      report.warning(
        code: .definedTwice, "the group '\(name.text)' stands twice; the second is ignored",
        at: name)
      return
    }
    var definition = GroupDefinition(
      group: SyncGroup(name: name.text, members: []), position: name.position)
    definition.hooks.tellsPriorities = routerDefaults.tellsPriorities
    var tracks: [Stated<Track>] = []
    for child in children(of: node) where meaning(of: child, in: .syncGroup) == .acted {
      if readHook(child, into: &definition.hooks) || readTracks(child, into: &tracks) { continue }
      switch child.keyword {
      case "group":
        for line in children(of: child) { readMembers(line.words, into: &definition.group) }
      case "sync_group_tracking_weight": definition.group.usesWeights = true
      default: break
      }
    }
    guard !definition.group.members.isEmpty else {
      report.warning(
        code: .emptyBlock, "vrrp_sync_group \(name.text) has no member, and is ignored", at: name)
      return
    }
    if definition.group.members.count == 1 {
      report.warning(
        code: .doubtful, "vrrp_sync_group \(name.text) has one member only", at: name,
        hint: "name the instances that move together in 'group', or take the block out")
    }
    definition.group.tracks = tracks.map(\.value)
    warnOfLostWeights(definition.group, tracks)
    syncGroups.append(definition)
  }

  private mutating func readMembers(_ words: [Word], into group: inout SyncGroup) {
    for word in words {
      if group.members.contains(word.text) {
        report.warning(code: .definedTwice, "'\(word.text)' is named twice", at: word)
      } else if let other = syncGroups.first(where: { $0.group.members.contains(word.text) }) {
        report.warning(
          code: .definedTwice,
          "'\(word.text)' is a member of '\(other.name)' already; here it is ignored", at: word)
      } else if routerIndices[word.text] != nil {
        group.members.append(word.text)
      } else {
        let names = routers.map(\.name)
        report.warning(
          code: .undefinedName, "there is no vrrp_instance '\(word.text)'; it is ignored", at: word,
          hint: nearest(to: word.text, among: names).map { "did you mean '\($0)'?" }
            ?? "expected the name of a vrrp_instance block")
      }
    }
  }

  /// Priorities that move apart would tear the group.
  private mutating func warnOfLostWeights(_ group: SyncGroup, _ tracks: [Stated<Track>]) {
    guard !group.usesWeights else { return }
    let members = zip(routers, routerDrafts).filter { group.members.contains($0.0.name) }
    for track in members.flatMap({ $0.1.tracks }) + tracks where track.value.weight != 0 {
      let what =
        if case .file = track.value.object { "is taken for 0" } else {
          "and its object do not count"
        }
      report.warning(
        code: .idleTracking,
        "the weight of \(track.value.object) \(what) within vrrp_sync_group \(group.name)",
        at: track.word, hint: "sync_group_tracking_weight in the group makes weights count")
    }
  }
}
