package import Network

/// What the operator decides about all virtual routers of this director.
package struct ElectionSettings: Codable, Hashable, Sendable {
  package var instances: [InstanceSettings]
  package var groups: [SyncGroup]
  /// `interface_up_down_delays`, by interface.
  package var delays: [String: InterfaceDelays]
  /// The shortest time between two announcements on one interface: `garp_interval` and
  /// `gna_interval`; zero: none.
  package var announcementIntervals: [Family: Duration]
  /// `log_unknown_vrids`: packets of virtual routers that are not configured here are said.
  package var saysStrays: Bool

  package init(
    instances: [InstanceSettings], groups: [SyncGroup] = [],
    delays: [String: InterfaceDelays] = [:], announcementIntervals: [Family: Duration] = [:],
    saysStrays: Bool = false
  ) {
    self.saysStrays = saysStrays
    self.instances = instances
    self.groups = groups
    self.delays = delays
    self.announcementIntervals = announcementIntervals
  }
}

/// How long an interface must be down, or up, before it counts.
package struct InterfaceDelays: Codable, Hashable, Sendable {
  package var down: Duration
  package var up: Duration

  package init(down: Duration = .zero, up: Duration = .zero) {
    self.down = down
    self.up = up
  }
}

/// One `vrrp_instance`.
package struct InstanceSettings: Codable, Hashable, Sendable {
  package var name: String
  package var interface: String
  package var router: Router.Settings
  package var carrier: Carrier.Settings
  /// `mcast_src_ip` or `unicast_src_ip`; nil: the interface's own.
  package var source: Address?
  /// `track_src_ip`: its absence is a fault.
  package var tracksSource: Bool
  /// False: `dont_track_primary`.
  package var tracksInterface: Bool
  package var tracks: [Track]
  /// `use_vmac`; the addresses without a `dev` of their own name it then.
  package var virtualInterface: VirtualInterface?
  /// Tells instances apart that have one virtual router, family and interface, but not one space of
  /// identifiers; nil for the first of them.
  package var variant: String?

  package init(
    name: String, interface: String, router: Router.Settings, carrier: Carrier.Settings,
    source: Address? = nil, tracksSource: Bool = false, tracksInterface: Bool = true,
    tracks: [Track] = [], virtualInterface: VirtualInterface? = nil
  ) {
    self.name = name
    self.interface = interface
    self.router = router
    self.carrier = carrier
    self.source = source
    self.tracksSource = tracksSource
    self.tracksInterface = tracksInterface
    self.tracks = tracks
    self.virtualInterface = virtualInterface
  }

  /// Where advertisements leave. They come in on `interface`.
  package var speaksOn: String {
    guard let virtualInterface, !virtualInterface.sendsByParent else { return interface }
    return virtualInterface.name
  }

  /// What makes it the same virtual router after a reload; a name does not.
  package var key: Key {
    Key(
      virtualRouter: router.virtualRouter, family: router.family, interface: interface,
      variant: variant)
  }

  /// True if a packet of the one could be taken for one of the other's, both being of one virtual
  /// router, family and interface.
  package func clashes(with other: InstanceSettings) -> Bool {
    switch (carrier.destination, other.carrier.destination) {
    case (.multicast(let group), .multicast(let its)): return group == its
    case (.multicast, .unicast), (.unicast, .multicast): return false
    case (.unicast(let peers, _), .unicast(let its, _)):
      return source == other.source
        && !Set(peers.map(\.address)).isDisjoint(with: its.map(\.address))
    }
  }

  /// How well a packet fits the addresses of this instance, beside others of its virtual router: 0 is
  /// not at all.
  package func fit(_ packet: ReceivedPacket) -> Int {
    switch carrier.destination {
    case .multicast(let group): return packet.destination == group ? 1 : 0
    case .unicast(let peers, _):
      guard !packet.destination.isMulticast, source == nil || source == packet.destination else {
        return 0
      }
      return peers.contains { $0.address == packet.source } ? 2 : 1
    }
  }

  package struct Key: Hashable, Sendable {
    package var virtualRouter: UInt8
    package var family: Family
    package var interface: String
    package var variant: String?

    package init(
      virtualRouter: UInt8, family: Family, interface: String, variant: String? = nil
    ) {
      self.virtualRouter = virtualRouter
      self.family = family
      self.interface = interface
      self.variant = variant
    }

    /// What a packet says of its virtual router.
    package var space: Key {
      Key(virtualRouter: virtualRouter, family: family, interface: interface)
    }
  }
}
