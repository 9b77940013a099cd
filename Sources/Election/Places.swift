internal import Network
internal import VRRP

/// Where an event's instances are found, by what it names. Made anew when the settings change or an
/// instance goes, so that no packet looks at more than its own.
struct Places: Sendable {
  /// Configured instances. Of two with one key the first counts.
  private(set) var byKey: [InstanceSettings.Key: Int] = [:]
  /// Instances that are not the first of their virtual router, family and interface, by these.
  private var variants: [InstanceSettings.Key: [Int]] = [:]
  /// By instance, its groups in the order of the settings; none for one that is retired.
  private(set) var groups: [[Int]] = []
  /// By group, its members.
  private(set) var members: [[Int]] = []
  /// Configured instances whose faults or source depend on an interface.
  private(set) var byInterface: [String: [Int]] = [:]
  /// Configured instances that track an object, or whose group does.
  private(set) var byObject: [TrackedObject: [Int]] = [:]
  /// The instances, also retired ones, that an address belongs to.
  private(set) var byAddress: [Address: [Int]] = [:]
  private(set) var hasRetired = false

  init() {}

  init(_ instances: [Instance], _ all: [SyncGroup]) {
    var named: [String: [Int]] = [:]
    for (group, settings) in all.enumerated() {
      for member in settings.members where named[member]?.last != group {
        named[member, default: []].append(group)
      }
    }
    members = all.map { _ in [] }
    for (place, instance) in instances.enumerated() {
      for held in instance.settings.router.held {
        byAddress[held.address, default: []].append(place)
      }
      let its = instance.isRetired ? [] : named[instance.settings.name] ?? []
      groups.append(its)
      guard !instance.isRetired else {
        hasRetired = true
        continue
      }
      for group in its { members[group].append(place) }
      note(instance.settings, at: place, tracks: its.flatMap { all[$0].tracks })
    }
  }

  private mutating func note(_ settings: InstanceSettings, at place: Int, tracks: [Track]) {
    if byKey[settings.key] == nil { byKey[settings.key] = place }
    if settings.variant != nil { variants[settings.key.space, default: []].append(place) }
    var interfaces: Set = [settings.interface]
    if let virtual = settings.virtualInterface { interfaces.insert(virtual.name) }
    for object in Set((settings.tracks + tracks).map(\.object)) {
      byObject[object, default: []].append(place)
      if case .interface(let name) = object { interfaces.insert(name) }
    }
    for name in interfaces { byInterface[name, default: []].append(place) }
  }

  /// The instance that a packet is for: of several with its virtual router, the one that its addresses
  /// fit best.
  func recipient(
    of packet: ReceivedPacket, _ space: InstanceSettings.Key, in instances: [Instance]
  ) -> Int? {
    let first = byKey[space]
    guard let others = variants[space] else { return first }
    let all = (first.map { [$0] } ?? []) + others
    let fits = all.map { instances[$0].settings.fit(packet) }
    guard let best = fits.max(), let index = fits.firstIndex(of: best) else { return first }
    return all[index]
  }

  /// Those of `places` and all members of their groups, each once, in order.
  func withGroups(_ places: some Sequence<Int>) -> [Int] {
    var all = Set(places)
    for group in Set(all.flatMap { groups[$0] }) { all.formUnion(members[group]) }
    return all.sorted()
  }
}
