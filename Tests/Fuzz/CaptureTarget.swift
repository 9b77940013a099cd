import Doctor
import Network

/// Any frame that any host of the segment sends, as the doctor's captures read it.
let captureTarget = FuzzTarget(
  name: "capture",
  samples: [
    // ARP, a SYN, an ICMP error about UDP, GUE and IP-in-IP with a SYN within, a fragment of IPv6 and a
    // solicitation with an option.
    ethernet(0x0806, [0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 10] + client + zeros(6) + service),
    ethernet(0x0800, ip(6, client, service, syn)),
    ethernet(
      0x0800, ip(1, service, client, [3, 3, 0, 0, 0, 0, 0, 0] + ip(17, client, service, udp))),
    ethernet(
      0x0800,
      ip(
        17, service, server,
        [0x87, 0xef, 0x17, 0xc0, 0, 72, 0, 0, 0, 4, 0, 0] + ip(6, client, service, syn))),
    ethernet(0x8100, [0, 100, 8, 0] + ip(4, service, server, ip(6, client, service, syn))),
    ethernet(
      0x0800, ip(47, service, server, [0xb0, 0, 8, 0] + zeros(12) + ip(6, client, service, syn))),
    ethernet(
      0x86dd,
      [0x60, 0, 0, 0, 0, 24, 0, 64] + zeros(32) + [44, 0, 1, 0, 0, 0, 0, 0] + [
        6, 0, 0, 1, 0, 0, 0, 1,
      ] + syn),
    ethernet(
      0x86dd,
      [0x60, 0, 0, 0, 0, 32, 58, 255] + zeros(32) + [135, 0, 0, 0, 0, 0, 0, 0] + zeros(16) + [
        1, 1, 2, 0, 0, 0, 0, 10,
      ]),
    ethernet(
      0x0800,
      ip(112, service, [224, 0, 0, 18], [0x21, 51, 150, 1, 1, 1, 0, 0] + service + zeros(8))
    ),
    ethernet(
      0x0800,
      ip(
        17, service, [224, 0, 0, 81],
        [0xe9, 0x50, 0x22, 0x90, 0, 16, 0, 0, 0, 7, 0, 8, 1, 1, 0, 0])),
  ],
  feed: { bytes in
    var walk = WalkRecord(
      WalkSubject(virtualAddresses: [.v4(0xc0a8_036c)], realServers: [.v4(0x0a00_0002)]))
    var heard = HeardRecord(absent: [.v4(0xc0a8_036c)])
    // Twice, so that it meets its like; then behind each kind of link header.
    for _ in 0..<2 {
      guard let frame = CapturedFrame(ethernet: bytes[...], "eth0", .arrives) else { break }
      walk.record(frame)
      heard.record(frame)
    }
    for etherType: UInt16 in [0x0800, 0x0806, 0x86dd, 0x8100] {
      let frame = CapturedFrame("tunl0", .leaves, etherType: etherType, payload: bytes[...])
      walk.record(frame)
      heard.record(frame)
    }
    _ = walk.facts(seconds: 1)
    _ = heard.facts(seconds: 1)
  })

private let client: [UInt8] = [192, 168, 3, 10]
private let service: [UInt8] = [192, 168, 3, 108]
private let server: [UInt8] = [10, 0, 0, 2]
private let syn: [UInt8] =
  [0x9c, 0x41, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0xfa, 0xf0, 0, 0, 0, 0]
private let udp: [UInt8] = [0x9c, 0x43, 0, 53, 0, 8, 0, 0]

private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

private func ethernet(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
  [2, 0, 0, 0, 0, 11, 2, 0, 0, 0, 0, 10] + networkOrder(type) + payload
}

private func ip(
  _ transport: UInt8, _ source: [UInt8], _ destination: [UInt8], _ payload: [UInt8]
) -> [UInt8] {
  let length = networkOrder(UInt16(truncatingIfNeeded: 20 + payload.count))
  return [0x45, 0] + length + [0, 1, 0, 0, 64, transport, 0, 0] + source + destination + payload
}
