import Network

extension Rule {
  static let routers: [Rule] = [
    ownFilterDropsAdverts, noAdvertArrives, hopLimitIsNot255, authenticationDiffers,
    versionDiffers, intervalDiffers, foreignRouterHasOurNumber, addressListsDiffer,
    addressIsInAnotherVirtualRouter, prioritiesAreEqual, twoMasters, gratuitousARPIsIgnored,
    addressIsLeftBehind, halfOfAGroupIsCutOff, electionIsLate, virtualMACIsNotDelivered,
    unicastListsDiffer, nopreemptHasNoEffect, addressIsNotUsable, interfaceIsMissing,
    somebodyRemovesAddresses, nobodyWouldTakeOver, nobodyHoldsTheAddress, identityIsUnknown,
    addressIsOutsideItsNetwork, directorsAreConfiguredDifferently,
  ]
}

/// One virtual router of the director, with what was heard of it.
struct JudgedRouter: Sendable {
  var instance: InstanceFacts
  /// Advertisements of others for the same virtual router on the same link.
  var strangers: [HeardFacts.Advert]
  /// It was listened on the wire.
  var wasListened: Bool
  /// How long it was listened after the daemon was asked: whom nobody heard is silent for so much
  /// longer; in seconds.
  var listened = 0.0
  /// The same virtual router in the other director's document.
  var peer: InstanceFacts?

  var object: String { "vrrp_instance \(instance.name)" }

  /// Adverts are on the wire and the daemon counts none of them.
  var isDeaf: Bool {
    guard !strangers.isEmpty else { return false }
    if let later = instance.later { return later.received == instance.received ?? 0 }
    guard let neighbors = instance.neighbors else { return instance.received == 0 }
    let fresh = neighbors.filter { $0.age <= 3 * instance.interval + 1 }
    return !strangers.contains { advert in
      fresh.contains { $0.address == advert.source.description }
    }
  }

  /// How many advertisements were dropped for this cause: between the two readings, if there were
  /// two; else since the start.
  func drops(_ cause: String) -> Int {
    let before = instance.dropped?[cause] ?? 0
    return instance.later.map { ($0.dropped[cause] ?? 0).growth(since: before) } ?? before
  }

  /// The same for those that counted and differed.
  func differences(_ what: String) -> Int {
    let before = instance.differing?[what] ?? 0
    return instance.later.map { ($0.differing[what] ?? 0).growth(since: before) } ?? before
  }

  /// Why the two routers do not understand each other; nil: they do, or nothing tells.
  var trouble: Trouble? {
    guard !strangers.isEmpty else { return troubleWithoutHearing }
    if let advert = strangers.first(where: { isForeign($0) }) { return .foreign(advert) }
    guard isDeaf else {
      guard instance.state == "master",
        let rival = strangers.first(where: { $0.priority > 0 && $0.count > 1 })
      else { return nil }
      return .rival(rival)
    }
    for advert in strangers {
      if let trouble = mismatch(of: advert) { return trouble }
    }
    return drops("authentication") > 0 ? .authentication(strangers[0]) : .filtered(strangers[0])
  }

  /// What is in an advertisement that the daemon must drop.
  private func mismatch(of advert: HeardFacts.Advert) -> Trouble? {
    let isUnicast = !advert.destination.isMulticast
    if !isUnicast, advert.timeToLive != 255 { return .hopLimit(advert) }
    if advert.version != instance.version { return .version(advert) }
    if isUnicast, let peers = instance.unicastPeers,
      !peers.contains(advert.source.description)
    {
      return .unicast(advert)
    }
    guard instance.version == 2 else { return nil }
    let wanted = ["PASS": 1, "AH": 2][instance.authentication ?? ""] ?? 0
    if let type = advert.authentication, instance.authentication != "HMAC", type != wanted {
      return .authentication(advert)
    }
    return abs(advert.interval - instance.interval) > 0.005 ? .interval(advert) : nil
  }

  /// Its list has none of our addresses.
  private func isForeign(_ advert: HeardFacts.Advert) -> Bool {
    let ours = Set(instance.addresses.map(\.address.description))
    return !advert.addresses.isEmpty && !ours.isEmpty && ours.isDisjoint(with: advert.addresses)
  }

  private var troubleWithoutHearing: Trouble? {
    let isFresh =
      instance.neighbors?.contains { $0.age <= 3 * instance.interval + 1 } == true
    if instance.later != nil || (!wasListened && !isFresh) {
      if drops("hopLimit") > 0 { return .hopLimit(nil) }
      if drops("version") > 0 { return .version(nil) }
      if drops("authenticationType") > 0 || drops("authentication") > 0 {
        return .authentication(nil)
      }
      if drops("interval") > 0 { return .interval(nil) }
      if drops("unicastSource") > 0 { return .unicast(nil) }
    }
    guard wasListened, instance.state == "master" else { return nil }
    return peer?.state == "master" || lostMaster != nil ? .silentWire : nil
  }

  /// A neighbour that was master with a priority above ours and is not heard any more: it would be
  /// master if it could be heard, unless preemption is off.
  var lostMaster: VRRPNeighborFacts? {
    guard peer == nil, instance.doesNotPreempt != true else { return nil }
    var lost = instance.neighbors?.first { neighbor in
      neighbor.priority > instance.priority && neighbor.age + listened > 3 * instance.interval + 1
    }
    lost?.age += listened
    return lost
  }

  enum Trouble: Sendable {
    case filtered(HeardFacts.Advert)
    case silentWire
    case hopLimit(HeardFacts.Advert?)
    case authentication(HeardFacts.Advert?)
    case version(HeardFacts.Advert?)
    case interval(HeardFacts.Advert?)
    case unicast(HeardFacts.Advert?)
    case foreign(HeardFacts.Advert)
    case rival(HeardFacts.Advert)
  }

  /// Lines of what was heard, or the counter.
  func evidence(_ advert: HeardFacts.Advert?, _ cause: String) -> [String] {
    if let advert { return [advert.line] }
    return ["\(object): dropped, \(cause): \(drops(cause))"]
  }
}

extension Examination {
  /// The director's virtual routers with what was heard of each.
  var judgedRouters: [JudgedRouter] {
    let adverts = Dictionary(
      grouping: (director.heard?.adverts ?? []).filter { advert in
        advert.isOwn != true && !index.own.contains(advert.source)
      }
    ) { RouterKey($0.interface, $0.virtualRouter, $0.source.isIPv6) }
    let others = Dictionary(
      (peer?.director?.instances ?? []).map { (PeerKey($0), $0) }, uniquingKeysWith: { $1 })
    return instances.map { instance in
      let key = RouterKey(instance.interface, instance.virtualRouter, instance.isIPv6 == true)
      return JudgedRouter(
        instance: instance, strangers: adverts[key] ?? [], wasListened: director.heard != nil,
        listened: max(0, director.heard?.seconds ?? 0),
        peer: others[PeerKey(instance)])
    }
  }

  private struct RouterKey: Hashable {
    var interface: String
    var number: Int
    var isIPv6: Bool

    init(_ interface: String, _ number: Int, _ isIPv6: Bool) {
      self.interface = interface
      self.number = number
      self.isIPv6 = isIPv6
    }
  }

  /// Interfaces may have other names on the other machine: the number and an address tell.
  private struct PeerKey: Hashable {
    var number: Int
    var address: Address?

    init(_ instance: InstanceFacts) {
      number = instance.virtualRouter
      address = instance.addresses.map(\.address).min()
    }
  }
}
