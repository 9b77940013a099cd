import Network
import VRRP

/// A VRRP message over IPv4 and IPv6, the packet round it, and an `auth_hmac` trailer.
let advertisementTarget = FuzzTarget(
  name: "advertisement",
  samples: [
    [
      0x45, 0xc0, 0, 32, 0, 1, 0, 0, 255, 112, 0, 0, 192, 0, 2, 251, 224, 0, 0, 18, 0x31, 13, 200,
      1, 0, 100, 0xa0, 0xfd, 192, 0, 2, 4,
    ],
    [
      0x45, 0xc0, 0, 40, 0, 1, 0, 0, 255, 112, 0, 0, 192, 0, 2, 251, 224, 0, 0, 18, 0x21, 10, 200,
      1, 0, 1, 0x54, 0xf1, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
    [
      0x45, 0xc0, 0, 64, 0, 1, 0, 0, 255, 51, 0, 0, 192, 0, 2, 251, 224, 0, 0, 18, 112, 4, 0, 0,
      192,
      0, 2, 251, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x21, 12, 200, 1, 2, 1, 0x52,
      0xed, 192, 0, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0,
    ],
  ],
  feed: { bytes in
    if let packet = try? ReceivedPacket(ipv4: bytes) { feed(packet) }
    feed(
      ReceivedPacket(
        ipv6: bytes, source: .v6(1), destination: Advertisement.group(.ipv6), hopLimit: 255))
  })

private func feed(_ packet: ReceivedPacket) {
  for authentication in authentications {
    for version in [Advertisement.Version.two, .three] {
      var carrier = Carrier(
        Carrier.Settings(
          version: version, virtualRouter: packet.virtualRouter ?? 0, interval: .seconds(1),
          destination: .multicast(packet.destination), authentication: authentication))
      _ = try? carrier.advertisement(in: packet, wall: .seconds(1))
    }
  }
}

private let authentications: [Carrier.Authentication] = [
  .none, .password(Password([1, 2, 3])), .header(Password([1, 2, 3])),
  .hmac(
    AuthHMAC.Settings(
      keys: [1: [UInt8](repeating: 7, count: 32)], activeKey: 1, window: nil, mode: .permissive)),
]

let arpTarget = FuzzTarget(
  name: "arp", samples: [GratuitousARP(address: 0xc000_0201, hardware: .broadcast).bytes],
  feed: { bytes in
    guard let arp = GratuitousARP(bytes) else { return }
    precondition(GratuitousARP(arp.bytes) == arp)
  })

let neighborTarget = FuzzTarget(
  name: "neighbor",
  samples: [NeighborAdvertisement(address: 1, hardware: .broadcast, isRouter: true).bytes],
  feed: { bytes in
    guard let neighbor = NeighborAdvertisement(bytes) else { return }
    precondition(NeighborAdvertisement(neighbor.bytes) == neighbor)
  })
