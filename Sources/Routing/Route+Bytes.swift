import Network

extension Route {
  /// The payload that adds or deletes it.
  func append(to bytes: inout [UInt8]) {
    let only = nextHops.count == 1 ? nextHops.first : nil
    bytes += [
      Wire.number(destination.address.family), UInt8(clamping: destination.length),
      UInt8(clamping: from?.length ?? 0), typeOfService, UInt8(exactly: table) ?? 0,
      owner.rawValue, scope.rawValue, kind.rawValue,
    ]
    bytes.appendHost(only?.isOnLink == true ? Wire.Route.onLink : 0)
    if destination.length > 0 {
      bytes.append(attribute: Wire.Route.destination, bytes: destination.address.bytes)
    }
    if let from { bytes.append(attribute: Wire.Route.from, bytes: from.address.bytes) }
    if let metric { bytes.append(attribute: Wire.Route.metric, metric) }
    if let source { bytes.append(attribute: Wire.Route.source, bytes: source.bytes) }
    path.append(to: &bytes)
    if table > 0xff { bytes.append(attribute: Wire.Route.table, table) }
    if let only {
      bytes.append(gatewayOf: only, family: destination.address.family)
      if let interface = only.interface {
        bytes.append(attribute: Wire.Route.interface, interface)
      }
    } else if !nextHops.isEmpty {
      bytes.append(nested: Wire.Route.nextHops) {
        for hop in nextHops { $0.append(hop, family: destination.address.family) }
      }
    }
  }

  /// From a message's payload; nil if it is no route, or of a family or kind not known here, or
  /// only a remembered answer (`RTM_F_CLONED`).
  init?(_ payload: ArraySlice<UInt8>) {
    guard let family = payload.byte(0).flatMap(Wire.family), let length = payload.byte(1),
      let fromLength = payload.byte(2), let service = payload.byte(3), let table = payload.byte(4),
      let owner = payload.byte(5), let scope = payload.byte(6),
      let kind = payload.byte(7).flatMap(Kind.init), let flags = payload.word(8),
      flags & 0x200 == 0
    else { return nil }
    let fields = RouteFields(payload.dropFirst(12), isOnLink: flags & Wire.Route.onLink != 0)
    let none: Address = family == .ipv4 ? .v4(0) : .v6(0)
    guard let fields,
      let destination = Prefix(fields.destination ?? none, length: Int(length)),
      destination.address.family == family,
      let from = Prefix(fields.from ?? none, length: Int(fromLength))
    else { return nil }
    self.init(
      to: destination, fields.nextHops, kind: kind, from: fromLength == 0 ? nil : from,
      source: fields.source, table: fields.table ?? UInt32(table),
      metric: fields.metric, scope: Scope(rawValue: scope), typeOfService: service,
      path: fields.path, owner: Owner(rawValue: owner))
  }
}

extension [UInt8] {
  fileprivate mutating func append(gatewayOf hop: Route.NextHop, family: Family) {
    guard let gateway = hop.gateway else { return }
    if gateway.family == family {
      append(attribute: Wire.Route.gateway, bytes: gateway.bytes)
    } else {
      // struct rtvia: the family, two bytes, and the address.
      append(
        attribute: Wire.Route.via, bytes: [Wire.number(gateway.family), 0] + gateway.bytes)
    }
  }

  /// `struct rtnexthop`: length (2), flags, hops, interface (4), attributes.
  fileprivate mutating func append(_ hop: Route.NextHop, family: Family) {
    let start = count
    appendHost(UInt16(0))
    append(hop.isOnLink ? UInt8(Wire.Route.onLink) : 0)
    append(UInt8(clamping: Int(hop.weight) - 1))
    appendHost(hop.interface ?? 0)
    append(gatewayOf: hop, family: family)
    overwrite(UInt16(clamping: count - start), at: start)
  }
}

private struct RouteFields {
  var destination: Address?
  var from: Address?
  var source: Address?
  var table: UInt32?
  var metric: UInt32?
  var path = PathMetrics()
  var nextHops: [Route.NextHop] = []
  private var hop = Route.NextHop()

  /// nil if an attribute is cut short.
  init?(_ attributes: ArraySlice<UInt8>, isOnLink: Bool) {
    var reader = AttributeReader(attributes)
    while let attribute = reader.next() { take(attribute) }
    guard !reader.isMalformed else { return nil }
    hop.isOnLink = isOnLink
    if nextHops.isEmpty, hop.gateway != nil || hop.interface != nil { nextHops = [hop] }
  }

  private mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Route.destination: destination = Address(bytes: attribute.value)
    case Wire.Route.from: from = Address(bytes: attribute.value)
    case Wire.Route.source: source = Address(bytes: attribute.value)
    case Wire.Route.table: table = attribute.integer(UInt32.self)
    case Wire.Route.metric: metric = attribute.integer(UInt32.self)
    case Wire.Route.metrics: path = PathMetrics(attribute)
    case Wire.Route.nextHops: nextHops = Route.NextHop.all(in: attribute.value)
    default: hop.take(attribute)
    }
  }
}

extension Route.NextHop {
  /// Several, as `RTA_MULTIPATH` has them (`struct rtnexthop`).
  static func all(in bytes: ArraySlice<UInt8>) -> [Route.NextHop] {
    var rest = bytes
    var found: [Route.NextHop] = []
    while let length = rest.prefix(2).hostInteger(UInt16.self).map(Int.init), length >= 8,
      length <= rest.count, let flags = rest.byte(2), let hops = rest.byte(3),
      let interface = rest.word(4)
    {
      var hop = Route.NextHop(
        on: interface == 0 ? nil : interface, weight: UInt16(hops) + 1,
        isOnLink: UInt32(flags) & Wire.Route.onLink != 0)
      for attribute in AttributeReader(rest.prefix(length).dropFirst(8)) { hop.take(attribute) }
      found.append(hop)
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return found
  }

  mutating func take(_ attribute: Attribute) {
    switch attribute.type {
    case Wire.Route.gateway: gateway = Address(bytes: attribute.value)
    case Wire.Route.via: gateway = Address(bytes: attribute.value.dropFirst(2))
    case Wire.Route.interface: interface = attribute.integer(UInt32.self)
    default: break
    }
  }
}
