import Network

/// Commands and queries as generic netlink payloads: `struct genlmsghdr` and attributes.
extension Command {
  /// Appends the payload; the netlink header is the caller's.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .newService(let key, let settings):
      bytes.append(.newService) { $0.append(service: key, settings) }
    case .setService(let key, let settings):
      bytes.append(.setService) { $0.append(service: key, settings) }
    case .deleteService(let key):
      bytes.append(.deleteService) { $0.append(service: key) }
    case .newDestination(let key, let endpoint, let settings):
      bytes.append(.newDestination) {
        $0.append(service: key)
        $0.append(destination: endpoint, settings)
      }
    case .setDestination(let key, let endpoint, let settings):
      bytes.append(.setDestination) {
        $0.append(service: key)
        $0.append(destination: endpoint, settings)
      }
    case .deleteDestination(let key, let endpoint):
      bytes.append(.deleteDestination) {
        $0.append(service: key)
        $0.append(destination: endpoint)
      }
    case .flush: bytes.append(.flush) { _ in }
    case .zero(let key):
      bytes.append(.zero) { bytes in
        if let key { bytes.append(service: key) }
      }
    case .setTimeouts(let timeouts): bytes.append(.setConfig) { $0.append(timeouts) }
    case .startDaemon(let daemon): bytes.append(.newDaemon) { $0.append(daemon) }
    case .stopDaemon(let role): bytes.append(.deleteDaemon) { $0.append(stopping: role) }
    }
  }
}

extension Query {
  /// Appends the payload; the netlink header is the caller's.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .services: bytes.append(.getService) { _ in }
    case .service(let key): bytes.append(.getService) { $0.append(service: key) }
    case .destinations(let key): bytes.append(.getDestination) { $0.append(service: key) }
    case .information: bytes.append(.getInfo) { _ in }
    case .timeouts: bytes.append(.getConfig) { _ in }
    case .syncDaemons: bytes.append(.getDaemon) { _ in }
    }
  }
}

extension [UInt8] {
  /// `struct genlmsghdr`: command, version, two reserved bytes.
  fileprivate mutating func append(_ operation: Wire.Operation, _ body: (inout [UInt8]) -> Void) {
    append(operation.rawValue)
    append(Wire.version)
    append(0)
    append(0)
    body(&self)
  }

  /// The identity alone, or with all that is settable.
  fileprivate mutating func append(service key: ServiceKey, _ settings: ServiceSettings? = nil) {
    append(nested: Wire.Top.service) { bytes in
      bytes.append(attribute: Wire.Service.family, Wire.number(key.family))
      switch key {
      case .endpoint(let transport, let endpoint):
        bytes.append(attribute: Wire.Service.transport, UInt16(transport.rawValue))
        bytes.append(attribute: Wire.Service.address, address: endpoint.address)
        bytes.append(attribute: Wire.Service.port, network: endpoint.port)
      case .firewallMark(let mark, _):
        bytes.append(attribute: Wire.Service.mark, mark)
      }
      if let settings { bytes.append(settings, family: key.family) }
    }
  }

  private mutating func append(_ settings: ServiceSettings, family: Family) {
    append(attribute: Wire.Service.scheduler, text: settings.scheduler)
    if let engine = settings.persistence?.engine {
      append(attribute: Wire.Service.engine, text: engine)
    }
    var flags: [UInt8] = []
    flags.appendHost(settings.kernelFlags.rawValue)
    flags.appendHost(UInt32.max)
    append(attribute: Wire.Service.flags, bytes: flags)
    append(attribute: Wire.Service.timeout, settings.persistence?.timeout ?? 0)
    let granularity = settings.persistence?.granularity ?? family.bits
    switch family {
    case .ipv4:
      let mask = settings.persistence?.maskWithGaps ?? Prefix.mask(length: granularity)
      append(attribute: Wire.Service.netmask, network: mask)
    case .ipv6: append(attribute: Wire.Service.netmask, UInt32(clamping: granularity))
    }
  }

  fileprivate mutating func append(
    destination endpoint: Endpoint, _ settings: DestinationSettings? = nil
  ) {
    append(nested: Wire.Top.destination) { bytes in
      bytes.append(attribute: Wire.Destination.family, Wire.number(endpoint.address.family))
      bytes.append(attribute: Wire.Destination.address, address: endpoint.address)
      bytes.append(attribute: Wire.Destination.port, network: endpoint.port)
      if let settings { bytes.append(settings) }
    }
  }

  private mutating func append(_ settings: DestinationSettings) {
    let forwarding = WireForwarding(settings.forwarding)
    append(attribute: Wire.Destination.forwarding, forwarding.method)
    append(attribute: Wire.Destination.weight, settings.weight)
    // Kernels before 5.2 do not know these, and no tunnel but IP in IP needs them.
    if forwarding.tunnelKind != 0 {
      append(attribute: Wire.Destination.tunnelKind, forwarding.tunnelKind)
      append(attribute: Wire.Destination.tunnelPort, network: forwarding.tunnelPort)
      append(attribute: Wire.Destination.tunnelFlags, forwarding.tunnelFlags)
    }
    append(attribute: Wire.Destination.upperThreshold, settings.upperThreshold)
    append(attribute: Wire.Destination.lowerThreshold, settings.lowerThreshold)
  }

  /// `union nf_inet_addr`: sixteen bytes for either family.
  private mutating func append(attribute type: UInt16, address: Address) {
    appendHost(UInt16(20))
    appendHost(type)
    switch address {
    case .v4(let bits):
      appendHost(bits.bigEndian)
      appendHost(UInt64(0))
      appendHost(UInt32(0))
    case .v6(let bits): appendHost(bits.number.bigEndian)
    }
  }

  fileprivate mutating func append(_ timeouts: Timeouts) {
    append(attribute: Wire.Top.timeoutTCP, timeouts.tcp)
    append(attribute: Wire.Top.timeoutTCPFin, timeouts.tcpFin)
    append(attribute: Wire.Top.timeoutUDP, timeouts.udp)
  }
}

extension ServiceSettings {
  /// The flags as the kernel has them, persistence among them.
  var kernelFlags: ServiceFlags {
    persistence == nil ? flags.subtracting(.persistent) : flags.union(.persistent)
  }
}
