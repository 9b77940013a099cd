import Network
import Routing

/// What the kernel tells of links, addresses, routes and rules.
let routingTarget = FuzzTarget(
  name: "routing", samples: routingSamples,
  feed: { bytes in
    var reader = NetlinkReader(bytes[...])
    var addresses: [InterfaceAddress] = []
    while let message = reader.next() {
      _ = (PacketFilter.isLoss(message), Route.NextHop(answer: message))
      guard let event = RoutingEvent(message) else { continue }
      if case .address(let address) = event { addresses.append(address) }
      if let command = command(event) {
        // What was read can be written and read again.
        var payload: [UInt8] = []
        command.append(to: &payload)
      }
    }
    _ = RoutingCommand.changes(from: addresses, to: Array(addresses.dropFirst())) { _ in true }
  })

private func command(_ event: RoutingEvent) -> RoutingCommand? {
  switch event {
  case .address(let address), .addressGone(let address): .addAddress(address)
  case .route(let route), .routeGone(let route): .addRoute(route)
  case .rule(let rule), .ruleGone(let rule): .addRule(rule)
  case .link, .linkGone, .forwarding, .relearned: nil
  }
}

private let routingSamples: [[UInt8]] = {
  let address = InterfaceAddress(
    .v4(0xc000_0201), length: 24, on: 2, peer: .v4(0xc000_0209), broadcast: 0xc000_02ff,
    label: "eth0:1", flags: .noPrefixRoute, preferredLifetime: 0)
  let hops = [
    Route.NextHop(via: .v4(0xc000_02fe), on: 2, weight: 9, isOnLink: true),
    Route.NextHop(via: .v6(IPv6Bits(0xfe80 << 112 | 1)), on: 3),
  ]
  var commands: [RoutingCommand] = [
    .addAddress(address), .addAddress(InterfaceAddress(.v6(1), length: 128, on: 1)),
    .makeLink(VirtualLink(name: "vrrp.1", hardware: .virtualRouter(1, .ipv4), parent: 2)),
    .addRule(
      Rule(
        .ipv4, priority: 7, from: Prefix(.v4(0), length: 0),
        to: Prefix(.v4(0x0a00_0000), length: 8),
        input: "eth0", output: "eth1", mark: .init(1), action: .goTo(priority: 9))),
  ]
  if let prefix = Prefix(.v4(0x0a00_0000), length: 8) {
    commands.append(.addRoute(Route(to: prefix, hops, table: 1000, metric: 3)))
    commands.append(.addRoute(Route(to: prefix, [hops[0]], source: .v4(1))))
  }
  return commands.map { command in
    var bytes: [UInt8] = []
    bytes.append(message: command.message, flags: [], sequence: 1) { command.append(to: &$0) }
    return bytes
  }
}()
