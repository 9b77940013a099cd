import Network
import Routing
import System
import VRRP

/// Prints the advertisements that come in.
func listen(on name: String, seconds: Int) throws(SystemError) -> Int32 {
  let kernel = try KernelRouting()
  let index = try interface(name, kernel).index
  let sockets = try AdvertisementSockets()
  let four: Set = [Advertisement.group(.ipv4)]
  let paths: [AdvertisementSockets.Path: Set<Address>] = [
    .init(.ipv4, on: index): four, .init(.ipv4, on: index, transport: 51): four,
    .init(.ipv6, on: index): [Advertisement.group(.ipv6)],
  ]
  for (path, error) in sockets.open(paths) { print("\(path): \(error)") }
  print("listening")
  let poller = try Poller()
  try poller.add(sockets.descriptor, for: .readable, token: 0)
  let end = MonotonicClock.now + .seconds(seconds)
  while MonotonicClock.now < end {
    guard try !poller.wait(until: end).isEmpty else { continue }
    let heard = try sockets.receive { path, error in print("\(path): \(error)") }
    for (path, arrival) in heard.flatMap({ one in one.arrivals.map { (one.path, $0) } }) {
      guard case .success(let packet) = arrival.packet else { continue }
      let reading = try? Advertisement.read(
        packet.payload, from: packet.source, to: packet.destination)
      let words = reading.map { "priority \($0.advertisement.priority)" } ?? "unreadable"
      let isHere = arrival.interface == index
      print(
        "\(path.transport) from \(packet.source) to \(packet.destination) "
          + "hops \(packet.hopLimit ?? 0) router \(packet.virtualRouter ?? 0) \(words)"
          + (isHere ? "" : " elsewhere"))
    }
  }
  return 0
}

/// Prints what changes of addresses and links.
func monitor(seconds: Int) throws(SystemError) -> Int32 {
  let monitor = try RoutingMonitor([.links, .addresses, .routes, .rules])
  let poller = try Poller()
  try poller.add(monitor.descriptor, for: .readable, token: 0)
  print("monitoring")
  let end = MonotonicClock.now + .seconds(seconds)
  while MonotonicClock.now < end {
    guard try !poller.wait(until: end).isEmpty else { continue }
    for event in try monitor.take() {
      switch event {
      case .link(let link): print("link \(link.name) \(link.isUp ? "up" : "down")")
      case .linkGone(let link): print("gone: link \(link.name)")
      case .address(let address): print(text(address))
      case .addressGone(let address): print("gone: \(text(address))")
      case .route(let route): print("route \(route.destination)")
      case .routeGone(let route): print("gone: route \(route.destination)")
      case .rule(let rule): print("rule \(rule.priority ?? 0)")
      case .ruleGone(let rule): print("gone: rule \(rule.priority ?? 0)")
      case .forwarding(let index, let isRouter): print("forwarding \(index) \(isRouter)")
      case .relearned(let links, let addresses, _):
        print("relearned \(links.count) links, \(addresses.count) addresses")
      }
    }
  }
  return 0
}

/// More news than a small buffer holds: they end with what stands.
func flood(on name: String) throws(SystemError) -> Int32 {
  let kernel = try KernelRouting()
  let index = try interface(name, kernel).index
  let monitor = try RoutingMonitor(receiveBuffer: 4096)
  let many = (1...1000).map {
    InterfaceAddress(.v4(0x0a00_0000 + $0), length: 32, on: index)
  }
  let code = try apply(many.map(RoutingCommand.addAddress), kernel)
  var events: [RoutingEvent] = []
  for _ in 0..<1000 {
    let more = try monitor.take()
    if more.isEmpty { break }
    events += more
  }
  guard case .relearned(_, let addresses, _) = events.last(where: \.isRelearned) else { return 1 }
  let held = addresses.filter { $0.owner == .directord }.count
  print("relearned \(held) of ours after \(events.count - 1) news")
  return code | (try apply(many.map(RoutingCommand.deleteAddress), kernel))
}

extension RoutingEvent {
  fileprivate var isRelearned: Bool {
    if case .relearned = self { true } else { false }
  }
}

/// A macvlan for virtual router 51, its settings, and the address that only it answers for.
func makeVirtual(on name: String) throws(SystemError) -> Int32 {
  let kernel = try KernelRouting()
  let parent = try interface(name, kernel)
  let wanted = VirtualLink(
    name: "vrrp.51", hardware: .virtualRouter(51, .ipv4), parent: parent.index)
  var code = try apply([.makeLink(wanted)], kernel)
  let made = try interface(wanted.name, kernel)
  guard wanted.isMade(by: made) else { return 1 }
  var settings = InterfaceSettings()
  let values = InterfaceSettings.quiet(virtualLink: wanted.name, on: name, for: [.ipv4])
  for error in settings.makeTrue(values).values {
    print(error)
    code = 1
  }
  let address = InterfaceAddress(.v4(0xc000_0251), length: 32, on: made.index)
  code |= try apply(
    [.setLinkLocal(link: made.index, false), .setUp(link: made.index, true), .addAddress(address)],
    kernel)
  let announcements = try AnnouncementSocket()
  if case .v4(let bits) = address.address, let hardware = made.hardware {
    let error = announcements.send(
      GratuitousARP(address: bits, hardware: hardware), on: made.index)
    if let error { print(error) }
  }
  print("made; one line puts it back")
  _ = readLine()
  code |= try apply([.deleteLink(made.index)], kernel)
  for error in settings.makeTrue([:]).values {
    print(error)
    code = 1
  }
  return code
}
