import Network
import Routing
import System
import VRRP

/// One turn of a master: speak, make true, announce.
struct Turn {
  private let kernel: KernelRouting
  private let link: Link
  private let sockets: AdvertisementSockets
  private let announcements: AnnouncementSocket

  init(on name: String) throws(SystemError) {
    kernel = try KernelRouting()
    link = try interface(name, kernel)
    sockets = try AdvertisementSockets()
    announcements = try AnnouncementSocket()
  }

  private let vip: UInt32 = 0xc000_0264
  private let vip6 = IPv6Bits(0x2001_0db8 << 96 | 0x64)

  func run() throws(SystemError) -> Int32 {
    let paths = [Family.ipv4, .ipv6].map { AdvertisementSockets.Path($0, on: link.index) }
    var code: Int32 = 0
    for (path, error) in sockets.open(Dictionary(paths.map { ($0, []) }) { $1 }) {
      print("\(path): \(error)")
      code = 1
    }
    code |= try speak()
    let found = try kernel.addresses()
    let changes = RoutingCommand.changes(from: found, to: addresses) { $0.owner == .directord }
    code |= try apply(changes + routes, kernel)
    return code | announce()
  }

  private func speak() throws(SystemError) -> Int32 {
    let found = try kernel.addresses().filter { $0.interface == link.index }
    let source = found.first { $0.address.family == .ipv4 }?.address ?? .v4(0)
    let source6 = found.first { $0.address.isLinkLocal }?.address ?? .v6(0)
    let multicast = Carrier.Destination.multicast(Advertisement.group(.ipv4))
    let unicast = Carrier.Destination.unicast([.init(.v4(0xc000_0202))], checksSource: false)
    let six = Carrier.Destination.multicast(Advertisement.group(.ipv6))
    return send(.two, 51, [.v4(vip)], source, multicast, .password(Password(Array("secret".utf8))))
      | send(.two, 52, [.v4(vip)], source, multicast, .header(Password(Array("secret".utf8))))
      | send(.three, 53, [.v4(vip)], source, multicast, .none)
      | send(.three, 54, [.v4(vip)], source, unicast, .none)
      | send(.three, 55, [.v6(IPv6Bits(0xfe80 << 112 | 0x64)), .v6(vip6)], source6, six, .none)
  }

  private func send(
    _ version: Advertisement.Version, _ router: UInt8, _ addresses: [Address], _ source: Address,
    _ destination: Carrier.Destination, _ authentication: Carrier.Authentication
  ) -> Int32 {
    var carrier = Carrier(
      Carrier.Settings(
        version: version, virtualRouter: router, interval: .seconds(1), destination: destination,
        authentication: authentication))
    var advertisement = Advertisement(
      version: version, virtualRouter: router, priority: 200, interval: .seconds(1),
      addresses: addresses)
    switch authentication {
    case .password(let password): advertisement.authentication = .password(password)
    case .header: advertisement.authentication = .header
    case .none, .hmac: break
    }
    let path = AdvertisementSockets.Path(source.family, on: link.index)
    for packet in carrier.packets(for: advertisement, from: source, wall: .zero) {
      if let error = sockets.send(packet, from: source, on: path) {
        print(error)
        return 1
      }
    }
    return 0
  }

  private var addresses: [InterfaceAddress] {
    [
      InterfaceAddress(
        .v4(vip), length: 24, on: link.index,
        broadcast: InterfaceAddress.broadcast(of: .v4(vip), length: 24),
        label: "\(link.name):vip"),
      InterfaceAddress(
        .v4(0xc000_0265), length: 32, on: link.index, peer: .v4(0xc000_0299), scope: .link,
        flags: .noPrefixRoute),
      InterfaceAddress(.v6(vip6), length: 128, on: link.index),
    ]
  }

  private var routes: [RoutingCommand] {
    guard let ten = Prefix("10.0.0.0/8"), let nine = Prefix("10.9.0.0/16") else { return [] }
    let hops = [
      Route.NextHop(via: .v4(0xc000_0202), on: link.index, weight: 2),
      Route.NextHop(via: .v4(0xc000_0203), on: link.index),
    ]
    return [
      .addRoute(Route(to: ten, hops, source: .v4(vip), table: 1000, metric: 5)),
      .addRoute(Route(to: nine, kind: .blackhole)),
      .addRule(
        Rule(.ipv4, priority: 77, from: Prefix(.v4(vip), length: 32), action: .lookUp(table: 1000))),
    ]
  }

  private func announce() -> Int32 {
    guard let hardware = link.hardware else { return 1 }
    let arp = GratuitousARP(address: vip, hardware: hardware)
    let neighbor = NeighborAdvertisement(address: vip6, hardware: hardware, isRouter: true)
    let errors = [
      announcements.send(arp, on: link.index), announcements.send(neighbor, on: link.index),
      announcements.send(arp, on: 9999),
    ]
    for error in errors.prefix(2) { if let error { print(error) } }
    return errors[0] == nil && errors[1] == nil && errors[2] != nil ? 0 : 1
  }
}
