import Election
import Network
import Routing
import System
import VRRP

/// The networks that the virtual routers stand in: what is said to the neighbours and heard of them.
final class Segment {
  struct Arrival {
    /// Or why its headers cannot be read.
    var packet: Result<ReceivedPacket, Rejection>
    var interface: String
  }

  private struct Way: Hashable {
    var interface: String
    var family: Family
  }

  /// What could not be opened is tried so often.
  private static let patience = Duration.seconds(1)

  private let interfaces: Interfaces
  private let sockets: AdvertisementSockets
  private let announcements: AnnouncementSocket
  private var paths: [Way: AdvertisementSocket.Path] = [:]
  /// Virtual routers' own interfaces, each with the one that it lies on.
  private var virtual: [String: VirtualInterface] = [:]
  /// Who is listened to on each path.
  private var audiences: [AdvertisementSocket.Path: Audience] = [:]
  /// What was said of each way the last time, so that it is said once.
  private var complaints: [String: String] = [:]
  /// When what could not be opened is tried again.
  private var retryAt: Instant?

  init(_ interfaces: Interfaces) throws(SystemError) {
    self.interfaces = interfaces
    sockets = try AdvertisementSockets()
    announcements = try AnnouncementSocket()
  }

  /// Readable while a packet waits.
  var descriptor: Int32 { sockets.descriptor }

  /// When one of them is listened to whole again.
  private var opensAt: Instant?

  /// When `open` is due though nothing has changed.
  var deadline: Instant? { earliest(retryAt, opensAt) }

  func isDue(at now: Instant) -> Bool { deadline.map { $0 <= now } ?? false }

  /// Listens where these instances are; those sockets that are open already lose nothing.
  func open(for instances: [InstanceSettings], at now: Instant) -> [ElectionNews] {
    var wanted: [AdvertisementSocket.Path: Set<Address>] = [:]
    var routers: [AdvertisementSocket.Path: Set<UInt8>] = [:]
    paths = [:]
    virtual = [:]
    for instance in instances {
      if let interface = instance.virtualInterface { virtual[interface.name] = interface }
      guard let index = interfaces.link(named: instance.interface)?.index else { continue }
      let family = instance.router.family
      let group: Set<Address> = instance.carrier.destination.group.map { [$0] } ?? []
      // Without a header too, so that a peer that leaves it out is heard, and refused with a reason.
      let path = AdvertisementSocket.Path(family, on: index)
      paths[Way(interface: instance.interface, family: family)] = path
      var indices = [index]
      // A rival has the same hardware address: what it says comes to that one's interface while it
      // is on, and to nobody else.
      if let own = instance.virtualInterface.flatMap({ interfaces.link(named: $0.name) }) {
        indices.append(own.index)
      }
      let transport = AuthenticationHeader.transport
      for index in indices {
        var listening = [AdvertisementSocket.Path(family, on: index)]
        if instance.carrier.authentication.isHeader {
          listening.append(AdvertisementSocket.Path(family, on: index, transport: transport))
        }
        for path in listening {
          wanted[path, default: []].formUnion(group)
          routers[path, default: []].insert(instance.router.virtualRouter)
        }
      }
    }
    let failures = sockets.open(wanted)
    retryAt = failures.isEmpty ? nil : now + Self.patience
    listen(to: routers, at: now)
    return failures.flatMap { path, error in
      let name = interfaces.link(path.interface)?.name ?? "interface \(path.interface)"
      return complain(
        "listening on \(name)", "\(error): VRRP is not heard on \(name); tried again every second")
    }
  }

  /// The kernel follows who is listened to on each path.
  private func listen(to routers: [AdvertisementSocket.Path: Set<UInt8>], at now: Instant) {
    var audiences: [AdvertisementSocket.Path: Audience] = [:]
    for (path, routers) in routers {
      var audience = self.audiences[path] ?? Audience()
      audience.routers = routers
      audience.open(at: now)
      audiences[path] = audience
      sockets.keep(audience.isClosed ? routers : nil, on: path)
    }
    self.audiences = audiences
    opensAt = audiences.values.compactMap(\.opensAt).min()
  }

  /// What has come, bounded a call.
  func receive(at now: Instant) throws(SystemError) -> [Arrival] {
    var hasFailed = false
    let heard = try sockets.receive { _, _ in hasFailed = true }
    // It is opened anew in the next turn.
    if hasFailed { retryAt = now }
    var arrivals: [Arrival] = []
    for (path, its) in heard { note(its, on: path, at: now, &arrivals) }
    return arrivals
  }

  private func note(
    _ heard: [AdvertisementSocket.Arrival], on path: AdvertisementSocket.Path, at now: Instant,
    _ arrivals: inout [Arrival]
  ) {
    arrivals.reserveCapacity(arrivals.count + heard.count)
    var audience = audiences[path]
    // Most come in on one interface.
    var last: (index: UInt32, name: String?)?
    for arrival in heard {
      if audience?.hears(arrival.packet, at: now) == true {
        sockets.keep(audience?.routers, on: path)
        opensAt = earliest(opensAt, audience?.opensAt)
      }
      if last?.index != arrival.interface {
        last = (arrival.interface, parent(of: arrival.interface))
      }
      guard let interface = last?.name else { continue }
      arrivals.append(Arrival(packet: arrival.packet, interface: interface))
    }
    audiences[path] = audience
  }

  /// The name of an interface, or of the one that a virtual router's own lies on.
  private func parent(of index: UInt32) -> String? {
    interfaces.link(index).map { virtual[$0.name]?.parent ?? $0.name }
  }

  func send(
    _ packet: OutgoingPacket, from source: Address, on interface: String
  ) -> [ElectionNews] {
    let subject = "\(interface) to \(packet.destination)"
    let error: SystemError?
    if let virtual = virtual[interface] {
      error = send(packet, from: source, by: virtual)
    } else {
      guard let path = paths[Way(interface: interface, family: source.family)] else { return [] }
      error = sockets.send(packet, from: source, on: path)
    }
    guard let error else {
      complaints[subject] = nil
      return []
    }
    // Without the link nothing can be sent: that it is down is said as a fault.
    guard let link = interfaces.link(named: interface), link.isUp else { return [] }
    return complain(subject, "\(interface): \(error)")
  }

  private func send(
    _ packet: OutgoingPacket, from source: Address, by interface: VirtualInterface
  ) -> SystemError? {
    let hardware = interface.hardwareAddress
    guard let link = interfaces.link(named: interface.name),
      let frame = AdvertisementFrame(packet, from: source, hardware: hardware)
    else { return SystemError("send an advertisement", 19) }
    return announcements.send(frame, on: link.index)
  }

  /// Tells the segment where an address is. An interface without ARP has nobody to tell.
  func announce(_ address: Address, on interface: String) -> [ElectionNews] {
    guard let link = interfaces.link(named: interface), let hardware = link.hardware,
      link.flags.isDisjoint(with: [.noARP, .loopback])
    else { return [] }
    let error: SystemError?
    switch address {
    case .v4(let bits):
      error = announcements.send(
        GratuitousARP(address: bits, hardware: hardware), on: link.index)
    case .v6(let bits):
      error = announcements.send(
        NeighborAdvertisement(address: bits, hardware: hardware, isRouter: link.isRouter),
        on: link.index)
    }
    let subject = "announcing on \(interface)"
    guard let error else {
      complaints[subject] = nil
      return []
    }
    return complain(subject, "\(address) is not announced on \(interface): \(error)")
  }

  private func complain(_ subject: String, _ text: String) -> [ElectionNews] {
    guard complaints.updateValue(text, forKey: subject) != text else { return [] }
    return [.said(.error, text)]
  }
}

extension Carrier.Destination {
  fileprivate var group: Address? {
    switch self {
    case .multicast(let group): group
    case .unicast: nil
    }
  }
}

extension Carrier.Authentication {
  fileprivate var isHeader: Bool {
    switch self {
    case .header: true
    case .none, .password, .hmac: false
    }
  }
}
