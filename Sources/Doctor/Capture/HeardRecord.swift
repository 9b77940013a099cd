package import Network

/// What was heard so far of VRRP, of the sync daemon and of frames that should go elsewhere.
///
/// It is bounded, whatever comes: senders that found no room are counted.
package struct HeardRecord: Sendable {
  /// Of each kind. A segment has 255 virtual routers at most.
  package static let mostSenders = 1_000

  /// Virtual addresses that this machine does not hold: who still sends here for them?
  package var absent: Set<Address>
  /// Where sync daemons send.
  package var syncGroups: Set<Address>
  /// Messages of senders for whom there was no room.
  package private(set) var missed: UInt64 = 0
  private var adverts = Tally<HeardFacts.Advert>()
  private var syncMessages = Tally<HeardFacts.SyncMessage>()
  private var strays = Tally<HeardFacts.StrayFrame>()

  package init(absent: Set<Address> = [], syncGroups: Set<Address> = defaultSyncGroups) {
    self.absent = absent
    self.syncGroups = syncGroups
  }

  /// The kernel's default group of the sync daemon, 224.0.0.81 (`IP_VS_SYNC_GROUP`), and ff02::81,
  /// which takes its place over IPv6.
  package static let defaultSyncGroups: Set<Address> = [
    .v4(0xe000_0051), .v6(IPv6Bits(0xff02_0000_0000_0000_0000_0000_0000_0081)),
  ]

  /// Takes a frame in; false if it is none of what is listened for.
  @discardableResult
  package mutating func record(_ frame: CapturedFrame) -> Bool {
    guard frame.etherType == 0x0800 || frame.etherType == 0x86dd,
      let header = IPHeader(FrameBytes(frame.payload))
    else { return false }
    let isOwn: Bool? = frame.direction == .leaves ? true : nil
    if let advert = HeardAdvert(header) {
      count(adverts.count(HeardFacts.Advert(advert, header, frame, isOwn: isOwn)))
      return true
    }
    if header.transport == 17, header.fragmentOffset == 0,
      syncGroups.contains(header.destination),
      let message = HeardSyncMessage(header.payload.dropping(8))
    {
      var heard = HeardFacts.SyncMessage(
        interface: frame.interface, source: header.source, syncID: message.syncID)
      heard.version = message.version
      heard.isOwn = isOwn
      heard.count = 0
      count(syncMessages.count(heard))
      return true
    }
    guard frame.direction == .arrives, absent.contains(header.destination), let from = frame.from
    else { return false }
    count(
      strays.count(
        HeardFacts.StrayFrame(
          interface: frame.interface, from: from.description, destination: header.destination,
          count: 0)))
    return true
  }

  private mutating func count(_ hasRoom: Bool) {
    if !hasRoom { missed += 1 }
  }

  /// The document's part. `seconds`: for how long it was listened.
  package func facts(seconds: Double) -> HeardFacts {
    var facts = HeardFacts(
      seconds: seconds,
      adverts: adverts.entries.map { advert, count in
        var advert = advert
        advert.count = count
        return advert
      },
      syncMessages: syncMessages.entries.map { message, count in
        var message = message
        message.count = count
        return message
      })
    facts.strayFrames = strays.entries.map { frame, count in
      var frame = frame
      frame.count = count
      return frame
    }
    return facts
  }
}

/// Counts of equal values in the order of their first sight.
private struct Tally<Value: Hashable & Sendable>: Sendable {
  private var places: [Value: Int] = [:]
  private(set) var entries: [(value: Value, count: Int)] = []

  /// False if there is no room for another value.
  mutating func count(_ value: Value) -> Bool {
    if let place = places[value] {
      entries[place].count += 1
      return true
    }
    guard entries.count < HeardRecord.mostSenders else { return false }
    places[value] = entries.count
    entries.append((value, 1))
    return true
  }
}

extension HeardFacts.Advert {
  /// With a count of 0, so that equal advertisements are equal values.
  fileprivate init(
    _ advert: HeardAdvert, _ header: IPHeader, _ frame: CapturedFrame, isOwn: Bool?
  ) {
    self.init(
      interface: frame.interface, source: header.source, destination: header.destination,
      virtualRouter: advert.virtualRouter, priority: advert.priority, interval: advert.interval,
      version: advert.version, addresses: advert.addresses.map(\.description))
    hardwareAddress = frame.from?.description
    timeToLive = Int(header.timeToLive)
    authentication = advert.authentication
    self.isOwn = isOwn
    count = 0
  }
}
