import Network
import VRRP

@testable import Election

extension Election {
  /// What an event should have touched and did not: all that is kept up to date by parts, compared
  /// with what all instances say.
  var forgotten: [String] {
    var forgotten: [String] = []
    let moments =
      instances.compactMap(\.router.deadline) + links.values.compactMap(\.changesAt)
      + losses.values.compactMap(\.endsAt)
    let due = earliest(moments.min(), pacer.deadline)
    // A link's change that was taken back may wake it for nothing.
    if let due, deadline.map({ $0 > due }) ?? true {
      forgotten.append("it waits until \(String(describing: deadline)), not \(due)")
    }
    if deadline != due, links.values.allSatisfy({ $0.changesAt == nil }), losses.isEmpty,
      conditionsChangeAt == nil
    {
      forgotten.append("it waits until \(String(describing: deadline)) for nothing")
    }
    for (group, kept) in zip(settings.groups, groupStandings) {
      let members = instances.filter { !$0.isRetired && group.members.contains($0.settings.name) }
      let standing = SyncGroup.standing(members.map(\.router.standing))
      if standing != kept.standing {
        forgotten.append("\(group.name) is \(standing), kept as \(kept.standing)")
      }
      if SyncGroup.mayBecomeMaster(members.map(\.router.state)) {
        forgotten.append("\(group.name) may become master, and does not")
      }
    }
    for instance in instances where !instance.isRetired {
      if instance.router.source != source(of: instance), instance.router.standing != .initialize {
        forgotten.append("\(instance.settings.name) sends from another address")
      }
      if places.byKey[instance.settings.key].map({ instances[$0].settings }) != instance.settings {
        forgotten.append("\(instance.settings.name) is not found")
      }
    }
    return forgotten
  }
}
