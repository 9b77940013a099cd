package import Network

/// The kernel's counters of a virtual service or a destination (`IPVS_STATS_ATTR_*`).
package struct Statistics: Hashable, Sendable {
  /// Since the entry was made.
  package var connections: UInt64 = 0
  package var packetsIn: UInt64 = 0
  package var packetsOut: UInt64 = 0
  package var bytesIn: UInt64 = 0
  package var bytesOut: UInt64 = 0
  /// A second, averaged by the kernel.
  package var connectionRate: UInt64 = 0
  package var packetRateIn: UInt64 = 0
  package var packetRateOut: UInt64 = 0
  package var byteRateIn: UInt64 = 0
  package var byteRateOut: UInt64 = 0

  package init() {}
}

/// A destination's connections, as the kernel counts them now, and its counters.
package struct DestinationStatistics: Hashable, Sendable {
  package var active: UInt32 = 0
  package var inactive: UInt32 = 0
  package var persistent: UInt32 = 0
  package var counters = Statistics()

  package init() {}
}

/// What a dump of the kernel's table found.
package struct Observation: Hashable, Sendable {
  package var table = Table()
  package var services: [ServiceKey: Statistics] = [:]
  package var destinations: [ServiceKey: [Endpoint: DestinationStatistics]] = [:]

  package init() {}

  /// Adds a service without destinations, or sets anew what is known of it.
  package mutating func add(_ reply: Reply.Service) {
    table.services[reply.key, default: VirtualService(settings: reply.settings)].settings =
      reply.settings
    services[reply.key] = reply.statistics
  }

  /// Sets the destinations of a service; of one that was not added they are dropped.
  package mutating func set(_ replies: [Reply.Destination], of key: ServiceKey) {
    guard table.services[key] != nil else { return }
    var settings: [Endpoint: DestinationSettings] = [:]
    var statistics: [Endpoint: DestinationStatistics] = [:]
    settings.reserveCapacity(replies.count)
    statistics.reserveCapacity(replies.count)
    for reply in replies {
      settings[reply.endpoint] = reply.settings
      statistics[reply.endpoint] = reply.statistics
    }
    table.services[key]?.destinations = settings
    destinations[key] = statistics
  }
}
