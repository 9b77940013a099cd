import Network

/// The attributes of a service as they come in.
struct ServiceFields {
  private var family: UInt16?
  private var transport: UInt16?
  private var address: ArraySlice<UInt8>?
  private var port: UInt16?
  private var mark: UInt32 = 0
  private var scheduler: String?
  private var flags: UInt32?
  private var timeout: UInt32 = 0
  private var netmask: ArraySlice<UInt8> = []
  private var engine: String?
  private var statistics = StatisticsFields()

  mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Service.family: family = attribute.integer(UInt16.self)
    case Wire.Service.transport: transport = attribute.integer(UInt16.self)
    case Wire.Service.address: address = attribute.value
    case Wire.Service.port: port = attribute.network(UInt16.self)
    case Wire.Service.mark: mark = attribute.integer(UInt32.self) ?? 0
    case Wire.Service.scheduler: scheduler = attribute.text
    case Wire.Service.flags: flags = attribute.value.hostInteger(UInt32.self, at: 0)
    case Wire.Service.timeout: timeout = attribute.integer(UInt32.self) ?? 0
    case Wire.Service.netmask: netmask = attribute.value
    case Wire.Service.engine: engine = attribute.text
    case Wire.Service.statistics: statistics.take(attribute, wide: false)
    case Wire.Service.statistics64: statistics.take(attribute, wide: true)
    default: break
    }
  }

  func reply() throws(ReplyError) -> Reply.Service {
    guard let number = self.family else { throw .missing("IPVS_SVC_ATTR_AF") }
    guard let family = Wire.family(number) else { throw .unsupported("address family \(number)") }
    guard let scheduler else { throw .missing("IPVS_SVC_ATTR_SCHED_NAME") }
    guard let flags = flags.map(ServiceFlags.init(rawValue:)) else {
      throw .missing("IPVS_SVC_ATTR_FLAGS")
    }
    var settings = ServiceSettings()
    settings.scheduler = scheduler
    settings.flags = flags.subtracting([.persistent, .hashed])
    if flags.contains(.persistent) {
      var persistence = Persistence(
        timeout: timeout, granularity: try granularity(family), engine: engine)
      if persistence.granularity == Persistence.granularityWithGaps {
        persistence.maskWithGaps = netmask.hostInteger(UInt32.self).map(UInt32.init(bigEndian:))
      }
      settings.persistence = persistence
    }
    return Reply.Service(
      key: try key(family), settings: settings, statistics: statistics.value)
  }

  private func key(_ family: Family) throws(ReplyError) -> ServiceKey {
    if mark != 0 { return .firewallMark(mark, family) }
    guard let transport else { throw .missing("IPVS_SVC_ATTR_PROTOCOL") }
    guard let known = TransportProtocol(rawValue: UInt8(clamping: transport)) else {
      throw .unsupported("protocol \(transport)")
    }
    guard let address = address.flatMap({ wireAddress($0, family) }) else {
      throw .missing("IPVS_SVC_ATTR_ADDR")
    }
    guard let port else { throw .missing("IPVS_SVC_ATTR_PORT") }
    return .endpoint(known, Endpoint(address, port: port))
  }

  private func granularity(_ family: Family) throws(ReplyError) -> Int {
    switch family {
    case .ipv4:
      guard let mask = netmask.hostInteger(UInt32.self).map(UInt32.init(bigEndian:)) else {
        throw .missing("IPVS_SVC_ATTR_NETMASK")
      }
      return Prefix.length(mask: mask) ?? Persistence.granularityWithGaps
    case .ipv6:
      guard let length = netmask.hostInteger(UInt32.self) else {
        throw .missing("IPVS_SVC_ATTR_NETMASK")
      }
      return Int(clamping: length)
    }
  }
}

/// The attributes of a destination as they come in.
struct DestinationFields {
  private var family: UInt16
  private var address: ArraySlice<UInt8>?
  private var port: UInt16?
  private var forwarding = WireForwarding(method: 0)
  private var settings = DestinationSettings(weight: 0)
  private var hasMethod = false
  private var counts = DestinationStatistics()
  private var statistics = StatisticsFields()

  init(family: UInt16) { self.family = family }

  mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Destination.family: family = attribute.integer(UInt16.self) ?? 0
    case Wire.Destination.address: address = attribute.value
    case Wire.Destination.port: port = attribute.network(UInt16.self)
    case Wire.Destination.tunnelKind: forwarding.tunnelKind = attribute.integer(UInt8.self) ?? 0
    case Wire.Destination.tunnelPort: forwarding.tunnelPort = attribute.network(UInt16.self) ?? 0
    case Wire.Destination.tunnelFlags: forwarding.tunnelFlags = attribute.integer(UInt16.self) ?? 0
    case Wire.Destination.statistics: statistics.take(attribute, wide: false)
    case Wire.Destination.statistics64: statistics.take(attribute, wide: true)
    default: takeNumber(attribute)
    }
  }

  private mutating func takeNumber(_ attribute: Attribute) {
    guard let number = attribute.integer(UInt32.self) else { return }
    switch attribute.type {
    case Wire.Destination.forwarding: (forwarding.method, hasMethod) = (number, true)
    case Wire.Destination.weight: settings.weight = number
    case Wire.Destination.upperThreshold: settings.upperThreshold = number
    case Wire.Destination.lowerThreshold: settings.lowerThreshold = number
    case Wire.Destination.active: counts.active = number
    case Wire.Destination.inactive: counts.inactive = number
    case Wire.Destination.persistent: counts.persistent = number
    default: break
    }
  }

  func reply() throws(ReplyError) -> Reply.Destination {
    guard let family = Wire.family(family) else { throw .unsupported("address family \(family)") }
    guard let address = address.flatMap({ wireAddress($0, family) }) else {
      throw .missing("IPVS_DEST_ATTR_ADDR")
    }
    guard let port else { throw .missing("IPVS_DEST_ATTR_PORT") }
    guard hasMethod else { throw .missing("IPVS_DEST_ATTR_FWD_METHOD") }
    var settings = settings
    settings.forwarding = forwarding.value
    var counts = counts
    counts.counters = statistics.value
    return Reply.Destination(
      endpoint: Endpoint(address, port: port), settings: settings, statistics: counts)
  }
}

/// Counters, of which the 64-bit ones win (kernel 4.1 and later has both).
private struct StatisticsFields {
  private var narrow: ArraySlice<UInt8>?
  private var wide: ArraySlice<UInt8>?

  mutating func take(_ attribute: Attribute, wide isWide: Bool) {
    if isWide { wide = attribute.value } else { narrow = attribute.value }
  }

  var value: Statistics {
    var value = Statistics()
    for counter in AttributeReader(wide ?? narrow ?? []) {
      // In the 32-bit set, bytes are 64-bit all the same.
      let number = counter.integer(UInt64.self) ?? counter.integer(UInt32.self).map(UInt64.init)
      if let number { value.set(counter.type, number) }
    }
    return value
  }
}

extension Statistics {
  /// `IPVS_STATS_ATTR_*`
  fileprivate mutating func set(_ type: UInt16, _ number: UInt64) {
    switch type {
    case 1: connections = number
    case 2: packetsIn = number
    case 3: packetsOut = number
    case 4: bytesIn = number
    case 5: bytesOut = number
    case 6: connectionRate = number
    case 7: packetRateIn = number
    case 8: packetRateOut = number
    case 9: byteRateIn = number
    case 10: byteRateOut = number
    default: break
    }
  }
}

/// An address from a `union nf_inet_addr`, of which IPv4 uses the first four bytes.
private func wireAddress(_ bytes: ArraySlice<UInt8>, _ family: Family) -> Address? {
  switch family {
  case .ipv4: bytes.hostInteger(UInt32.self, at: 0).map { .v4(UInt32(bigEndian: $0)) }
  case .ipv6: bytes.hostInteger(UInt128.self, at: 0).map { .v6(IPv6Bits(UInt128(bigEndian: $0))) }
  }
}
