import IPVS
import Network

/// What the kernel answers: netlink messages, answers with explanations, services, destinations.
let netlinkTarget = FuzzTarget(
  name: "netlink", samples: netlinkSamples,
  feed: { bytes in
    var reader = NetlinkReader(bytes[...])
    // A reader that made no way would never end.
    var bound = bytes.count
    while let message = reader.next() {
      bound -= 1
      precondition(bound >= 0)
      _ = message.answer
      var found = Observation()
      if let service = try? Reply.service(message.payload) {
        found.add(service)
        let servers = Family.allCases.compactMap {
          try? Reply.destination(message.payload, family: $0)
        }
        found.set(servers, of: service.key)
        let changes = Table().changes(to: found.table).map(\.description)
        precondition(!changes.isEmpty)
      }
      _ = try? Reply.information(message.payload)
      _ = try? Reply.timeouts(message.payload)
      _ = try? Reply.syncDaemon(message.payload)
    }
  })

private let netlinkSamples: [[UInt8]] = {
  let key = ServiceKey.endpoint(.tcp, Endpoint(.v6(IPv6Bits(1 << 96 | 7)), port: 80))
  let settings = ServiceSettings(
    flags: [.scheduler2], persistence: Persistence(timeout: 60, granularity: 24, engine: "sip"))
  let tunnel = DestinationSettings(forwarding: .tunnel(Tunnel(.gue(port: 6080), checksum: .full)))
  let commands: [Command] = [
    .newService(key, settings), .newService(.firewallMark(5, .ipv4), settings),
    .newDestination(key, Endpoint(.v4(0x0a00_0002), port: 8080), tunnel),
    .setTimeouts(Timeouts(tcp: 1, tcpFin: 2, udp: 3)),
    .startDaemon(SyncDaemon(.backup, on: "eth1", group: .v4(0xe000_0051), port: 8848)),
  ]
  var dump: [UInt8] = []
  for command in commands {
    dump.append(message: 28, flags: [], sequence: 1) { command.append(to: &$0) }
  }
  var answer: [UInt8] = []
  answer.append(message: 2, flags: [.explained], sequence: 1) {
    $0.appendHost(Int32(-22))
    $0.append(message: 28, flags: .request, sequence: 1) { commands[0].append(to: &$0) }
    $0.append(attribute: 1, text: "no")
  }
  return [dump, answer]
}()
