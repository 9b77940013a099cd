import Control
import Election
import Network
import VRRP

/// What `directorctl replay` is given: a recording, with the settings of an election in it.
let recordTarget = FuzzTarget(
  name: "record", samples: [recording(.two), recording(.three)],
  feed: { bytes in
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let records = lines.compactMap { try? record(Record.self, from: $0) }
    _ = Election.replay(records)
    // To the end, whatever the differences.
    var election = Election()
    for record in records {
      _ = election.handle(record.event, at: record.at, wall: record.wall)
    }
  })

/// A director that starts, hears another one, and takes over.
private func recording(_ version: Advertisement.Version) -> [UInt8] {
  let router = Router.Settings(
    version: version, virtualRouter: 7, priority: 100,
    addresses: [VirtualAddress(.v4(0xc000_0201), length: 24)])
  let carrier = Carrier.Settings(
    for: router, destination: .multicast(Advertisement.group(.ipv4)),
    authentication: version == .two ? .password(Password("secret".utf8)) : .none)
  let instance = InstanceSettings(
    name: "a", interface: "eth0", router: router, carrier: carrier, tracks: [Track(.file("f"))])
  let settings = ElectionSettings(
    instances: [instance], groups: [SyncGroup(name: "g", members: ["a"])])
  let events: [Event] = [
    .interfaceChanged("eth0", Interface(isUp: true, addresses: [.v4(0xc000_0202)])),
    .configured(settings), .started(drained: false), .statusChanged(.file("f"), .value(0)),
    .packetReceived(
      ReceivedPacket(
        ipv6: [0x31, 7, 200, 1, 0, 100, 0, 0, 192, 0, 2, 1], source: .v4(0xc000_0203),
        destination: Advertisement.group(.ipv4), hopLimit: 255), interface: "eth0"),
    .deadline, .addressRestored(.v4(0xc000_0201)), .drainRequested, .stopRequested,
  ]
  let records = events.enumerated().map { place, event in
    Record(
      at: Instant(nanoseconds: Int64(place + 1) * 5_000_000_000), wall: .seconds(1_700_000_000),
      event: event, effects: [])
  }
  return records.flatMap { recordLine($0) ?? [] }
}
