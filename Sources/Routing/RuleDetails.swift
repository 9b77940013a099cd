import Network

extension Rule {
  /// What else a packet must be, and what else is asked of the table.
  package struct Details: Hashable, Sendable {
    /// `suppress_prefixlength`: a route that is no longer than so many bits does not count.
    package var suppressedLength: UInt32?
    /// `suppress_ifgroup`: nor one by an interface of this group.
    package var suppressedGroup: UInt32?
    /// `uidrange`: whose socket it is.
    package var users: ClosedRange<UInt32>?
    /// `ipproto`
    package var transport: UInt8?
    /// `sport`, `dport`
    package var sourcePorts: ClosedRange<UInt16>?
    package var destinationPorts: ClosedRange<UInt16>?
    /// `tunnel-id`
    package var tunnel: UInt64?
    /// `l3mdev`: the table is that of the packet's VRF; the action looks up table 0.
    package var isOfVRF = false

    package init() {}
  }
}

extension Rule.Details {
  func append(to bytes: inout [UInt8]) {
    if let length = suppressedLength {
      bytes.append(attribute: Wire.Rule.suppressedLength, length)
    }
    if let group = suppressedGroup { bytes.append(attribute: Wire.Rule.suppressedGroup, group) }
    if let users { bytes.append(attribute: Wire.Rule.users, range: users) }
    if let transport { bytes.append(attribute: Wire.Rule.transport, transport) }
    if let ports = sourcePorts { bytes.append(attribute: Wire.Rule.sourcePorts, range: ports) }
    if let ports = destinationPorts {
      bytes.append(attribute: Wire.Rule.destinationPorts, range: ports)
    }
    if let tunnel { bytes.append(attribute: Wire.Rule.tunnel, network: tunnel) }
    if isOfVRF { bytes.append(attribute: Wire.Rule.vrf, UInt8(1)) }
  }

  mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    // The kernel tells -1 if there is none.
    case Wire.Rule.suppressedLength:
      suppressedLength = attribute.integer(UInt32.self).flatMap { $0 == .max ? nil : $0 }
    case Wire.Rule.suppressedGroup:
      suppressedGroup = attribute.integer(UInt32.self).flatMap { $0 == .max ? nil : $0 }
    case Wire.Rule.users: users = attribute.range(of: UInt32.self)
    case Wire.Rule.transport: transport = attribute.integer(UInt8.self)
    case Wire.Rule.sourcePorts: sourcePorts = attribute.range(of: UInt16.self)
    case Wire.Rule.destinationPorts: destinationPorts = attribute.range(of: UInt16.self)
    case Wire.Rule.tunnel: tunnel = attribute.integer(UInt64.self).map(UInt64.init(bigEndian:))
    case Wire.Rule.vrf: isOfVRF = attribute.integer(UInt8.self) == 1
    default: break
    }
  }

  /// In iproute2's words, without `l3mdev`.
  package var words: [String] {
    var words: [String] = []
    if let suppressedLength { words += ["suppress_prefixlength", "\(suppressedLength)"] }
    if let suppressedGroup { words += ["suppress_ifgroup", "\(suppressedGroup)"] }
    if let users { words += ["uidrange", "\(users.lowerBound)-\(users.upperBound)"] }
    if let transport { words += ["ipproto", "\(transport)"] }
    if let sourcePorts {
      words += ["sport", "\(sourcePorts.lowerBound)-\(sourcePorts.upperBound)"]
    }
    if let destinationPorts {
      words += ["dport", "\(destinationPorts.lowerBound)-\(destinationPorts.upperBound)"]
    }
    if let tunnel { words += ["tunnel-id", "\(tunnel)"] }
    return words
  }
}

extension [UInt8] {
  /// Two numbers in the host's order: the first and the last.
  fileprivate mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(
    attribute type: UInt16, range: ClosedRange<Value>
  ) {
    var value: [UInt8] = []
    value.appendHost(range.lowerBound)
    value.appendHost(range.upperBound)
    append(attribute: type, bytes: value)
  }
}

extension Attribute {
  fileprivate func range<Value: FixedWidthInteger & BitwiseCopyable>(of type: Value.Type)
    -> ClosedRange<Value>?
  {
    let size = MemoryLayout<Value>.size
    guard let first = value.prefix(size).hostInteger(type),
      let last = value.dropFirst(size).prefix(size).hostInteger(type), first <= last
    else { return nil }
    return first...last
  }
}
