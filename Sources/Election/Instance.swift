package import Network
package import VRRP

/// A router with what carries its packets and what it tracks.
package struct Instance: Sendable {
  package typealias Key = InstanceSettings.Key

  package internal(set) var settings: InstanceSettings
  package internal(set) var router: Router
  package internal(set) var carrier: Carrier
  /// What the trackers made of it last.
  package internal(set) var verdict: Verdict
  /// No longer configured: it lives until it has let go of its addresses.
  var isRetired = false

  init(_ settings: InstanceSettings, isGrouped: Bool) {
    self.settings = settings
    var router = settings.router
    router.isGrouped = isGrouped
    self.router = Router(router)
    carrier = Carrier(settings.carrier)
    verdict = Verdict(base: router.priority, tracks: []) { _ in .up }
  }

  /// What must stand of it now, each on its interface.
  package var held: [HeldAddress] {
    router.held.map {
      HeldAddress(
        address: $0, interface: $0.interface ?? settings.interface, accepts: router.accepts)
    }
  }
}

/// What is known of an interface.
package struct Interface: Codable, Hashable, Sendable {
  package var isUp: Bool
  /// In the kernel's order, in which the first of a network is the primary.
  package var addresses: [Address]
  /// Those that are reached without a router; nil: not known.
  package var networks: [Prefix]?
  /// Bytes; nil: not known.
  package var mtu: Int?

  package init(
    isUp: Bool, addresses: [Address], networks: [Prefix]? = nil, mtu: Int? = nil
  ) {
    self.isUp = isUp
    self.addresses = addresses
    self.networks = networks
    self.mtu = mtu
  }
}

/// An interface, with its state held back by `interface_up_down_delays`.
struct Link: Hashable, Sendable {
  var addresses: [Address]
  var networks: [Prefix]
  var mtu: Int?
  /// What counts.
  private(set) var isUp: Bool
  /// When a change begins to count.
  private(set) var changesAt: Instant?

  init(_ interface: Interface) {
    addresses = interface.addresses
    networks = interface.networks ?? []
    mtu = interface.mtu
    isUp = interface.isUp
  }

  mutating func report(_ interface: Interface, _ delays: InterfaceDelays, at now: Instant) {
    addresses = interface.addresses
    networks = interface.networks ?? []
    mtu = interface.mtu
    guard interface.isUp != isUp else {
      changesAt = nil
      return
    }
    guard changesAt == nil else { return }
    changesAt = now + (interface.isUp ? delays.up : delays.down)
    settle(at: now)
  }

  mutating func settle(at now: Instant) {
    guard let moment = changesAt, moment <= now else { return }
    isUp.toggle()
    changesAt = nil
  }
}
