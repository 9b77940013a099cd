import Network
import Testing
import VRRP

@testable import Election

/// Settings for tests: one instance an interface, of virtual router 7 with 192.0.2.1 and on.
func instance(
  _ name: String, interface: String = "eth0", priority: UInt8 = 100, virtual: UInt32 = 0xc000_0201,
  _ change: (inout InstanceSettings) -> Void = { _ in }
) -> InstanceSettings {
  let router = Router.Settings(
    version: .three, virtualRouter: 7, priority: priority,
    addresses: [VirtualAddress(.v4(virtual), length: 24)])
  let carrier = Carrier.Settings(
    for: router, destination: .multicast(Advertisement.group(.ipv4)))
  var settings = InstanceSettings(
    name: name, interface: interface, router: router, carrier: carrier)
  change(&settings)
  return settings
}

/// One director and its time.
struct Director {
  var election = Election()
  var now = Instant(nanoseconds: 1_000_000_000)
  var effects: [Effect] = []

  static let address = Address.v4(0xc000_02fb)

  /// `standing`: a killed run left all addresses.
  init(
    _ settings: ElectionSettings, interfaces: [String] = ["eth0"], drained: Bool = false,
    standing: Bool = false
  ) {
    handle(.configured(settings))
    for interface in interfaces { handle(.interfaceChanged(interface, Director.up)) }
    let all = settings.instances.flatMap { $0.router.held.map(\.address) }
    if standing { handle(.addressesFound(Set(all))) }
    handle(.started(drained: drained))
  }

  static let up = Interface(isUp: true, addresses: [address])
  static let down = Interface(isUp: false, addresses: [address])

  mutating func handle(_ event: Event) { effects = election.handle(event, at: now) }

  @discardableResult
  mutating func pass(_ duration: Duration) -> [Effect] {
    let end = now + duration
    var all: [Effect] = []
    while let deadline = election.deadline, deadline <= end {
      now = max(now, deadline)
      handle(.deadline)
      all += effects
    }
    now = end
    return all
  }

  mutating func hears(
    _ priority: UInt8, on interface: String = "eth0", from source: UInt32 = 0xc000_02fc
  ) throws {
    let sender = instance("peer", interface: interface)
    var carrier = Carrier(sender.carrier)
    let advertisement = Advertisement(
      version: .three, virtualRouter: 7, priority: priority, interval: .seconds(1),
      addresses: sender.router.addresses.map(\.address))
    let packet = carrier.packets(for: advertisement, from: .v4(source), wall: .zero).first
    handle(.packetReceived(try ReceivedPacket(ipv4: packet?.bytes ?? []), interface: interface))
  }

  var held: Set<Address> { Set(election.held.map(\.address.address)) }
}

extension [Effect] {
  var sent: [UInt8] {
    compactMap { if case .send(let packet, _, _) = $0 { packet.bytes[22] } else { nil } }
  }

  var transitions: [Transition] {
    compactMap { if case .transition(let transition) = $0 { transition } else { nil } }
  }

  var announced: [Address] {
    compactMap { if case .announce(let address, _) = $0 { address } else { nil } }
  }
}
